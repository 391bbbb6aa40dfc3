"""Figures that offices of the fictional circle count themselves: passengers, riders, cases that cross a border."""

from __future__ import annotations

import pandas as pd

from demo.names import Circle

_AS_OF, _PUBLISHED = "2024", "2025-03"

#: subject table, subject (a number: the first rows of that table), attribute, value, unit
_COUNTED: tuple[tuple[str, str, str, float, str], ...] = (
    ("facilities", "airport-1", "airport_passengers", 2860.0, "万人次"),
    ("facilities", "airport-1", "airport_cargo", 31.5, "万吨"),
    ("", "990100-990200", "train_interval", 40.0, "min"),
    ("lines", "suburban-1", "riders", 2.4, "万人次/日"),
    ("", "region", "intercity_bus_lines", 7.0, "条"),
    ("", "region", "border_bus_riders", 6200.0, "人次/日"),
)


def counted(circle: Circle) -> pd.DataFrame:
    """Give the figures; every subject is one of the circle.

    Raises
    ------
    ValueError
        If a table of the circle does not hold the subject.
    """
    rows = []
    for table, subject, attribute, value, unit in _COUNTED:
        if table in {"facilities", "lines"} and subject not in set(circle.region[table].iloc[:, 0]):
            raise ValueError(f"{table} has no {subject}")
        rows.append(
            {
                "figure": f"{subject}.{attribute}.{_AS_OF}", "subject": subject, "subject_table": table,
                "attribute": attribute, "value": value, "unit": unit, "as_of": _AS_OF, "published": _PUBLISHED,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def fever_clinics(circle: Circle) -> dict[str, pd.DataFrame]:
    """Add a fever clinic to every hospital of the second and third grade, and their kind."""
    places, kinds = circle.region["facilities"], circle.region["service_kinds"]
    graded = places["grade"].fillna("").str.startswith(("二级", "三级"))
    clinics = places[(places["kind"] == "hospital") & graded].assign(
        kind="fever_clinic",
        facility=lambda rows: "fever-" + rows["facility"],
        name=lambda rows: rows["name"] + "发热门诊",
        grade=None,
        capacity=None,
        capacity_authorised=None,
        open_to=None,
        as_of="2020-02",
    )
    kind = {"kind": "fever_clinic", "name": "发热门诊", "name_en": "fever clinic", "sector": "health", "unit": "家",
            "level": "county", "norm_group": "all"}  # fmt: skip
    return {
        "facilities": pd.concat([places, clinics], ignore_index=True),
        "service_kinds": pd.concat([kinds, pd.DataFrame([kind])], ignore_index=True),
    }
