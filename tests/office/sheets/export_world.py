"""A world with everything that is printed: a bundled row, joint leads, money by source, permits, two periods."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from tests.office.world import World, acting_as
from tongcheng.office.lists.models import FundingSource, Item, ItemUnit, List, Milestone, Permit, Project
from tongcheng.office.progress.models import Deadline, Ledger, MilestoneReport, Period, Report


def fill(world: World, *, kind: str = "project") -> World:
    """Fill the small office."""
    assert world.list is not None
    with acting_as("test.setup"):
        List.objects.filter(pk=world.list.pk).update(kind=kind)
        _bundle(world)
        _project(world)
        _periods(world)
    world.list.refresh_from_db()
    return world


def _bundle(world: World) -> None:
    whole = world.items["1"]
    for order, name in enumerate(("北段", "南段")):
        part = Item.objects.create(
            list=world.list,
            code=f"1.{order + 1}",
            order=10 + order,
            kind="project",
            group="一、交通",
            title=f"甲乙大道{name}",
            part_of=whole,
            reporting_unit=world.units["roads_a"],
            state="active",
            accountable_leader="张某",
        )
        Project.objects.create(item=part, investment=Decimal("6.25"))
    ItemUnit.objects.create(item=whole, unit=world.units["roads_b"], role="lead", order=1)
    ItemUnit.objects.create(item=whole, unit=world.units["office"], role="support", order=0)
    Item.objects.filter(pk=whole.pk).update(
        title="=1+1 大道", remark="-待定\n第二行", liaison_a="赵某 028-0000", due=dt.date(2022, 6, 30)
    )
    Milestone.objects.create(item=world.items["2"], order=9, quarter="2022Q1", text="力争开工")


def _project(world: World) -> None:
    Project.objects.filter(item=world.items["1"]).update(
        national_code="2101-990100-04-01-000001",
        nature="新建",
        scale="全长12.3公里，双向六车道",
        start_year=2021,
        end_year=2023,
        in_statistics=False,
        project_class="continued",
        invested_before=Decimal("3.123456"),
        length_km=Decimal("12.3"),
        place="甲市东区",
    )
    project = Project.objects.get(item=world.items["1"])
    FundingSource.objects.create(project=project, kind="city", amount=Decimal(8))
    FundingSource.objects.create(project=project, kind="loan", amount=Decimal("4.5"))
    Permit.objects.create(project=project, kind="feasibility", state="已批复")
    Permit.objects.create(project=project, kind="land", state="2022年2月取得")


def _periods(world: World) -> None:
    zone = timezone.get_current_timezone()
    for month, last in ((2, 28), (3, 31)):
        period = Period.objects.create(
            code=f"2022-{month:02}",
            kind="month",
            first_day=dt.date(2022, month, 1),
            last_day=dt.date(2022, month, last),
            opens=dt.datetime(2022, month, 25, tzinfo=zone),
        )
        period.lists.add(world.list)
        Deadline.objects.create(period=period, level="unit", due=dt.datetime(2022, month + 1, 5, 18, tzinfo=zone))
        Deadline.objects.create(period=period, level="city", due=dt.datetime(2022, month + 1, 7, 18, tzinfo=zone))
    ledger = Ledger.objects.create(
        period=Period.objects.get(code="2022-02"),
        unit=world.units["roads_a"],
        signed_by="王某",
        signed=timezone.now(),
    )
    Report.objects.create(
        ledger=ledger,
        item=world.items["1"],
        word="orderly",
        progress="完成路基20%",
        percent=Decimal(20),
        invested_this_year=Decimal("1.25"),
        problem="用地指标未落实",
    )
    ledger.state = "accepted"
    ledger.save()


def draft(world: World) -> Ledger:
    """Begin March's ledger of the first unit."""
    with acting_as("test.setup"):
        ledger = Ledger.objects.create(period=Period.objects.get(code="2022-03"), unit=world.units["roads_a"])
        report = Report.objects.create(
            ledger=ledger,
            item=world.items["1"],
            word="late",
            progress="+完成路基25%",
            percent=Decimal("25.5"),
            invested_this_year=Decimal("1.5"),
            remark="备注",
        )
        milestone = Milestone.objects.get(item=world.items["1"], quarter="2022Q1")
        MilestoneReport.objects.create(report=report, milestone=milestone, text="已完成")
    return ledger
