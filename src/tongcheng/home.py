"""The one folder in which everything is kept that is not a circle, a run or a paper somebody asked for."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Give the folder of everything we keep: ``TONGCHENG_HOME``, or the user's data folder."""
    named = os.environ.get("TONGCHENG_HOME")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("tongcheng", appauthor=False))
