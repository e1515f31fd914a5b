"""Which addresses are public, and that every address of a host must be allowed."""

import time
from ipaddress import ip_address

import pytest

from factcheck.errors import NetworkFailed, RefusedUnsafe
from factcheck.fetching import addresses
from factcheck.fetching.addresses import Rules, looked_up, public, resolved

INSIDE = (
    *("127.0.0.1", "127.8.8.8", "0.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1"),
    *("255.255.255.255", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"),
    *("3fff::1", "fe80::1", "fec0::1", "fc00::1", "fd00::1", "ff02::1", "100::1", "5f00::1"),
)
OUTSIDE = ["8.8.8.8", "93.184.216.34", "::ffff:8.8.8.8", "2606:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("told", INSIDE)
def test_what_the_public_cannot_reach_is_not_public(told: str) -> None:
    assert not public(ip_address(told))


@pytest.mark.parametrize("told", OUTSIDE)
def test_what_it_can_reach_is(told: str) -> None:
    assert public(ip_address(told))


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "0", "localhost"])
def test_however_the_loopback_is_spelt_it_is_refused(host: str) -> None:
    with pytest.raises(RefusedUnsafe, match="is no public address") as caught:
        resolved(host, 80, Rules(), 10)
    assert "save the page" in str(caught.value.hint)


@pytest.mark.parametrize("second", ["127.0.0.1", "fe80::1%eth0", "not an address"])
def test_one_address_inside_is_enough_to_refuse_a_host(second: str) -> None:
    rules = Rules(resolve=lambda _host, _port: ["8.8.8.8", second])
    with pytest.raises(RefusedUnsafe, match=r"^news\.example leads to "):
        resolved("news.example", 80, rules, 10)


def test_all_addresses_of_a_host_come_in_their_order() -> None:
    rules = Rules(resolve=lambda _host, _port: ["8.8.8.8", "1.1.1.1"])
    assert resolved("news.example", 80, rules, 10) == ["8.8.8.8", "1.1.1.1"]


def test_a_host_that_is_not_found() -> None:
    def fails(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    for rules in (Rules(resolve=fails), Rules(resolve=lambda _host, _port: [])):
        with pytest.raises(NetworkFailed, match=r"^news\.example was not found$"):
            resolved("news.example", 80, rules, 10)


def test_a_resolver_that_takes_too_long_is_not_waited_for() -> None:
    def slow(_host: str, _port: int) -> list[str]:
        time.sleep(5)
        return []

    begun = time.monotonic()
    with pytest.raises(NetworkFailed, match="was not found in time"):
        resolved("news.example", 80, Rules(resolve=slow), 0.05)
    assert time.monotonic() - begun < 4


def test_the_system_resolves() -> None:
    assert looked_up("127.0.0.1", 80) == ["127.0.0.1"]
    assert addresses.Rules().resolve is looked_up
