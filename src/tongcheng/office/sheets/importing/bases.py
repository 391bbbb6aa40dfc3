"""Values as they stood when a file was written: the log is walked back to the head that the file carries.

Only with them a cell can be told that changed on one side from one that changed on both. A head that this log never
had (another installation, a restored copy) says nothing; the revisions in the hidden column then have to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongcheng.office.audit.models import Event
from tongcheng.office.lists.models import Item
from tongcheng.office.progress.models import Report
from tongcheng.office.sheets.importing.fields import PROJECT, UNITS, MilestoneRow, Parts, project_of

_HEAD = re.compile(r"^(\d{1,12})-([0-9a-f]{12,64})$")
_KINDS = ("lists.item", "lists.project", "lists.milestone", "progress.report")
_IDENTIFIERS = {name: identifier for identifier, name in UNITS.items()}


@dataclass
class Bases:
    """What changed since a file was written, by kind and key of row: the value before, by field."""

    before: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    made: set[tuple[str, str]] = field(default_factory=set)
    removed: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)

    @classmethod
    def since(cls, head: str) -> Bases | None:
        """Read the log behind a head; ``None`` if this log never had it. Two queries."""
        match = _HEAD.match(head)
        if match is None:
            return None
        number = int(match[1])
        if number:
            known = Event.objects.filter(number=number).values_list("hash", flat=True).first()
            if known is None or not known.startswith(match[2]):
                return None
        bases = cls()
        events = Event.objects.filter(number__gt=number, subject_type__in=_KINDS).order_by("number")
        for kind, key, before, after in events.values_list("subject_type", "subject_id", "before", "after"):
            bases._note(kind, key, before, after)
        return bases

    def _note(self, kind: str, key: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
        if before is None:
            self.made.add((kind, key))
            return
        if (kind, key) in self.made:
            return
        kept = self.before.setdefault((kind, key), {})
        for name, value in before.items():
            kept.setdefault(name, value)
        if after is None and kind == "lists.milestone" and isinstance(before.get("item"), int):
            self.removed.setdefault(before["item"], []).append(kept)

    def of_item(self, item: Item, held: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
        """Give what a row held then, in the form of :func:`~tongcheng.office.sheets.importing.fields.current`."""
        then = dict(held)
        for name, value in self.before.get(("lists.item", str(item.pk)), {}).items():
            then[_IDENTIFIERS.get(name, name)] = sorted(value) if name == "cities" else value
        project = project_of(item)
        if project is not None:
            key = ("lists.project", str(project.pk))
            then |= _project_then(then, self.before.get(key, {}), made=key in self.made)
        milestones = parts.milestones.get(item.pk, [])
        keys = [("lists.milestone", str(one.pk)) for one in milestones]
        if item.pk in self.removed or any(key in self.before or key in self.made for key in keys):
            then = {name: value for name, value in then.items() if not name.startswith("milestone:")}
            then |= self._milestones_then(item, milestones)
        return then

    def _milestones_then(self, item: Item, milestones: Sequence[MilestoneRow]) -> dict[str, Any]:
        texts: dict[str, list[str]] = {}
        for one in milestones:
            key = ("lists.milestone", str(one.pk))
            if key not in self.made:
                old = self.before.get(key, {})
                texts.setdefault(old.get("quarter", one.quarter), []).append(old.get("text", one.text))
        for gone in self.removed.get(item.pk, ()):
            texts.setdefault(gone.get("quarter", ""), []).append(gone.get("text", ""))
        return {f"milestone:{quarter}": "；".join(words) for quarter, words in texts.items() if quarter}

    def of_report(self, report: Report | None, held: Mapping[str, Any]) -> dict[str, Any]:
        """Give what a row of a ledger held then."""
        if report is None:
            return dict(held)
        key = ("progress.report", str(report.pk))
        if key in self.made:
            return dict.fromkeys(held)
        then = dict(held)
        for name, value in self.before.get(key, {}).items():
            if name.startswith("milestone "):
                then[name] = value.get("text", "") if isinstance(value, dict) else ""
            else:
                then[name] = value
        return then


def _project_then(now: Mapping[str, Any], before: Mapping[str, Any], *, made: bool) -> dict[str, Any]:
    mine = [name for name in now if name in PROJECT or name.startswith(("funding:", "permit:"))]
    if made:
        return dict.fromkeys(mine)
    then = {name: value for name, value in before.items() if name in PROJECT}
    if "funding" in before:
        then |= {name: None for name in mine if name.startswith("funding:")}
        then |= _sums(before["funding"] or ())
    if "permits" in before:
        then |= {name: None for name in mine if name.startswith("permit:")}
        permits = before["permits"] or {}
        then |= {f"permit:{kind}": one.get("state") or one.get("granted") or "" for kind, one in permits.items()}
    return then


def _sums(rows: Any) -> dict[str, Any]:
    from decimal import Decimal

    from tongcheng.office.sheets.importing.fields import number

    sums: dict[str, Decimal] = {}
    for one in rows:
        if one.get("amount") is not None:
            sums[one["kind"]] = sums.get(one["kind"], Decimal(0)) + Decimal(str(one["amount"]))
    return {f"funding:{kind}": number(amount) for kind, amount in sums.items()}
