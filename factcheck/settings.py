"""What the program was told: by an option, the environment, the config file, else a default."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from factcheck.errors import InvalidInput

COLORS = ("auto", "always", "never")
# Every setting: the variable that sets it, and what it is for.
KEYS: dict[str, tuple[str, str]] = {
    "db": ("FACTCHECK_DB", "the database: a path, or a URL such as postgresql://host/name"),
    "user": ("FACTCHECK_USER", "the actor that the log names for your changes"),
    "color": ("FACTCHECK_COLOR", "when to print in colour: auto, always or never"),
    "publisher": ("FACTCHECK_PUBLISHER", "the name under which you publish fact-checks"),
    "check_url": (
        "FACTCHECK_CHECK_URL",
        "where your fact-checks stand, with {id} or {uid}: https://example.org/checks/{id}",
    ),
    "embedder": (
        "FACTCHECK_EMBEDDER",
        "what finds claims near in meaning, too: the name of an embedder, or none",
    ),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from: option, environment, file or default."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings in force. ``db.origin`` tells whether the user named the database."""

    db: Setting
    user: Setting
    color: Setting
    publisher: Setting
    check_url: Setting
    embedder: Setting


def config_path() -> Path:
    """The config file: ``FACTCHECK_CONFIG``, else config.toml in the user's config folder."""
    named = os.environ.get("FACTCHECK_CONFIG")
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_config_path("factcheck") / "config.toml"


def default_db() -> str:
    """The database that is used when none was named."""
    import platformdirs

    return str(platformdirs.user_data_path("factcheck") / "factcheck.db")


def login_name() -> str:
    """The account's name, from the system rather than the environment where it tells."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        import getpass

        try:
            return getpass.getuser()
        except (OSError, KeyError):
            return "unknown"


def login() -> str:
    """Who is logged in where, as the log keeps it beside the actor: user@host."""
    import socket

    return f"{login_name()}@{socket.gethostname()}"


def read_config() -> dict[str, str]:
    """What the config file says; empty when there is none.

    Raises InvalidInput for a file that is not TOML, an unknown key or a value
    that is not text.
    """
    path = config_path()
    try:
        if not path.exists():
            return {}
        import tomllib

        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"the config file {path} cannot be read: {error}") from error
    for key, value in found.items():
        if key not in KEYS:
            raise InvalidInput(
                f"the config file {path} has an unknown key {key}",
                hint=f"known keys: {', '.join(KEYS)}",
            )
        if not isinstance(value, str):
            raise InvalidInput(f"the config file {path}: {key} is not a text")
    return found


def current(options: Mapping[str, str | None] | None = None) -> Settings:
    """The settings in force: option > environment > file > default.

    Raises InvalidInput for an unreadable config file or an unknown colour mode.
    """
    told = options or {}
    file = read_config()
    defaults: dict[str, Callable[[], str]] = {
        "db": default_db,
        "user": login_name,
        "color": lambda: "auto",
        "publisher": lambda: "",
        "check_url": lambda: "",
        "embedder": lambda: "none",
    }

    def choose(key: str) -> Setting:
        if value := told.get(key):
            return Setting(value, "option")
        if value := os.environ.get(KEYS[key][0]):
            return Setting(value, "environment")
        if value := file.get(key):
            return Setting(value, "file")
        return Setting(defaults[key](), "default")

    settings = Settings(**{key: choose(key) for key in KEYS})
    if settings.color.value not in COLORS:
        raise InvalidInput(
            f"unknown colour mode {settings.color.value}", hint=f"one of: {', '.join(COLORS)}"
        )
    return settings


def write_config(key: str, value: str) -> Path:
    """Set one key of the config file, comments and all else kept. Returns the file's path."""
    import tomlkit

    if key not in KEYS:
        raise InvalidInput(f"unknown setting {key}", hint=f"known: {', '.join(KEYS)}")
    if key == "color" and value not in COLORS:
        raise InvalidInput(f"unknown colour mode {value}", hint=f"one of: {', '.join(COLORS)}")
    read_config()
    path = config_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    document = tomlkit.parse(text)
    document[key] = value
    fresh = path.with_name(path.name + ".new")
    fresh.touch(mode=0o600, exist_ok=True)
    fresh.write_text(tomlkit.dumps(document), encoding="utf-8")
    fresh.replace(path)
    return path
