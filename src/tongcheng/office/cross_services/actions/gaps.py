"""Gaps of the matrix become rows of a problem list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.core.acting import Act, RefusedError, action, check
from tongcheng.office.cross_services import rules
from tongcheng.office.cross_services.queries.gaps import ServiceGap, gaps_of
from tongcheng.office.lists.actions import NewItem, add_items
from tongcheng.office.lists.models import Item, ItemKind, List, ListKind, OriginKind
from tongcheng.office.lists.rules import may_add_items

_NOT_PROBLEMS = Text("差距只能转入问题清单", "Gaps go into a problem list")
_NOT_REAL = Text("示意数据的差距不得转入真实清单", "Gaps of synthetic data do not go into a list of a real circle")


@action(
    "cross_services.adopt_service_gaps", Text("通办差距转入问题清单", "adopt gaps of services"), rule=rules.may_keep
)
def adopt_service_gaps(act: Act, lst: List, keys: Sequence[str]) -> list[Item]:
    """Make a problem row of each gap that has none yet; the row says service, city and what is missing.

    Raises
    ------
    InputError
        Naming every key that is no gap today, or has its row already.
    RefusedError
        If the list is not a problem list, or gaps of synthetic data would go into a real one.
    """
    if lst.kind != ListKind.PROBLEM:
        raise RefusedError(_NOT_PROBLEMS)
    check(may_add_items, act.standing, lst)
    gaps = _wanted(act, keys)
    if any(gap.service.synthetic for gap in gaps) and not lst.synthetic:
        raise RefusedError(_NOT_REAL)
    return add_items(act, lst, [NewItem(_values(gap)) for gap in gaps])


def _wanted(act: Act, keys: Sequence[str]) -> list[ServiceGap]:
    known = {gap.key: gap for gap in gaps_of(act.standing)}
    problems = Problems("gaps")
    for key in dict.fromkeys(keys):
        if key not in known or known[key].item is not None:
            problems.add(
                "no_open_gap", column="key", expected=Text("尚未转入的差距", "a gap without a row"), found=key,
                remedy=Text("刷新页面后重新选取", "reload the page and choose again"),
            )  # fmt: skip
    problems.raise_if_any()
    return [known[key] for key in dict.fromkeys(keys)]


def _values(gap: ServiceGap) -> dict[str, Any]:
    return {
        "kind": ItemKind.PROBLEM,
        "title": gap.title.zh[:300],
        "content": gap.sentence.zh,
        "group": gap.service.field,
        "origin_kind": OriginKind.GAP,
        "origin": f"跨市通办事项表 {gap.service.code}"[:300],
        "gap_key": gap.key,
        "synthetic": gap.service.synthetic,
        "cities": list(gap.cities),
    }
