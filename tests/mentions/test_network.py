"""Private addresses are refused however they are written, unless their network is allowed."""

import pytest

from mentions.network import AddressPolicy

PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "255.255.255.255", "224.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "192.0.2.1", "198.18.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_global_are_refused(address: str) -> None:
    assert not AddressPolicy().permits(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "77.88.8.8", "2a02:6b8::feed:ff"])
def test_global_addresses_are_permitted(address: str) -> None:
    assert AddressPolicy().permits(address)


def test_the_administrator_can_allow_a_network() -> None:
    policy = AddressPolicy.parse(["10.0.0.0/8", "127.0.0.1"])
    assert policy.permits("10.1.2.3")
    assert policy.permits("127.0.0.1")
    assert policy.permits("::ffff:127.0.0.1")
    assert not policy.permits("127.0.0.2")
    assert not policy.permits("192.168.1.1")


def test_a_wrong_network_is_named() -> None:
    with pytest.raises(ValueError, match="loopback"):
        AddressPolicy.parse(["loopback"])
