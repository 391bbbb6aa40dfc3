"""Run in an office of one's own: take workbooks in one after the other; say when one is being applied and when it is.

``check`` prints instead what is wrong in the office afterwards: half an import, a file that is not there.
"""

from __future__ import annotations

import hashlib
import sys
import time

import django

#: Rows of each workbook that are new; four more change rows that stand there already.
ROWS = 150
HEAD = ["序号", "项目名称", "总投资（亿元）", "牵头单位", "责任人", "一季度", "完成时限"]


def _name(tag: str, number: int) -> str:
    """Give a name that is like no other, so that every row is a new one."""
    return hashlib.sha256(f"{tag}-{number}".encode()).hexdigest()[:16]


def _workbook(tag: str, known: list[str]) -> bytes:
    from tests.office.sheets.importing import workbook

    changed = [[f"C{number}", title, "", "", tag, "", ""] for number, title in enumerate(known)]
    new = [
        [f"{tag}-{number}", _name(tag, number), number + 1, "甲市交通局", tag, "开工", "2022.11.30"]
        for number in range(ROWS)
    ]
    return workbook([HEAD, *changed, *new])


def _take_in(name: str, count: int) -> None:
    from tests.office.sheets.importing import begun
    from tests.office.world import World
    from tongcheng.office.core.acting import ConflictError
    from tongcheng.office.lists.models import Item, List
    from tongcheng.office.people.models import Person
    from tongcheng.office.sheets.actions import apply_import
    from tongcheng.office.sheets.importing.preview import Target

    world = World(people={"joint_office": Person.objects.get(username="joint_office")})
    target = Target(list=List.objects.get(code="tasks-2022"))
    known = list(Item.objects.order_by("pk").values_list("title", flat=True)[:4])
    for turn in range(count):
        tag = f"{name}.{turn}"
        one = begun(world, "joint_office", _workbook(tag, known), target=target)
        print("applying", tag, flush=True)
        start = time.perf_counter()
        try:
            apply_import(world.act("joint_office", tag), one)
        except ConflictError:
            print("conflict", tag, flush=True)
        else:
            print("applied", tag, f"{time.perf_counter() - start:.3f}", flush=True)


def _check() -> None:
    from tongcheng.office.audit import chain
    from tongcheng.office.audit.models import Event
    from tongcheng.office.lists.models import Item, Milestone, Project
    from tongcheng.office.sheets.models import Import, Workbook

    print(chain.verify())
    for file in Workbook.objects.all():
        if hashlib.sha256(file.file.read()).hexdigest() != file.sha256:
            print("file", file.pk)
    for one in Import.objects.order_by("pk"):
        new = [row["cells"] for row in one.preview["rows"] if row["state"] == "new"]
        tag = next(cell["v"] for cell in new[0] if cell["c"] == "officer")
        whole = ROWS if one.state == "applied" else 0
        rows = Item.objects.filter(code__startswith=f"{tag}-")
        found = {
            "rows": rows.count(),
            "projects": Project.objects.filter(item__in=rows).count(),
            "milestones": Milestone.objects.filter(item__in=rows).count(),
            "events": Event.objects.filter(reason=tag, action="lists.add_items", subject_type="lists.item").count(),
        }
        changed = Event.objects.filter(reason=tag, action="lists.change_items").count()
        if set(found.values()) != {whole} or changed != (4 if whole else 0):
            print("half", tag, one.state, found, changed)
        if whole:
            print("applied", tag)


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "check":
        _check()
    else:
        _take_in(sys.argv[1], int(sys.argv[2]))
