"""Stages whose inputs have not changed are read back instead of computed again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import platformdirs


def home() -> Path:
    """Give the folder of everything we keep: ``TONGCHENG_HOME``, or the user's data folder."""
    named = os.environ.get("TONGCHENG_HOME")
    return Path(named) if named else Path(platformdirs.user_data_dir("tongcheng", appauthor=False))


@dataclass(frozen=True)
class StageCache:
    """Frames by key in a folder; ``folder=None`` keeps nothing."""

    folder: Path | None

    def frame(self, key: str, compute: Callable[[], pd.DataFrame]) -> tuple[pd.DataFrame, bool]:
        """Give the frame of a key, and whether it was read back."""
        if self.folder is None:
            return compute(), False
        path = self.folder / f"{key}.parquet"
        if path.is_file():
            return pd.read_parquet(path), True
        frame = compute()
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".parquet", dir=self.folder)
        os.close(handle)
        frame.to_parquet(name, index=False)
        Path(name).replace(path)
        return frame, False
