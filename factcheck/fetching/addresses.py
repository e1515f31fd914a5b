"""Which addresses may be asked: public ones alone, however they are written."""

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from ssl import SSLContext

from factcheck import text
from factcheck.errors import NetworkFailed, RefusedUnsafe

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

# Only here stands what the public can reach; what lies in it and is for something else is below.
_UNICAST = IPv6Network("2000::/3")
_NOT_PUBLIC = (
    IPv6Network("2001::/23"),  # protocols of their own: Teredo leads to any IPv4 address
    IPv6Network("2001:db8::/32"),
    IPv6Network("2002::/16"),  # 6to4 does, too
    IPv6Network("3fff::/20"),
)
_SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))  # protocols, 6to4


def public(address: Address) -> bool:
    """Whether an address is one that everybody may reach: no private one, no multicast ..."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return public(address.ipv4_mapped)
        return address in _UNICAST and not any(address in one for one in _NOT_PUBLIC)
    if address.is_multicast or address.is_reserved or any(address in one for one in _SPECIAL):
        return False
    return address.is_global


def looked_up(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system resolves it. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be fetched, and how much of it. Whoever tests gives others; no user can.

    ``allows`` is asked about every address of a host, ``ports`` are all that are allowed (None:
    any). ``seconds`` is for everything together, redirects and all; ``most`` bytes are read, and
    no more than that come out of what was compressed.
    """

    allows: Callable[[Address], bool] = public
    ports: frozenset[int] | None = frozenset({80, 443})
    resolve: Resolver = looked_up
    context: SSLContext | None = field(default=None)
    seconds: float = 60.0
    most: int = 10 * 2**20
    redirects: int = 5


def resolved(host: str, port: int, rules: Rules, seconds: float) -> list[str]:
    """The addresses of a host, asked for once; every one of them is allowed.

    Raises RefusedUnsafe where one is not, NetworkFailed where there is none in time.
    """
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.extend(rules.resolve(host, port))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)  # the system has no deadline for it
    asking.start()
    asking.join(max(seconds, 0))
    shown = text.one_line(host)
    if asking.is_alive():
        raise NetworkFailed(f"{shown} was not found in time")
    if failed or not found:
        raise NetworkFailed(f"{shown} was not found", hint="is the address right?")
    for one in found:
        require_allowed(one, shown, rules)
    return found


def require_allowed(told: str, host: str, rules: Rules) -> None:
    """Raise RefusedUnsafe for an address that the rules do not allow, or that is none."""
    try:
        address = ip_address(told)
    except ValueError:
        allowed = False
    else:
        allowed = rules.allows(address)
    if not allowed:
        leads = "" if told == host else f" leads to {text.one_line(told)}, which"
        raise RefusedUnsafe(
            f"{host}{leads} is no public address",
            hint="pages inside a network are not fetched: save the page and name the file",
        )
