"""The schema of every table, read from ``schema/<table>.csv``: readers, checks, templates and docs come from it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tongcheng.language import Text

Kind = Literal["id", "text", "int", "float", "bool", "date", "period", "json", "enum", "ref", "list", "geometry"]
Status = Literal["key", "required", "optional"]

#: The dtype in memory of each kind. Lists, periods and references are text; ``list`` separates by ``;``.
DTYPES: dict[str, str] = {"int": "Int64", "float": "float64", "bool": "boolean", "date": "datetime64[s]"}

LIST_SEPARATOR = ";"

_RANGE = re.compile(r"^(int|float)([\[(])([^,]*),([^\])]*)([\])])$")


@dataclass(frozen=True)
class Attribute:
    """One column of a table.

    Parameters
    ----------
    name, kind, unit, default, status
        As in the schema file; ``kind`` is the part of the type before ``:`` or the range.
    values
        Allowed words of an ``enum``.
    references
        Table whose key a ``ref`` or ``list:ref`` points to.
    geometry
        ``point``, ``line``, ``polygon`` or ``any``.
    low, high, low_open, high_open
        Range of a number; an open end does not include its limit.
    """

    name: str
    kind: Kind
    unit: str
    default: str
    status: Status
    label: Text
    description: Text
    values: tuple[str, ...] = ()
    references: str | None = None
    geometry: str | None = None
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def dtype(self) -> str:
        """Dtype of the column in memory."""
        return DTYPES.get(self.kind, "str")

    @property
    def mandatory(self) -> bool:
        """Whether every row must hold a value."""
        return self.status in {"key", "required"}

    def range_text(self) -> Text:
        """Say the allowed range, e.g. ``≥ 0``."""
        low = f"{'>' if self.low_open else '≥'} {self.low:g}" if self.low is not None else ""
        high = f"{'<' if self.high_open else '≤'} {self.high:g}" if self.high is not None else ""
        words = " ".join(part for part in (low, high) if part)
        return Text(f"{words} 的数" if words else "数字", f"a number {words}".strip())


@dataclass(frozen=True)
class TableSchema:
    """One table: its attributes and who usually holds its data."""

    name: str
    label: Text
    holder: Text
    description: Text
    attributes: tuple[Attribute, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Attributes that together identify a row."""
        return tuple(item.name for item in self.attributes if item.status == "key")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all attributes in order."""
        return tuple(item.name for item in self.attributes)

    @property
    def spatial(self) -> bool:
        """Whether rows carry a line or polygon."""
        return "geometry" in self.names

    def __getitem__(self, name: str) -> Attribute:
        """Give one attribute by name."""
        for item in self.attributes:
            if item.name == name:
                return item
        raise KeyError(f"table {self.name} has no attribute {name!r}; it has {', '.join(self.names)}")


@cache
def schemas() -> dict[str, TableSchema]:
    """Read all schemas, in the order of ``schema/_tables.csv``.

    Examples
    --------
    >>> schemas()["zones"].keys
    ('zone',)
    """
    folder = files("tongcheng.region") / "schema"
    tables = {}
    for row in _read(folder.joinpath("_tables.csv").read_text(encoding="utf-8")):
        name = row["table"]
        rows = _read(folder.joinpath(f"{name}.csv").read_text(encoding="utf-8"))
        tables[name] = TableSchema(
            name=name,
            label=Text(row["label_zh"], row["label_en"]),
            holder=Text(row["holder_zh"], row["holder_en"]),
            description=Text(row["description_zh"], row["description"]),
            attributes=tuple(_attribute(item) for item in rows),
        )
    return tables


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def _attribute(row: dict[str, str]) -> Attribute:
    label = Text(row["label_zh"], row["attribute"].replace("_", " "))
    common = {
        "name": row["attribute"],
        "unit": row["unit"],
        "default": row["default"],
        "status": row["status"],
        "label": label,
        "description": Text(row["description_zh"], row["description"]),
    }
    return Attribute(**common, **_type(row["type"]))  # type: ignore[arg-type]


def _type(text: str) -> dict[str, object]:
    if match := _RANGE.match(text):
        kind, left, low, high, right = match.groups()
        return {
            "kind": kind,
            "low": float(low) if low else None,
            "high": float(high) if high else None,
            "low_open": left == "(",
            "high_open": right == ")",
        }
    kind, _, rest = text.partition(":")
    if kind == "enum":
        return {"kind": kind, "values": tuple(rest.split("|"))}
    if kind == "ref":
        return {"kind": kind, "references": rest}
    if kind == "list":
        return {"kind": kind, "references": rest.removeprefix("ref:") if rest.startswith("ref:") else None}
    if kind == "geometry":
        return {"kind": kind, "geometry": rest}
    return {"kind": kind}
