"""Times in a folder of Parquet files, one per block, so that a run that was killed goes on where it stopped.

``part-00000.parquet`` and so on hold ``origin, destination, minutes``: only pairs that are reached. A pair that is
not there is beyond the cut-off or has no way; ``notes.parquet`` names the places that are off the network.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.encoding import TimeArray
from tongcheng.travel.times import Times

_ABOUT = "times.json"
_FORM = 1


def save_times(times: Times, folder: Path, *, scheduler: str | None = None) -> Path:
    """Write times to a folder block by block; blocks that are there already are not made again.

    Parameters
    ----------
    times
        What to write.
    folder
        New, or of the same times.
    scheduler
        Address of a Dask scheduler whose workers make the blocks.

    Returns
    -------
    pathlib.Path
        The folder; :func:`open_times` reads it.

    Raises
    ------
    InputError
        If the folder holds other times, or the scheduler does not answer.
    """
    about = _about(times)
    folder.mkdir(parents=True, exist_ok=True)
    _refuse_other(folder, about)
    _write(folder / "origins.parquet", pa.table({"origin": pa.array(times.origins, pa.string())}))
    _write(folder / "destinations.parquet", pa.table({"destination": pa.array(times.destinations, pa.string())}))
    _write(folder / "notes.parquet", pa.Table.from_pandas(times.notes, preserve_index=False))
    _write_bytes(folder / _ABOUT, json.dumps(about, ensure_ascii=False, indent=1).encode())
    slices = times.slices()
    missing = [number for number in range(len(slices)) if not _part(folder, number).is_file()]
    made = times.blocks(scheduler=scheduler, only=[slices[number] for number in missing])
    for number, (rows, minutes) in zip(missing, made, strict=True):
        _write(_part(folder, number), _long(times, rows, minutes))
    return folder


def open_times(folder: Path) -> Times:
    """Read times that :func:`save_times` wrote; blocks are read when they are asked for.

    Raises
    ------
    InputError
        If the folder holds no times, or blocks are missing because the run was killed.
    """
    problems = Problems(str(folder))
    again = Text("用 save_times 再次写入，已有的块不会重算", "write them again with save_times: finished blocks stay")
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        problems.add("no_times", expected=Text(_ABOUT, _ABOUT), found=error, remedy=again)
        problems.raise_if_any()
    origins = pd.Index(pq.read_table(folder / "origins.parquet")["origin"].to_pandas(), dtype="str", name=None)
    ends = pq.read_table(folder / "destinations.parquet")["destination"].to_pandas()
    size = int(about["block_size"])
    for number in range(-(-len(origins) // size)):
        if not _part(folder, number).is_file():
            name = _part(folder, number).name
            problems.add(
                "missing_block", expected=Text("写完的文件夹", "a finished folder"), found=name, remedy=again
            )
    problems.raise_if_any()
    destinations = pd.Index(ends, dtype="str", name=None)
    return Times(
        origins=origins,
        destinations=destinations,
        mode=about["mode"],
        cutoff_min=float(about["cutoff_min"]),
        basis=about["basis"],
        notes=pq.read_table(folder / "notes.parquet").to_pandas().astype({"component": "Int64"}),
        source=_Parts(folder, origins, destinations, size, about["key"]),
        block_size=size,
        percentile=float("nan") if about["percentile"] is None else float(about["percentile"]),
    )


@dataclass(frozen=True)
class _Parts:
    """Blocks that are read from files."""

    folder: Path
    origins: pd.Index[str]
    destinations: pd.Index[str]
    size: int
    key: str

    def fill(self, rows: slice, result: TimeArray) -> None:
        if result.dtype != np.float32:
            raise ValueError("times in files are minutes (float32)")
        result[...] = np.nan
        for number in range(rows.start // self.size, -(-rows.stop // self.size)):
            table = pq.read_table(_part(self.folder, number), memory_map=False)
            row = _positions(table["origin"], self.origins) - rows.start
            here = (row >= 0) & (row < rows.stop - rows.start)
            column = _positions(table["destination"], self.destinations)
            result[row[here], column[here]] = table["minutes"].to_numpy()[here]


def _positions(column: Any, ids: pd.Index[str]) -> NDArray[np.intp]:
    whole = column.combine_chunks()
    words = whole.dictionary.to_pandas()
    return np.asarray(ids.get_indexer(pd.Index(words, dtype="str"))[whole.indices.to_numpy()])


def _about(times: Times) -> dict[str, Any]:
    return {
        "form": _FORM,
        "key": times.source.key,
        "mode": times.mode,
        "cutoff_min": times.cutoff_min,
        "percentile": None if np.isnan(times.percentile) else times.percentile,
        "basis": times.basis,
        "block_size": times.block_size,
        "origins": len(times.origins),
        "destinations": len(times.destinations),
    }


def _refuse_other(folder: Path, about: dict[str, Any]) -> None:
    path = folder / _ABOUT
    if path.is_file() and json.loads(path.read_text(encoding="utf-8")) != about:
        problems = Problems(str(folder))
        problems.add(
            "other_times",
            expected=Text("空文件夹，或同一路网、同一时限的结果", "an empty folder, or the same times"),
            found=path.name,
            remedy=Text("换一个文件夹，或先删除其中内容", "choose another folder, or empty this one"),
        )
        problems.raise_if_any()


def _long(times: Times, rows: slice, minutes: NDArray[np.float32]) -> pa.Table:
    origin, destination = np.nonzero(~np.isnan(minutes))
    return pa.table(
        {
            "origin": _dictionary(origin, times.origins[rows]),
            "destination": _dictionary(destination, times.destinations),
            "minutes": pa.array(minutes[origin, destination]),
        }
    )


def _dictionary(codes: NDArray[np.intp], words: pd.Index[str]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words, pa.string()))


def _part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:05d}.parquet"


def _write(path: Path, table: pa.Table) -> None:
    words = [name for name in table.column_names if name != "minutes"]
    split = [name for name in table.column_names if name == "minutes"]  # its bytes compress better one by one
    _atomically(
        path,
        lambda fresh: pq.write_table(
            table, fresh, compression="zstd", use_dictionary=words, use_byte_stream_split=split
        ),
    )


def _write_bytes(path: Path, content: bytes) -> None:
    _atomically(path, lambda fresh: fresh.write_bytes(content))


def _atomically(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file so that it is whole or not there at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    write(Path(name))
    Path(name).replace(path)
