"""What a preview promises is what is written: numbers missing, twice, taken or odd."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from tests.office.sheets.importing import begun, rows_by_state, workbook
from tests.office.world import World
from tongcheng.office.core.acting import RefusedError
from tongcheng.office.lists.models import Item
from tongcheng.office.sheets import actions, queries
from tongcheng.office.sheets.importing.preview import Target

HEADER = ["序号", "任务名称", "总投资（万元）", "牵头单位", "完成时限"]
CODES = [
    "1",
    "2",
    "3",
    "4",
    "5",
    5,
    6,
    "６",
    7,
    7.0,
    "7-1",
    "一",
    "（二）",
    None,
    "",
    " 8 ",
    "9.0",
    "9" * 40,
    "x" * 50,
]


def _target(world: World) -> Target:
    return Target(list=world.list)


def test_a_number_given_avoids_those_still_to_come(world: World) -> None:
    rows = [["5", "甲路"], ["5", "乙桥"], [None, "丙站"], ["6", "丁港"], ["1", "戊塔楼新建"]]
    one = begun(world, "joint_office", workbook([HEADER, *rows]), target=_target(world), rows={"6": "new"})
    cells = {row["label"]: next(c for c in row["cells"] if c["c"] == "code") for row in rows_by_state(one)["new"]}
    got = {label: cell["n"] for label, cell in cells.items()}
    assert got == {"甲路": "5", "乙桥": "7", "丙站": "8", "丁港": "6", "戊塔楼新建": "9"}
    assert "与第 2 行重复" in cells["乙桥"]["w"][0]
    actions.apply_import(world.act("joint_office", "导入"), one)
    assert {item.title: item.code for item in Item.objects.filter(title__in=got)} == got
    one.refresh_from_db()
    assert any("序号 7（序号 5 与第 2 行重复" in words for _, _, _, words in queries.results_of(one, "zh"))


@pytest.mark.parametrize("seed", range(40))
def test_what_the_preview_says_applies(world: World, seed: int) -> None:
    dice = random.Random(seed)
    titles = [
        "打通甲乙大道断头路",
        "乙河大桥",
        *(item.title for item in world.items.values()),
        "新路甲",
        "新桥乙",
        "",
        "车站",
    ]
    rows = [
        [
            dice.choice(CODES),
            dice.choice(titles) + dice.choice(["", "", f"二期{dice.random()}"]),
            dice.choice([None, 100, "12..5", "约5000", "99999999999999"]),
            dice.choice(["甲市交通局", "乙市交通局", "没有的局", ""]),
            dice.choice(["2022.2.30", "年底前", "长期坚持", "", "2022年13月"]),
        ]
        for _ in range(dice.randint(1, 12))
    ]
    one = begun(world, "joint_office", workbook([HEADER, *rows]), target=_target(world))
    promised = {
        row["row"]: next(cell["n"] for cell in row["cells"] if cell["c"] == "code")
        for row in one.preview["rows"]
        if row["state"] == "new"
    }
    before = Item.objects.count()
    if not any(cell["s"] in ("changed", "new") for row in one.preview["rows"] for cell in row["cells"]):
        with pytest.raises(RefusedError), transaction.atomic():
            actions.apply_import(world.act("joint_office", "导入"), one)
        return
    done = actions.apply_import(world.act("joint_office", "导入"), one)
    assert done.added == len(promised) == Item.objects.count() - before
    assert set(promised.values()) <= set(Item.objects.values_list("code", flat=True))
