"""A circle in memory: plain pandas and GeoPandas frames by name, and the folder they come from."""

from __future__ import annotations

import difflib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.region.columns import empty_table, type_table
from tongcheng.region.files import (
    SUFFIXES,
    data_package,
    file_of,
    read_table,
    replace_folder,
    suffix_for,
    write_table,
    write_text_atomically,
)
from tongcheng.region.schemas import schemas

if TYPE_CHECKING:
    from collections.abc import Collection

    from tongcheng.region.checks import Finding

_PACKAGE_FILE = "datapackage.json"
_FEEDS = "gtfs"
_OTHER_FILES = {_PACKAGE_FILE, _FEEDS, "README.md", "LICENSES"}


@dataclass
class Region:
    """A metropolitan circle: its tables, its title, and whether it is fictional.

    Parameters
    ----------
    name
        Short name, also of its folder.
    title
        Name for people.
    fictional
        True only for generated circles; everything made from them is marked.
    tables
        Frames by table name; ``region["zones"]`` gives an empty frame with the right columns if absent.
    feeds
        GTFS files by name.
    meta
        Further entries of ``datapackage.json`` (description, licences, contributors …).
    files
        File each table was read from, for messages.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("demo")
    >>> circle.fictional, list(circle["cities"]["name"])
    (True, ['甲市', '乙市', '丙市', '丁市'])
    """

    name: str
    title: Text
    fictional: bool = False
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    feeds: dict[str, Path] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Give a table; an empty one with all columns if the circle does not have it."""
        if table in self.tables:
            return self.tables[table]
        if table not in schemas():
            near = difflib.get_close_matches(table, schemas(), n=1)
            raise KeyError(f"there is no table {table!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return empty_table(schemas()[table])

    def __contains__(self, table: str) -> bool:
        """Tell whether the circle has rows in a table."""
        return table in self.tables and len(self.tables[table]) > 0

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the tables that the circle has, in the order of the schemas."""
        return (name for name in schemas() if name in self.tables)

    def file_name(self, table: str) -> str:
        """Name the file of a table for messages."""
        return self.files.get(table, f"{table}.csv")

    def copy(self) -> Region:
        """Give a deep copy: no change of it ever reaches this one."""
        return Region(
            self.name,
            self.title,
            self.fictional,
            {name: table.copy() for name, table in self.tables.items()},
            dict(self.feeds),
            json.loads(json.dumps(self.meta)),
            dict(self.files),
        )

    def with_tables(self, tables: Mapping[str, pd.DataFrame]) -> Region:
        """Give a circle in which some tables are replaced; the others are shared, not copied.

        Raises
        ------
        InputError
            If a new table does not fit its schema.
        """
        problems = Problems(self.name)
        typed = {}
        for name, table in tables.items():
            here = Problems(self.file_name(name))
            typed[name] = type_table(table, schemas()[name], here)
            problems.found.extend(here.found)
        problems.raise_if_any()
        return Region(
            self.name,
            self.title,
            self.fictional,
            {**self.tables, **typed},
            dict(self.feeds),
            dict(self.meta),
            dict(self.files),
        )

    def describe(self) -> pd.DataFrame:
        """Give one row per table: rows, basis and sources.

        Examples
        --------
        >>> from tongcheng import open_region
        >>> int(open_region("chengdu").describe().loc["counties", "rows"])
        35
        """
        rows = []
        for name in self:
            table = self.tables[name]
            bases = sorted(table["basis"].dropna().unique()) if "basis" in table else []
            sources = table["source"].nunique() if "source" in table and name != "sources" else 0
            rows.append(
                {
                    "table": name,
                    "label": schemas()[name].label.zh,
                    "rows": len(table),
                    "basis": ", ".join(bases),
                    "sources": sources,
                    "file": self.file_name(name),
                }
            )
        return pd.DataFrame(rows, columns=["table", "label", "rows", "basis", "sources", "file"]).set_index("table")

    def check(self, *, strict: bool | Collection[str] = False) -> list[Finding]:
        """Run all named checks.

        Parameters
        ----------
        strict
            True raises on any error; names of checks raise on those (also on warnings).

        Raises
        ------
        InputError
            With every offending row, if strict.
        """
        from tongcheng.region.checks import run_checks

        return run_checks(self, strict=strict)

    def save(self, folder: str | Path, *, suffix: str | None = None) -> Path:
        """Write the circle to a folder, at once or not at all.

        Parameters
        ----------
        folder
            Folder to make or replace.
        suffix
            ``.csv``, ``.geojson`` or ``.parquet`` for all tables; by default small tables are text.

        Returns
        -------
        pathlib.Path
            The folder. README, licences and hidden files of an older version stay.

        Raises
        ------
        InputError
            If the folder holds something that is not a region.
        """
        target = Path(folder).resolve()
        _refuse_other_folders(target)

        def fill(fresh: Path) -> None:
            self._fill(fresh, suffix)
            _keep_papers(target, fresh)

        replace_folder(target, fill)
        return target

    def _fill(self, folder: Path, suffix: str | None) -> None:
        resources = {}
        for name in self:
            table = self.tables[name]
            chosen = suffix or suffix_for(schemas()[name], table)
            if schemas()[name].spatial and chosen == ".csv" and table["geometry"].notna().any():
                chosen = ".geojson"
            if not schemas()[name].spatial and chosen == ".geojson":
                chosen = ".csv"
            resources[name] = folder / f"{name}{chosen}"
            write_table(resources[name], _without_empty_geometry(table, chosen))
        if self.feeds:
            (folder / _FEEDS).mkdir()
            for name, path in self.feeds.items():
                shutil.copyfile(path, folder / _FEEDS / f"{name}.zip")
        package = data_package(self._package_meta(), resources)
        write_text_atomically(folder / _PACKAGE_FILE, json.dumps(package, ensure_ascii=False, indent=1) + "\n")

    def _package_meta(self) -> dict[str, Any]:
        own = {"title": self.title._asdict(), "fictional": self.fictional}
        return {"name": self.name, "title": self.title.zh, **self.meta, "tongcheng": own}


