"""What a workbook written here carries unseen, so that it can be read back: the contract of writer and reader.

A very hidden sheet :data:`SHEET` holds :class:`Marks` as JSON in its cell A1. The data sheet ends with two hidden
columns headed :data:`UID` and :data:`REVISION`: the row's permanent id and the revision at which it was exported.
``columns`` maps the letter of every data column to its identifier; the identifiers are those of
``sheets/reading/columns.csv``:

- of a row: ``code title content group field stage function kind tags state reporting_unit lead support guide cities
  accountable_leader officer liaison_a liaison_b due origin remark source``;
- of its project: ``national_code nature scale start_year end_year investment price_year invested_before year_plan
  project_class in_statistics place length_km``; of its permits: ``permit:feasibility`` …;
- of its money: ``funding:central`` … (亿元);
- of its milestones: ``milestone:2022Q1`` … (the text of the quarter);
- of a ledger's row: ``word progress percent invested_this_year fall_reason problem to_coordinate decides next_step``
  with ``report_remark`` for the report's own remark, and ``reached:2022Q1`` … (progress of the quarter's milestone).

A column that is not in this list is read but never imported. A column that is printed for reading only, such as the
row's own title in a ledger, carries its identifier as well; the reader knows by ``kind`` what may be changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

#: The very hidden sheet.
SHEET = "_tongcheng"
#: The header of the hidden column with a row's permanent id.
UID = "_uid"
#: The header of the hidden column with the revision at which a row was exported; for a project row the item's and the
#: project's, joined by a stop: ``7.3``.
REVISION = "_revision"

Kind = Literal["list", "ledger"]


@dataclass(frozen=True)
class Marks:
    """What the file is, and what its columns are.

    Parameters
    ----------
    kind
        ``list`` for a list, ``ledger`` for a unit's ledger template.
    list, period, unit
        Their codes; empty where there is none. A ledger names period and unit; its rows may be of several lists.
    as_of, version, chain_head
        What was printed on the sheet: 截至日期, version, and the log's head when it was written (``12-ab34…``).
    columns
        Column letter to identifier; the hidden columns are ``_uid`` and ``_revision``.
    sheet
        Title of the data sheet when written; people rename sheets, so the reader looks for the hidden columns too.
    first_row
        Row of the first data row, as Excel counts.
    """

    kind: Kind
    list: str = ""
    period: str = ""
    unit: str = ""
    as_of: str = ""
    chain_head: str = ""
    version: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    first_row: int = 1
    sheet: str = ""

    def as_json(self) -> str:
        """Give the text of cell A1.

        Examples
        --------
        >>> Marks("list", list="tasks-2022", columns={"A": "code"}, first_row=4).as_json()[:40]
        '{"kind": "list", "list": "tasks-2022", "'
        """
        return json.dumps(asdict(self), ensure_ascii=False)


def marks_of(text: object) -> Marks | None:
    """Read the text of cell A1; ``None`` if it is not ours. Nothing in it is trusted beyond its shape.

    Examples
    --------
    >>> marks_of('{"kind": "ledger", "period": "2022-03", "unit": "roads_a", "first_row": 5}').unit
    'roads_a'
    >>> marks_of("hello") is None
    True
    """
    try:
        found: Any = json.loads(str(text))
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("kind") not in ("list", "ledger"):
        return None
    words = {one.name: str(found.get(one.name) or "") for one in fields(Marks) if one.type == "str"}
    columns = found.get("columns")
    first_row = found.get("first_row")
    return Marks(
        kind=found["kind"],
        columns={str(a): str(b) for a, b in columns.items()} if isinstance(columns, dict) else {},
        first_row=first_row if isinstance(first_row, int) and first_row > 0 else 1,
        **words,
    )
