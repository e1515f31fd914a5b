"""Memory: no time is spent looking for circles while rows are made."""

import gc

import pytest

from factcheck.exchange.memory import collecting_later


def test_the_collector_rests_and_then_works_again() -> None:
    assert gc.isenabled()
    with collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_works_again_after_a_failure() -> None:
    with pytest.raises(RuntimeError, match="stopped"), collecting_later():
        raise RuntimeError("stopped")
    assert gc.isenabled()


def test_who_switched_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with collecting_later():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
