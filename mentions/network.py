"""Which addresses an outgoing connection may reach.

Every room that opens sockets asks this policy with the address that the socket is about to
connect to, after name resolution, so neither a redirect nor a changed DNS answer gets around it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from mentions.errors import MolvaError
from mentions.messages import message

Network = IPv4Network | IPv6Network


class PrivateAddressError(MolvaError):
    """The far end's name resolved to an address that the administrator has not allowed."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(message("network-private-address", host=host, address=address))
        self.host = host
        self.address = address


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Global unicast addresses are permitted; others only inside `allowed` networks.

    `is_global` rather than `not is_private`, since the latter lets 100.64.0.0/10 through.
    """

    allowed: tuple[Network, ...] = ()

    @staticmethod
    def parse(networks: Iterable[str]) -> "AddressPolicy":
        """From strings such as `10.0.0.0/8`, `127.0.0.1`; ValueError names a wrong one."""
        return AddressPolicy(tuple(ip_network(network, strict=False) for network in networks))

    def permits(self, address: str) -> bool:
        """Whether a socket may connect to this literal IP address."""
        ip = ip_address(address.partition("%")[0])
        if ip.version == 6 and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        if any(ip.version == network.version and ip in network for network in self.allowed):
            return True
        return ip.is_global and not ip.is_multicast
