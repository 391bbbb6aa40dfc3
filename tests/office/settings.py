"""Settings of the tests: the product's, in a folder of their own and with a quick password hash."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import mock

_home = Path(tempfile.mkdtemp(prefix="tongcheng-office-"))
with mock.patch("tongcheng.office.home.office_home", return_value=_home):
    from tongcheng.office.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
