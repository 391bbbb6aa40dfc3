"""Run in an office of one's own: write ``count`` times, and print each value once it is committed."""

from __future__ import annotations

import sys

import django


def _write(name: str, count: int) -> None:
    from tongcheng.office.core.acting import Act
    from tongcheng.office.lists.actions import change_items
    from tongcheng.office.lists.models import Item
    from tongcheng.office.people.models import Person
    from tongcheng.office.people.standing import standing_of

    standing = standing_of(Person.objects.get(username="joint_office"))
    for turn in range(count):
        item = Item.objects.select_related("list", "reporting_unit").order_by("pk")[turn % 4]
        value = f"{name}-{turn}"
        change_items(Act(standing, "压力测试", "command"), [item], {item.pk: {"remark": value}})
        print(value, flush=True)


if __name__ == "__main__":
    django.setup()
    _write(sys.argv[1], int(sys.argv[2]))
