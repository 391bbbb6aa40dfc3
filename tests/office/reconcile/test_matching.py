"""Two plain ledgers: what is matched by what, what differs and why, and that the totals close."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.office.reconcile.ledgers import MONEY, Ledger, Row, totals
from tongcheng.office.reconcile.matcher import TAKEN
from tongcheng.office.reconcile.matching import reconcile
from tongcheng.office.reconcile.names import likeness


def ledger(*rows: Row, name: str = "甲", as_of: dt.date | None = None, city: str = "") -> Ledger:
    return Ledger(name, rows, as_of, city)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市域（郊）铁路成資Ｓ３线工程", "市域(郊)铁路成资S3线"),
        ("天府大道北延线建设项目", "天府大道北延线"),
        ("成都至资阳轨道交通S3线", "成都至资阳轨道交通S3线（新建）"),
    ],
)
def test_the_same_written_differently(one: str, other: str) -> None:
    assert likeness(one, other) >= TAKEN
    assert reconcile(ledger(Row("1", one)), ledger(Row("a", other))).pairs[0].by == "name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市域铁路成资S3线", "市域铁路成眉S5线"),
        ("轨道交通S1线", "轨道交通S11线"),
        ("滨江大道东线南段", "滨江大道东线北段"),
        ("三岔湖产业园一期", "三岔湖产业园二期"),
        ("打通断头路第一批", "打通断头路第三批"),
        ("地铁10号线", "地铁1号线"),
    ],
)
def test_siblings_are_never_confused(one: str, other: str) -> None:
    assert likeness(one, other) == 0
    made = reconcile(ledger(Row("1", one, "7")), ledger(Row("a", other, "7")))
    assert not made.pairs
    assert made.only_left[0].alike == ()


def test_the_order_of_what_is_trusted() -> None:
    left = ledger(
        Row("1", "甲乙大道", "3", "2101-510100-01"),
        Row("2", "乙河大桥", "4"),
        Row("3", "丙县水厂扩建"),
        Row("4", "独有项目"),
    )
    right = ledger(
        Row("a", "名称全变", "9", "2101-510100-01"), Row("b", "乙河大桥新建工程", "4"), Row("c", "丙县水厂扩建工程"),
        Row("d", "另一件事"),
    )  # fmt: skip
    made = reconcile(left, right)
    assert [(pair.left.key, pair.right.key, pair.by) for pair in made.pairs] == [
        ("1", "a", "national_code"),
        ("2", "b", "code"),
        ("3", "c", "name"),
    ]
    assert [one.row.key for one in made.only_left + made.only_right] == ["4", "d"]


def test_equal_numbers_of_other_projects_and_unequal_codes_do_not_match() -> None:
    assert not reconcile(ledger(Row("1", "乙河大桥", "4")), ledger(Row("a", "跨市公交", "4"))).pairs
    assert not reconcile(
        ledger(Row("1", "乙河大桥", "4", "2101-A")), ledger(Row("a", "乙河大桥", "4", "2102-B"))
    ).pairs


def test_what_is_not_sure_is_offered_and_a_person_decides() -> None:
    left = ledger(Row("1", "东山产业园标准厂房"))
    right = ledger(Row("a", "东山产业园标准厂房甲区"), Row("b", "东山产业园标准厂房乙区"))
    made = reconcile(left, right)
    assert not made.pairs
    assert {row.key for row, _ in made.only_left[0].alike} == {"a", "b"}
    assert "请确认" in made.only_left[0].reason.zh
    kept = reconcile(left, right, {("1", "b"): True, ("gone", "a"): True})
    assert [(pair.right.key, pair.by) for pair in kept.pairs] == [("b", "person")]
    refused = reconcile(ledger(Row("1", "乙河大桥")), ledger(Row("a", "乙河大桥")), {("1", "a"): False})
    assert not refused.pairs
    assert refused.only_left[0].alike == ()


def test_a_row_that_stands_twice_is_said() -> None:
    made = reconcile(ledger(Row("1", "乙河大桥"), Row("2", "乙河大桥工程")), ledger(Row("a", "乙河大桥")))
    assert [[row.key for row in rows] for _, rows in made.repeated] == [["1", "2"]]
    assert not made.pairs
    assert len(made.only_right[0].alike) == 2


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ({"investment": Decimal("12.5")}, {"investment": Decimal(125000)}, "万元"),
        ({"investment": Decimal("12.503")}, {"investment": Decimal("12.5")}, "四舍五入"),
        ({"investment": Decimal(3)}, {"investment": Decimal(30)}, "小数点"),
        ({"investment": Decimal(3)}, {}, "未填"),
        ({"investment": Decimal(3)}, {"investment": Decimal(7)}, "口径"),
        ({"cities": ("甲市", "乙市")}, {"cities": ("甲市",)}, "只列本市"),
        ({"cities": ("甲市",)}, {"cities": ("乙市",)}, "位置"),
        ({"project_class": "前期"}, {"project_class": "开工"}, "转为开工"),
        ({"project_class": "续建"}, {"project_class": "开工"}, "未随进展"),
    ],
)
def test_each_difference_has_a_reason(left: dict[str, object], right: dict[str, object], words: str) -> None:
    full = {"cities": ("丙市",), "project_class": "竣工", "investment": Decimal(1)}
    rows = Row("x", "其他项目", **full), Row("y", "其他项目", **full)
    made = reconcile(ledger(Row("1", "桥", **left), rows[0]), ledger(Row("a", "桥", **right), rows[1]))
    (difference,) = made.pairs[0].differences
    assert words in difference.reason.zh
    assert difference.reason.en


def test_a_column_that_one_ledger_does_not_have_is_no_difference() -> None:
    made = reconcile(ledger(Row("1", "桥", completed=Decimal(3))), ledger(Row("a", "桥")))
    assert made.fields == ["name"]
    assert len(made.same) == 1


def test_days_and_scopes_are_reasons_too() -> None:
    old, new = dt.date(2022, 5, 31), dt.date(2022, 6, 30)
    rows = Row("1", "桥", completed=Decimal(1)), Row("a", "桥", completed=Decimal(2))
    made = reconcile(ledger(rows[0], as_of=old), ledger(rows[1], as_of=new))
    assert "时点不同" in made.pairs[0].differences[0].reason.zh
    crossing = {"cities": ("甲市", "乙市")}
    made = reconcile(
        ledger(Row("1", "桥", investment=Decimal(10), **crossing)),
        ledger(Row("a", "桥", investment=Decimal(6), **crossing), city="甲市"),
    )
    assert "本市部分" in made.pairs[0].differences[0].reason.zh
    alone = reconcile(ledger(Row("1", "桥", cities=("乙市",))), ledger(Row("a", "路"), city="甲市"))
    assert "不在对方统计范围" in alone.only_left[0].reason.zh
    added = reconcile(ledger(Row("1", "桥"), as_of=new), ledger(Row("a", "路"), as_of=old))
    assert "新增" in added.only_left[0].reason.zh
    assert "调出" in added.only_right[0].reason.zh


def test_totals_say_what_cities_count_twice() -> None:
    rows = [
        Row("1", "路", cities=("甲市", "乙市"), investment=Decimal(10)),
        Row("2", "桥", cities=("甲市",)),
        Row("3", "库"),
    ]
    one = totals(rows)
    assert (one.rows, one.counted_by_city, one.double, one.crossing, one.cityless) == (3, 3, 1, 1, 1)
    assert one.double_money("investment") == 10


_NAMES = (
    "成资S3线",
    "成眉S5线",
    "乙河大桥",
    "乙河二桥",
    "东山园",
    "东山园一期",
    "水厂",
    "水厂工程",
    "公交",
    "断头路",
)
_MONEY = st.one_of(st.none(), st.decimals(0, 500, places=2))
_ROWS = st.lists(
    st.builds(
        Row, key=st.uuids().map(str), name=st.sampled_from(_NAMES), code=st.sampled_from(("", "1", "2", "3")),
        cities=st.sampled_from(((), ("甲市",), ("甲市", "乙市"))), investment=_MONEY, year_plan=_MONEY, completed=_MONEY,
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_ROWS, _ROWS)
def test_every_row_stands_once_and_every_bridge_closes(left: list[Row], right: list[Row]) -> None:
    made = reconcile(Ledger("甲", tuple(left)), Ledger("乙", tuple(right)))
    assert sorted([*(pair.left.key for pair in made.pairs), *(one.row.key for one in made.only_left)]) == sorted(
        row.key for row in left
    )
    assert sorted([*(pair.right.key for pair in made.pairs), *(one.row.key for one in made.only_right)]) == sorted(
        row.key for row in right
    )
    assert all(bridge.closes for bridge in made.bridges)
    assert [bridge.name for bridge in made.bridges] == ["rows", *MONEY]
    assert made.totals_after.rows == len(made.pairs) + len(made.only_left) + len(made.only_right)
    turned = reconcile(Ledger("乙", tuple(right)), Ledger("甲", tuple(left)))
    assert {(pair.right.key, pair.left.key) for pair in turned.pairs} == {
        (pair.left.key, pair.right.key) for pair in made.pairs
    }


@settings(max_examples=50, deadline=None)
@given(_ROWS)
def test_a_ledger_agrees_with_itself(rows: list[Row]) -> None:
    made = reconcile(Ledger("甲", tuple(rows)), Ledger("乙", tuple(rows)))
    assert len(made.same) == len(rows)


def test_a_record_gives_the_ledger_back() -> None:
    one = ledger(
        Row("1", "路", "2", "x", ("甲市",), "开工", Decimal("1.50"), None, Decimal(0)), as_of=dt.date(2022, 1, 1)
    )
    assert Ledger.from_record(one.as_record()) == one


def test_two_rows_with_one_key_are_a_fault() -> None:
    with pytest.raises(ValueError, match="same key"):
        reconcile(ledger(Row("1", "路"), Row("1", "桥")), ledger(Row("a", "路")))
