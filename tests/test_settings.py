"""Settings: option, environment, file, default, in this order."""

import getpass
import os
import pwd
import socket
import stat
from pathlib import Path

import platformdirs
import pytest

from factcheck import settings
from factcheck.errors import InvalidInput
from factcheck.settings import KEYS, Setting

TOLD = {
    "db": ("option.db", "environment.db", "file.db"),
    "user": ("olga", "emil", "fay"),
    "color": ("always", "never", "auto"),
    "publisher": ("Option Checks", "Environment Checks", "File Checks"),
    "check_url": ("https://a.example/{id}", "https://b.example/{id}", "https://c.example/{id}"),
    "embedder": ("one", "two", "three"),
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable is set unless the test sets it."""
    for variable, _ in KEYS.values():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The config file, not there yet."""
    path = tmp_path / "config" / "config.toml"
    path.parent.mkdir()
    monkeypatch.setenv("FACTCHECK_CONFIG", str(path))
    return path


@pytest.mark.parametrize("key", KEYS)
def test_option_goes_before_environment_before_file_before_default(
    key: str, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    option, environment, file = TOLD[key]
    assert getattr(settings.current(), key).origin == "default"
    config.write_text(f'{key} = "{file}"\n')
    assert getattr(settings.current(), key) == Setting(file, "file")
    monkeypatch.setenv(KEYS[key][0], environment)
    assert getattr(settings.current(), key) == Setting(environment, "environment")
    assert getattr(settings.current({key: option}), key) == Setting(option, "option")


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_setting_says_nothing(
    key: str, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.write_text(f'{key} = ""\n')
    monkeypatch.setenv(KEYS[key][0], "")
    assert getattr(settings.current({key: ""}), key).origin == "default"
    assert getattr(settings.current({key: None}), key).origin == "default"


def test_the_defaults_are_the_data_folder_the_login_and_no_opinion_on_colour(home: Path) -> None:
    found = settings.current()
    assert found.db.value == str(home / "data" / "factcheck" / "factcheck.db")
    assert found.user.value == pwd.getpwuid(os.getuid()).pw_name
    assert found.color.value == "auto"


def test_the_config_file_is_in_the_config_folder_unless_it_was_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.config_path() == platformdirs.user_config_path("factcheck") / "config.toml"
    assert home in settings.config_path().parents
    monkeypatch.setenv("FACTCHECK_CONFIG", "/elsewhere/config.toml")
    assert settings.config_path() == Path("/elsewhere/config.toml")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (b"db = ", r"cannot be read: "),
        (b"db = 'a'\ndb = 'b'", r"cannot be read: "),
        (b'user = "\xff"', r"cannot be read: "),
        (b'database = "x"', r"has an unknown key database$"),
        (b"user = 7", r": user is not a text$"),
        (b'db = ["x"]', r": db is not a text$"),
        (b"[color]\n", r": color is not a text$"),
    ],
)
def test_a_bad_config_file_is_named_with_what_is_wrong(
    written: bytes, message: str, config: Path
) -> None:
    config.write_bytes(written)
    with pytest.raises(InvalidInput, match=message) as caught:
        settings.current()
    assert str(config) in caught.value.message


def test_an_unknown_key_is_answered_with_those_that_are_known(config: Path) -> None:
    config.write_text('database = "x"')
    with pytest.raises(InvalidInput) as caught:
        settings.read_config()
    assert caught.value.hint == "known keys: db, user, color, publisher, check_url, embedder"


def test_a_config_file_that_is_a_folder_cannot_be_read(config: Path) -> None:
    config.mkdir()
    with pytest.raises(InvalidInput, match="cannot be read"):
        settings.read_config()


def test_an_unknown_colour_mode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTCHECK_COLOR", "pink")
    with pytest.raises(InvalidInput, match=r"^unknown colour mode pink$") as caught:
        settings.current()
    assert caught.value.hint == "one of: auto, always, never"


# writing


def test_a_setting_is_written_and_everything_else_is_kept(config: Path) -> None:
    config.write_text('# mine\ndb   = "old.db"  # the desk\'s\n\nuser = "ana"\n')
    assert settings.write_config("db", 'C:\\new "one".db') == config
    assert settings.read_config() == {"db": 'C:\\new "one".db', "user": "ana"}
    after = config.read_text()
    assert after.startswith("# mine\n")
    assert "# the desk's" in after
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]


def test_the_first_setting_makes_file_and_folder_for_the_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a" / "b" / "config.toml"
    monkeypatch.setenv("FACTCHECK_CONFIG", str(path))
    settings.write_config("user", "ana")
    assert settings.current().user == Setting("ana", "file")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [("colour", "auto", "unknown setting colour"), ("color", "pink", "unknown colour mode pink")],
)
def test_what_is_no_setting_is_not_written(
    key: str, value: str, message: str, config: Path
) -> None:
    with pytest.raises(InvalidInput, match=rf"^{message}$"):
        settings.write_config(key, value)
    assert not config.exists()


def test_a_broken_config_file_is_not_written_over(config: Path) -> None:
    config.write_text("db = ")
    with pytest.raises(InvalidInput, match="cannot be read"):
        settings.write_config("user", "ana")
    assert config.read_text() == "db = "


# who is logged in


def test_the_login_is_the_systems_and_not_the_environments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOGNAME", "mallory")
    monkeypatch.setenv("USER", "mallory")
    account = pwd.getpwuid(os.getuid()).pw_name
    assert settings.login_name() == account
    assert settings.login() == f"{account}@{socket.gethostname()}"


def test_an_account_without_a_name_is_asked_for_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    monkeypatch.setenv("LOGNAME", "emil")
    assert settings.login_name() == "emil"

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert settings.login_name() == "unknown"
