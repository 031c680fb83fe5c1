"""A server of troubles, and a crew that crawls it."""

import datetime
import ssl
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawlers.crew import Crew
from crawlers.wire import Settings
from tests.crawlers.server import Server

# 127.0.0.1 is not allowed: it stands for the company's own network.
SETTINGS = Settings(
    allowed_networks=("127.0.0.128/25",),
    page_delay=0.05,
    page_timeout=3.0,
    source_timeout=12.0,
    parse_timeout=6.0,  # the first article loads what reads articles
    max_bytes=1 << 20,
)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    crew = Crew(SETTINGS, processes=2, linger=60)
    yield crew
    crew.close()


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a certificate that nobody vouches for."""
    with Server(_certificate(tmp_path_factory.mktemp("tls"))) as running:
        yield running


def _certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.130"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem")
    return context
