"""Connections that go to the address that was checked, and that end with the deadline."""

import http.client
import io
import socket
import ssl
import time
from typing import Any

from factcheck.errors import NetworkFailed
from factcheck.fetching.addresses import Rules, resolved

_PATIENCE = 10.0  # seconds for one address of several


class Deadline:
    """When everything must be done."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises NetworkFailed when there are none."""
        rest = self._at - time.monotonic()
        if rest <= 0:
            raise NetworkFailed(f"it took longer than {self._seconds:g} seconds")
        return rest


class _Incoming(io.RawIOBase):
    """What comes in from a socket, each piece of it within the deadline."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)

    def close(self) -> None:
        self._socket.close()
        super().close()


class _Timed:
    """A socket as ``http.client`` uses it: every answer is read within the deadline."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def sendall(self, told: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(told)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._socket, self._deadline))

    def close(self) -> None:
        """The answer's reader closes the socket, which it still reads from."""


class Connection(http.client.HTTPConnection):
    """A connection to a host by an address that was looked up once and is allowed."""

    def __init__(self, host: str, port: int, *, tls: bool, rules: Rules, by: Deadline) -> None:
        super().__init__(host, port)
        self.default_port = 443 if tls else 80
        self._tls, self._rules, self._by = tls, rules, by
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Dial the first of the addresses that answers; raises the last one's OSError."""
        failed: OSError | None = None
        for address in resolved(self.host, self.port, self._rules, self._by.left()):
            try:
                dialled = socket.create_connection(
                    (address, self.port), min(self._by.left(), _PATIENCE)
                )
            except OSError as error:
                failed = error
                continue
            self._held = dialled
            dialled.settimeout(self._by.left())
            if self._tls:
                context = self._rules.context or ssl.create_default_context()
                self._held = dialled = context.wrap_socket(dialled, server_hostname=self.host)
            self.sock: Any = _Timed(dialled, self._by)
            return
        raise failed or OSError("no address")

    def hang_up(self) -> None:
        """Close it for good: ``close`` leaves it to the answer that is still to be read."""
        self.close()
        if self._held is not None:
            self._held.close()
