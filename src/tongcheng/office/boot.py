"""Make Django ready when a command needs it, and say clearly why it cannot be; importing this imports no Django."""

from __future__ import annotations

import importlib.util
import os
import tempfile

from tongcheng.errors import InputError, Problem
from tongcheng.home import home
from tongcheng.language import Text

_NEEDED = ("django", "ninja", "django_htmx", "waitress", "whitenoise", "docx", "typst")


def boot() -> None:
    """Set Django up once, on the office's folder under ``TONGCHENG_HOME``.

    Raises
    ------
    InputError
        If the extra ``office`` is not installed, the folder cannot be written, or ``DATABASE_URL`` is wrong.
    """
    refuse_without_extra()
    refuse_unwritable_home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongcheng.office.settings")
    import django

    django.setup()


def refuse_without_extra() -> None:
    """Refuse if the libraries of the extra ``office`` are not there.

    Raises
    ------
    InputError
        Naming them and how they are installed.
    """
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if not missing:
        if os.environ.get("DATABASE_URL") and importlib.util.find_spec("psycopg") is None:
            raise InputError([_no_driver()])
        return
    remedy = Text("pip install 'tongcheng[office]'", "pip install 'tongcheng[office]'")
    problem = Problem(
        "no_office", "tongcheng", Text("已安装办公部分", "the office part installed"), ", ".join(missing), remedy
    )
    raise InputError([problem])


def refuse_unwritable_home() -> None:
    """Refuse if nothing can be written under ``TONGCHENG_HOME``.

    Raises
    ------
    InputError
        Naming the folder.
    """
    folder = home() / "office"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = Problem(
            "home_not_writable",
            str(folder),
            Text("可写的文件夹", "a folder that can be written"),
            error.strerror or str(error),
            Text(
                "改正权限，或用环境变量 TONGCHENG_HOME 指定其他文件夹",
                "correct the permissions, or name another folder in TONGCHENG_HOME",
            ),
        )
        raise InputError([problem]) from error


def _no_driver() -> Problem:
    return Problem(
        "no_driver",
        "DATABASE_URL",
        Text("已安装 PostgreSQL 驱动", "the driver of PostgreSQL installed"),
        "psycopg",
        Text("pip install 'tongcheng[postgres]'", "pip install 'tongcheng[postgres]'"),
    )
