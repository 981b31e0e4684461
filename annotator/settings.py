"""Typed settings, read once from the environment and the command line."""

import os
import secrets
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import SetupError

PACKAGE = Path(__file__).resolve().parent
UPLOAD_LIMIT = 20 * 1024 * 1024
MIN_SECRET = 32


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two installations.

    `data` is the folder of the SQLite file and the secret key; `trusted_proxies` counts the proxies in front.
    """

    database_url: str
    data: Path
    secret_key: str
    insecure_http: bool = False
    trusted_proxies: int = 0
    cheap_passwords: bool = False
    demo: bool = False

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read ANNOTATOR_* variables; make the secret key of a SQLite installation at first start."""
        data = data_folder(env)
        url = database_url(env.get("ANNOTATOR_DATABASE_URL"), data)
        return cls(
            database_url=url,
            data=data,
            secret_key=_secret_key(env.get("ANNOTATOR_SECRET_KEY"), data, url),
            insecure_http=env.get("ANNOTATOR_INSECURE_HTTP") == "1",
            trusted_proxies=_count(env.get("ANNOTATOR_TRUSTED_PROXIES", "0")),
            cheap_passwords=env.get("ANNOTATOR_CHEAP_PASSWORDS") == "1",
            demo=env.get("ANNOTATOR_DEMO") == "1",
        )


def data_folder(env: Mapping[str, str] = os.environ) -> Path:
    """Return the data folder: ANNOTATOR_DATA, else the platform's place for a user's data."""
    if named := env.get("ANNOTATOR_DATA"):
        return Path(named)
    home = Path(env.get("HOME") or Path.home())
    if sys.platform == "win32":
        return Path(env.get("LOCALAPPDATA") or home / "AppData" / "Local") / "annotator"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "annotator"
    return Path(env.get("XDG_DATA_HOME") or home / ".local" / "share") / "annotator"


def database_url(given: str | None, data: Path) -> str:
    """Return the SQLAlchemy address to use: the one given, with a driver named, else a SQLite file in `data`."""
    if not given:
        return f"sqlite:///{data / 'annotator.sqlite3'}"
    for short in ("postgresql://", "postgres://"):
        if given.startswith(short):
            return "postgresql+psycopg://" + given.removeprefix(short)
    if not given.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SetupError("The database address must begin with sqlite:/// or postgresql://.")
    return given


def resource(name: str) -> Path:
    """Return the folder `templates` or `seeds`: inside the installed package, else beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def make_folder(path: Path) -> None:
    """Make a folder where there is none; raises SetupError where that is not allowed."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SetupError(f"The folder {path} cannot be made: {fault.strerror}.") from fault


def _count(text: str) -> int:
    if not text.isdecimal():
        raise SetupError("ANNOTATOR_TRUSTED_PROXIES must be a number, 0 or more.")
    return int(text)


def _secret_key(given: str | None, data: Path, url: str) -> str:
    if given is not None:
        if len(given) < MIN_SECRET:
            raise SetupError(f"ANNOTATOR_SECRET_KEY is too short: use at least {MIN_SECRET} random characters.")
        return given
    if not url.startswith("sqlite"):
        raise SetupError("Set ANNOTATOR_SECRET_KEY to the same long random value for every worker on PostgreSQL.")
    path = data / "secret-key"
    make_folder(data)
    try:
        return path.read_text("ascii").strip() if path.exists() else _make_key(path)
    except OSError as fault:
        raise SetupError(f"The secret key {path} cannot be used: {fault.strerror}.") from fault


def _make_key(path: Path) -> str:
    """Write a new key, readable by its owner only; of two processes that start at once, the first one's stays."""
    key = secrets.token_hex(32)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key
