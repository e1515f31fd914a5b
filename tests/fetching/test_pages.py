"""Fetching: which addresses, how often it leads on, how long it may take, what may come."""

import socket
import time
from contextlib import suppress

import pytest

from factcheck.errors import InvalidInput, NetworkFailed, RefusedUnsafe
from factcheck.fetching import pages
from factcheck.fetching.addresses import Rules
from tests.fetching.server import Answer, at, page, rules, serving


def moved(where: str, status: str = "302 Found") -> Answer:
    return page(b"", f"Location: {where}", status=status)


def test_a_page_comes_with_its_type_and_its_address() -> None:
    told = "Nobody has seen evidence."
    with serving(page(told.encode(), kind="text/html; charset=ISO-8859-1")) as server:
        found = pages.fetch(server.url("/año?q=ñ#part"), rules())
    assert (found.type, found.charset, found.body) == ("text/html", "iso-8859-1", told.encode())
    assert found.final == found.url == server.url("/año?q=ñ#part")
    head = server.asked[0]
    assert at(head) == "/a%C3%B1o?q=%C3%B1"
    assert "cookie" not in head.lower()
    assert "authorization" not in head.lower()
    assert "\r\nUser-Agent: factcheck/" in head


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://news.example/a",
        "gopher://news.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//news.example/",
        "http://",
        "http://ana:secret@news.example/",
        "http://news.example:8080/",
        "http://news.example:22/",
        "http://news.example:99999/",
        "http://[::1/",
        "http://news.example/\r\nX: y",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise AssertionError("it was looked up")

    with pytest.raises(RefusedUnsafe) as caught:
        pages.fetch(url, Rules(resolve=resolve))
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://2130706433/", "https://localhost/"])
def test_without_other_rules_nothing_inside_is_asked(url: str) -> None:
    with pytest.raises(RefusedUnsafe, match="is no public address"):
        pages.fetch(url)


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_it_follows_where_it_is_led(status: str) -> None:
    def answer(connected: socket.socket, head: str) -> None:
        (moved("/there?x=1", status) if at(head) == "/" else page(b"Hello"))(connected, head)

    with serving(answer) as server:
        found = pages.fetch(server.url("/"), rules())
    assert (found.body, found.hops) == (b"Hello", (server.url("/"), server.url("/there?x=1")))


@pytest.mark.parametrize(
    "where",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "//[::1]/",
    ],
)
def test_each_hop_is_checked_again(where: str) -> None:
    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "news.example" else [host]

    with serving(moved(where)) as server, pytest.raises(RefusedUnsafe):
        pages.fetch(server.url(), rules(resolve=resolve))
    assert len(server.asked) == 1


def test_it_does_not_go_round_for_ever() -> None:
    complaint = "leads on more than 5 times"
    with serving(moved("/again")) as server, pytest.raises(RefusedUnsafe, match=complaint):
        pages.fetch(server.url(), rules())
    assert len(server.asked) == 6


def test_an_address_in_another_script_is_led_to_as_it_was_meant() -> None:
    def answer(connected: socket.socket, head: str) -> None:
        (moved("/la señal") if at(head) == "/" else page(b"Hello"))(connected, head)

    with serving(answer) as server:
        pages.fetch(server.url("/"), rules())
    assert at(server.asked[1]) == "/la%20se%C3%B1al"


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (page(b"x", status="404 Not Found"), "answers 404 Not Found"),
        (page(b"x", status="500 \x1b[31mOops"), "answers 500"),
        (page(b"", status="302 Found"), "answers 302"),
        (lambda connected, _head: connected.sendall(b"SSH-2.0-x\r\n"), "ssh-2.0-x"),
        (lambda _connected, _head: None, "closed connection"),
        (page(b"x", *(f"X-{n}: y" for n in range(200))), "more than 100 headers"),
        (page(b"x", "X: " + "y" * 70_000), "got more than 65536"),
    ],
)
def test_an_answer_that_is_none(answer: Answer, complaint: str) -> None:
    with serving(answer) as server, pytest.raises(NetworkFailed, match=complaint) as caught:
        pages.fetch(server.url(), rules())
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/css"])
def test_a_page_of_another_type_is_not_read(kind: str) -> None:
    with serving(page(b"x", kind=kind)) as server, pytest.raises(InvalidInput, match=kind):
        pages.fetch(server.url(), rules())


def drip(connected: socket.socket, _head: str) -> None:
    """A byte now and then, so that no single wait is long."""
    with suppress(OSError):
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            connected.sendall(b"x")
            time.sleep(0.02)


def drip_headers(connected: socket.socket, _head: str) -> None:
    with suppress(OSError):
        connected.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connected.sendall(b"X")
            time.sleep(0.02)


def silent(_connected: socket.socket, _head: str) -> None:
    time.sleep(1)


@pytest.mark.parametrize("answer", [drip, drip_headers, silent])
def test_however_slowly_it_comes_it_ends_with_the_deadline(answer: Answer) -> None:
    begun = time.monotonic()
    with serving(answer) as server:
        with pytest.raises(NetworkFailed, match=r"longer than 0\.2 seconds"):
            pages.fetch(server.url(), rules(seconds=0.2))
        assert time.monotonic() - begun < 3


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    with serving(page(b"Hello")) as server:
        assert pages.fetch(server.url(), rules()).body == b"Hello"


def test_what_a_query_keeps_secret_is_not_printed() -> None:
    answer = page(b"", status="403 Forbidden")
    with serving(answer) as server, pytest.raises(NetworkFailed) as caught:
        pages.fetch(server.url("/a?token=s3cret"), rules())
    assert "s3cret" not in caught.value.message
