"""Open data of the fictional circle: described, made, and approved by a leader as people do."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tongcheng.office.core.acting import Act
from tongcheng.office.lists.models import List
from tongcheng.office.people.models import Person
from tongcheng.office.people.standing import SYSTEM, standing_of
from tongcheng.office.publication.actions import add_publication, approve_snapshot, make_snapshot
from tongcheng.office.publication.gathering import gather
from tongcheng.office.publication.models import Publication, PublicationKind

_AT, _AS_OF = datetime(2023, 1, 5, 1, 0, tzinfo=UTC), date(2022, 12, 31)
_REASON = "示意数据"
#: Name in the address, kind, title, the same in English.
_SETS = (
    ("projects-2022", PublicationKind.LIST, "2022年重大项目（公开部分）", "Major projects of 2022 (the public ones)"),
    ("lights-2022", PublicationKind.LIGHTS, "2022年重大项目已发布灯号", "Published lights of the projects of 2022"),
    ("services-2022", PublicationKind.SERVICES, "跨市通办事项", "Services across cities"),
)


def publish_samples(projects: List) -> int:
    """Publish a first issue of each set that has public rows; give how many."""
    act, count = Act(SYSTEM, _REASON, channel="command", at=_AT), 0
    leader = Act(standing_of(Person.objects.get(username="leader")), _REASON, channel="command", at=_AT)
    for slug, kind, title, title_en in _SETS:
        one = Publication(
            slug=slug, kind=kind, title=title, title_en=title_en, publisher=str(projects.keeper), source="示意都市圈生成器",
            circle="demo" if kind == PublicationKind.SERVICES else "",
            list=None if kind == PublicationKind.SERVICES else projects,
        )  # fmt: skip
        if gather(one, most=1).rows:
            approve_snapshot(leader, make_snapshot(act, add_publication(act, one), _AS_OF))
            count += 1
    return count
