"""Where the office keeps everything: database, uploads, attached runs, the key; all under ``TONGCHENG_HOME``."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tongcheng.errors import InputError, Problem
from tongcheng.home import home
from tongcheng.language import Text


def office_home() -> Path:
    """Give the office's folder, made on first use and readable by its owner only."""
    folder = home() / "office"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key(folder: Path) -> str:
    """Give the site's key, made once and kept in a file that only its owner can read."""
    path = folder / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def database(folder: Path, url: str | None) -> dict[str, object]:
    """Give Django's settings of the database: SQLite in the folder, or PostgreSQL by its address.

    SQLite waits for its turn instead of failing: write-ahead log, transactions that take the write lock at once,
    and a timeout. With default settings six writers lose a third of their transactions.

    Raises
    ------
    InputError
        If the address is not one of PostgreSQL.

    Examples
    --------
    >>> database(Path("/srv"), "postgresql://li:s%40@db:5433/office")["USER"]
    'li'
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "office.sqlite3",
            "CONN_MAX_AGE": 60,  # opening it anew for every request costs milliseconds and an empty page cache
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise InputError(
            [
                Problem(
                    "database_url",
                    "DATABASE_URL",
                    Text("postgresql://用户:口令@主机/库名", "postgresql://user:password@host/name"),
                    parts.scheme or url,
                    Text("改正环境变量，或删去它以使用 SQLite", "correct the variable, or unset it to use SQLite"),
                )
            ]
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
