"""A server that seems to stand further away: a relay that holds each message back for a while."""

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path

SOCKET = ".s.PGSQL.5432"


@contextmanager
def relayed(server: Path, seconds: float) -> Iterator[Path]:
    """A folder whose socket leads to the server in another folder, so many seconds there and back.

    The time is spent on the way there, which is the same to whoever waits for each answer.
    """
    folder = Path(tempfile.mkdtemp(prefix="fcaway"))
    with closing(socket.socket(socket.AF_UNIX)) as door:
        door.bind(str(folder / SOCKET))
        door.listen()
        relay = get_context("fork").Process(
            target=_let_in, args=(door, str(server / SOCKET), seconds), daemon=True
        )
        relay.start()
        try:
            yield folder
        finally:
            relay.kill()
            relay.join()
            shutil.rmtree(folder)


def _let_in(door: socket.socket, server: str, seconds: float) -> None:
    while True:
        caller = door.accept()[0]
        other = socket.socket(socket.AF_UNIX)
        other.connect(server)
        for ends in ((caller, other, seconds), (other, caller, 0.0)):
            threading.Thread(target=_pass_on, args=ends, daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket, seconds: float) -> None:
    with suppress(OSError):
        while told := one.recv(65536):
            time.sleep(seconds)
            other.sendall(told)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)
