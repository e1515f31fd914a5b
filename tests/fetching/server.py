"""A server on the loopback that answers as it is told, and rules that allow to ask it."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from ssl import SSLContext
from typing import Any

from factcheck.fetching.addresses import Rules

LOOPBACK = "127.0.0.1"
Answer = Callable[[socket.socket, str], None]


def rules(**over: Any) -> Rules:
    """Rules by which only the server of a test may be asked."""
    told: dict[str, Any] = {
        "allows": lambda one: one == ip_address(LOOPBACK),
        "ports": None,
        "resolve": lambda _host, _port: [LOOPBACK],
        "seconds": 20.0,
    }
    return Rules(**(told | over))


@dataclass
class Server:
    """What was asked of it: the heads of the requests."""

    port: int
    asked: list[str] = field(default_factory=list)

    def url(self, path: str = "/", scheme: str = "http") -> str:
        """An address on it, by a name that only the rules of a test resolve."""
        return f"{scheme}://news.example:{self.port}{path}"


@contextmanager
def serving(answer: Answer, context: SSLContext | None = None) -> Iterator[Server]:
    """A server that gives every connection to ``answer``, with the head of what was asked."""
    listening = socket.create_server((LOOPBACK, 0))
    server = Server(listening.getsockname()[1])

    def talk(connected: socket.socket) -> None:
        with suppress(OSError), connected:
            connected.settimeout(20)
            wrapped = context.wrap_socket(connected, server_side=True) if context else connected
            with wrapped:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (more := wrapped.recv(65536)):
                        return
                    head += more
                server.asked.append(head.decode("latin-1"))
                answer(wrapped, server.asked[-1])

    def accept() -> None:
        with suppress(OSError):
            while True:
                connected, _ = listening.accept()
                threading.Thread(target=talk, args=(connected,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def page(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html") -> Answer:
    """An answer with this body."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if kind:
        lines.append(f"Content-Type: {kind}")
    if not any(one.lower().startswith(("content-length", "transfer-")) for one in headers):
        lines.append(f"Content-Length: {len(body)}")
    told = "\r\n".join([*lines, "", ""]).encode("utf-8") + body
    return lambda connected, _head: connected.sendall(told)


def at(head: str) -> str:
    """The path that was asked for."""
    return head.split(" ")[1]
