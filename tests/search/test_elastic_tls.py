"""A cluster behind TLS that wants an API key: a proxy that ends both before the real node."""

import datetime
import http.client
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mentions.query import Document, parse
from mentions.store.database import Database
from search import ElasticSettings, SearchError, SearchRequest, SearchSettings, open_engine, rebuild
from tests.search.conftest import ELASTICSEARCH
from tests.search.stored_mentions import found_ids, store

KEY = "aWQ6c2VjcmV0"
REFUSED = b'{"error":{"type":"security_exception","reason":"unable to authenticate"},"status":401}'

pytestmark = pytest.mark.elasticsearch


class Authority:
    """Signs certificates; `file` is its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        self.file = folder / f"{name}.pem"
        whole = x509.BasicConstraints(ca=True, path_length=None)
        own = _certificate(self._name, self._name, self._key).add_extension(whole, critical=True)
        self.file.write_bytes(own.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM))

    def server(self, folder: Path) -> ssl.SSLContext:
        """For a server at 127.0.0.1."""
        key = ec.generate_private_key(ec.SECP256R1())
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        made = _certificate(_name("node"), self._name, key).add_extension(here, critical=False)
        pair = folder / "node.pem"
        pair.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pair)
        return context


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
    )


class Gate(BaseHTTPRequestHandler):
    """Passes to the node what carries the key."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.headers["Authorization"] != f"ApiKey {KEY}":
            self._answer(401, {"Content-Type": "application/json"}, REFUSED)
            return
        passed = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        node = http.client.HTTPConnection(urlsplit(ELASTICSEARCH).netloc, timeout=60)
        node.request(self.command, self.path, body, passed)
        answer = node.getresponse()
        wanted = ("content-type", "content-encoding", "x-elastic-product")
        headers = {k: v for k, v in answer.getheaders() if k.lower() in wanted}
        self._answer(answer.status, headers, answer.read())
        node.close()

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The test's output stays its own."""


class QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that turns away from a certificate is what some tests are about."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def gate(authority: Authority, tmp_path: Path, elastic_settings: ElasticSettings) -> Iterator[str]:
    server = QuietServer(("127.0.0.1", 0), Gate)
    server.socket = authority.server(tmp_path).wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_authority_of_ones_own_and_a_key_open_the_cluster(
    sqlite_db: Database, gate: str, authority: Authority, elastic_settings: ElasticSettings
) -> None:
    ids = store(sqlite_db, [Document(text="сбой"), Document(text="иное")])
    settings = ElasticSettings(gate, KEY, str(authority.file), elastic_settings.alias)
    engine = open_engine(sqlite_db, SearchSettings(settings))
    rebuild(engine)
    engine.index(ids)
    assert found_ids(engine, "сбой") == [ids[0]]
    health = engine.health()
    assert health.documents == 2 and health.error is None


@pytest.mark.parametrize("key", ["", "d3Jvbmc="])
def test_another_key_is_told_and_search_goes_on(
    sqlite_db: Database, gate: str, authority: Authority, elastic_settings: ElasticSettings,
    key: str,
) -> None:  # fmt: skip
    ids = store(sqlite_db, [Document(text="сбой")])
    settings = ElasticSettings(gate, key, str(authority.file), elastic_settings.alias)
    _refused(sqlite_db, settings, "search-elasticsearch-refuses-key", ids)


def test_another_authority_is_told_and_search_goes_on(
    sqlite_db: Database, gate: str, tmp_path: Path, elastic_settings: ElasticSettings
) -> None:
    ids = store(sqlite_db, [Document(text="сбой")])
    for certificates in ("", str(Authority(tmp_path, "others").file)):
        settings = ElasticSettings(gate, KEY, certificates, elastic_settings.alias)
        _refused(sqlite_db, settings, "search-elasticsearch-certificate", ids)


def _refused(db: Database, settings: ElasticSettings, key: str, ids: list[int]) -> None:
    engine = open_engine(db, SearchSettings(settings))
    with pytest.raises(SearchError) as told:
        engine.rebuild_step()
    assert told.value.message.key == key and told.value.is_passing
    page = engine.search(SearchRequest(query=parse("сбой")))
    assert [hit.mention_id for hit in page.hits] == ids and page.notice is not None
