"""A connection goes to the address that was checked, by the host's name, within the deadline."""

import http.client
import shutil
import socket
import ssl
import subprocess
import time
from ipaddress import ip_address
from pathlib import Path

import pytest

from factcheck.errors import NetworkFailed, RefusedUnsafe
from factcheck.fetching import pages
from factcheck.fetching.connecting import Connection, Deadline
from tests.fetching.server import LOOPBACK, page, rules, serving


def test_the_name_is_told_and_the_checked_address_is_dialled() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [LOOPBACK] if len(asked) == 1 else ["10.0.0.1"]

    with serving(page(b"Hello")) as server:
        found = pages.fetch(server.url(), rules(resolve=resolve))
    assert found.body == b"Hello"
    assert asked == ["news.example"]  # once: a second answer, for another address, is never heard
    assert f"\r\nHost: news.example:{server.port}\r\n" in server.asked[0]


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with serving(page(b"Hello")) as server:
        found = pages.fetch(
            server.url(),
            rules(
                resolve=lambda _host, _port: ["127.0.0.2", LOOPBACK],
                allows=lambda one: one in (ip_address("127.0.0.2"), ip_address(LOOPBACK)),
            ),
        )
    assert found.body == b"Hello"


def test_nobody_answers() -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NetworkFailed, match="refused"):
        pages.fetch(f"http://news.example:{port}/", rules())


def test_what_is_not_allowed_is_not_dialled() -> None:
    with serving(page(b"secret")) as server:
        with pytest.raises(RefusedUnsafe):
            pages.fetch(server.url(), rules(allows=lambda _one: False))
        time.sleep(0.05)
        assert server.asked == []


def test_a_deadline_that_has_passed() -> None:
    with pytest.raises(NetworkFailed, match="longer than 0 seconds"):
        Deadline(0).left()
    assert 0 < Deadline(5).left() <= 5


def test_default_ports_are_not_told() -> None:
    for tls, port in ((False, 80), (True, 443)):
        made = Connection("news.example", port, tls=tls, rules=rules(), by=Deadline(5))
        assert made.default_port == port
        made.hang_up()  # nothing was dialled
        assert isinstance(made, http.client.HTTPConnection)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for news.example, with its key, made for this run."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl was not found")
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    key = path.with_name("key.pem")
    subprocess.run(
        [
            *(program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=news.example"),
            *("-addext", "subjectAltName=DNS:news.example"),
            *("-keyout", str(key), "-out", str(path)),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + key.read_text())
    return path


def test_tls_is_by_the_hosts_name(certificate: Path) -> None:
    there = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    there.load_cert_chain(certificate)
    here = ssl.create_default_context(cafile=str(certificate))
    with serving(page(b"Hello"), there) as server:
        found = pages.fetch(server.url("/", "https"), rules(context=here))
        assert found.body == b"Hello"
        other = server.url("/", "https").replace("news.example", "other.example")
        with pytest.raises(NetworkFailed, match="certificate is not to be trusted"):
            pages.fetch(other, rules(context=here))
        with pytest.raises(NetworkFailed, match="certificate is not to be trusted"):
            pages.fetch(server.url("/", "https"), rules())
    assert len(server.asked) == 1