def _refuse_other_folders(target: Path) -> None:
    if not target.exists() or (target / _PACKAGE_FILE).is_file() or (target.is_dir() and not any(target.iterdir())):
        return
    problems = Problems(str(target))
    problems.add(
        "folder_in_use",
        expected=Text("新的或已有数据包的文件夹", "a new folder, or one that holds a region"),
        found=target.name,
        remedy=Text("换一个文件夹", "name another folder"),
    )
    problems.raise_if_any()


def _keep_papers(old: Path, fresh: Path) -> None:
    """Carry over what belongs to a region folder and is no table: README, licences, hidden files."""
    if not old.is_dir():
        return
    for path in old.iterdir():
        if path.name in {"README.md", "LICENSES"} or path.name.startswith("."):
            copy = shutil.copytree if path.is_dir() else shutil.copyfile
            copy(path, fresh / path.name)


def _without_empty_geometry(table: pd.DataFrame, suffix: str) -> pd.DataFrame:
    if suffix == ".csv" and "geometry" in table:
        return pd.DataFrame(table.drop(columns="geometry"))
    return table


def sample_names() -> list[str]:
    """Name the samples that are shipped."""
    folder = files("tongcheng.region") / "samples"
    return sorted(item.name for item in folder.iterdir() if item.joinpath(_PACKAGE_FILE).is_file())


def open_region(name_or_path: str | Path) -> Region:
    """Open a sample by name or a folder of tables.

    Parameters
    ----------
    name_or_path
        ``chengdu``, ``demo``, ``nky`` or the path of a folder with ``datapackage.json`` and table files.

    Raises
    ------
    InputError
        With every problem of every file: unknown files or columns, bad cells, broken geometry.

    Examples
    --------
    >>> open_region("chengdu").title.en
    'Chengdu–Deyang–Meishan–Ziyang'
    """
    folder = _folder(name_or_path)
    meta = _read_package(folder)
    problems = Problems(str(name_or_path))
    _name_unknown_files(folder, problems)
    tables, names = {}, {}
    for name, schema in schemas().items():
        path = file_of(folder, name)
        if path is not None:
            tables[name] = read_table(path, schema, problems)
            names[name] = path.name
    problems.raise_if_any()
    own = meta.pop("tongcheng", {})
    title = Text(**own["title"]) if "title" in own else Text(meta.get("title", folder.name), folder.name)
    short = meta.pop("name", folder.name)
    for key in ("title", "resources", "profile"):
        meta.pop(key, None)
    feeds = {path.stem: path for path in sorted((folder / _FEEDS).glob("*.zip"))}
    return Region(short, title, bool(own.get("fictional", False)), tables, feeds, meta, names)


def _folder(name_or_path: str | Path) -> Path:
    path = Path(name_or_path)
    if path.is_dir():
        return path.resolve()
    if str(name_or_path) in sample_names():
        return Path(str(files("tongcheng.region") / "samples" / str(name_or_path)))
    problems = Problems(str(name_or_path))
    problems.add(
        "no_region",
        expected=Text(
            f"样例（{'、'.join(sample_names())}）或数据文件夹",
            f"a sample ({', '.join(sample_names())}) or a folder",
        ),
        found=str(name_or_path),
        remedy=Text("检查名称；新建用 tongcheng new", "check the name; tongcheng new makes an empty one"),
    )
    raise InputError(problems.found)


def _read_package(folder: Path) -> dict[str, Any]:
    path = folder / _PACKAGE_FILE
    problems = Problems(_PACKAGE_FILE)
    remedy = Text("用 tongcheng new 新建，或从样例复制", "make one with tongcheng new, or copy a sample's")
    if not path.is_file():
        problems.add("no_package", expected=Text("数据包说明", "a data package"), found="—", remedy=remedy)
        problems.raise_if_any()
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        problems.add("bad_package", expected=Text("JSON 文本", "JSON text"), found=error, remedy=remedy)
        raise InputError(problems.found) from error
    return content


def _name_unknown_files(folder: Path, problems: Problems) -> None:
    for path in sorted(folder.iterdir()):
        if path.name in _OTHER_FILES or path.name.startswith("."):
            continue
        if path.suffix in SUFFIXES and path.stem in schemas():
            if path != file_of(folder, path.stem):
                _name_second_file(path, problems)
            continue
        near = difflib.get_close_matches(path.stem, schemas(), n=1)
        problems.add(
            "unknown_file",
            file=path.name,
            expected=Text("表名加 .csv、.geojson 或 .parquet", "a table's name with .csv, .geojson or .parquet"),
            found=path.name,
            remedy=Text(f"改名为 {near[0]}{path.suffix}", f"rename it to {near[0]}{path.suffix}")
            if near
            else Text("移出此文件夹，或用 tongcheng import 导入", "move it out, or import it with tongcheng import"),
        )


def _name_second_file(path: Path, problems: Problems) -> None:
    problems.add(
        "table_twice",
        file=path.name,
        expected=Text("每张表一个文件", "one file per table"),
        found=path.name,
        remedy=Text("只保留一个文件", "keep only one of the files"),
    )
