"""The real published numbers of the circle: 194 against 246, 47 against 48, 127 and 226."""

from __future__ import annotations

import csv
from decimal import Decimal
from importlib.resources import files

import pytest

from tongcheng.office.reconcile.aggregates import Finding, Published, explain


@pytest.fixture(scope="module")
def real() -> list[Finding]:
    path = files("tongcheng.region").joinpath("samples/chengdu/figures.csv")
    with path.open(encoding="utf-8") as lines:
        return explain(
            Published(
                row["subject"], row["subject_name"], row["attribute"], Decimal(row["value"]), row["unit"], row["as_of"],
                row["source"], row["scope"], row["note"], row["value_text"], row["qualifier"],
            )
            for row in csv.DictReader(lines)
            if row["value"]
        )  # fmt: skip


def test_194_is_246_by_city(real: list[Finding]) -> None:
    (found,) = [one for one in real if one.sort == "double_count"]
    assert (found.left.value, found.right_value, found.difference) == (194, 246, 52)
    assert sorted(row.value for row in found.rights) == [47, 48, 53, 98]
    assert "52 个项目" in found.reason.zh
    assert "18 个" in found.reason.zh  # 52 / 3, all in four cities
    assert "重复计数" in found.check.zh


def test_deyang_47_or_48(real: list[Finding]) -> None:
    (found,) = [one for one in real if one.sort == "two_issuers"]
    assert (found.left.value, found.right_value) == (47, 48)
    assert {found.left.as_of, found.rights[0].as_of} == {"2022-02", "2022-08-11"}
    assert "不能判定" in found.reason.zh
    assert "逐项比对" in found.check.zh


def test_127_and_226(real: list[Finding]) -> None:
    (found,) = [one for one in real if one.sort == "two_dates" and (one.left.value, one.right_value) == (127, 226)]
    assert "增 78%" in found.reason.zh
    assert "56→59" in found.reason.zh
    assert "不足以解释" in found.reason.zh
    assert found.left.source != found.rights[0].source


def test_what_adds_up_agrees_and_series_are_no_contradiction(real: list[Finding]) -> None:
    agreeing = {(one.subject, one.right_value) for one in real if one.sort == "agrees"}
    assert ("major_projects_2022.total", 194) in agreeing
    assert ("dead_ends_3.total", 42) in agreeing
    assert ("plan_tasks_2022.total", 264) in agreeing
    assert not [one for one in real if "gdp" in one.title.zh or "population" in one.title.zh]


def count(subject: str, value: int) -> Published:
    return Published(subject, "清单", "list_count", Decimal(value), "项目", "2022-02", "报")


def test_parts_that_are_short() -> None:
    (found,) = explain([count("l.total", 10), count("l.class.开工", 4), count("l.class.竣工", 5)])
    assert (found.sort, found.difference) == ("parts_short", -1)
    (found,) = explain([count("l.total", 10), count("l.sector.交通", 6), count("l.sector.产业", 5)])
    assert found.sort == "parts_short"
