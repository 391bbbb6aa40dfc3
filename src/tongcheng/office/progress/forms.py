"""What is typed into the pages: the rows of a ledger, and the small forms of periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils import timezone

from tongcheng.office.core.wording import both
from tongcheng.office.lists.models import List
from tongcheng.office.progress.entries import MILESTONE_FIELDS, REPORT_FIELDS, Entry, MilestoneEntry
from tongcheng.office.progress.models import DeadlineLevel, Ledger, PeriodKind
from tongcheng.office.progress.queries.rows import Row


def entries_of(ledger: Ledger, rows: Iterable[Row], sent: QueryDict) -> list[Entry]:
    """Read the rows of a ledger from a form: ``r7-percent`` of item 7, ``m7-12-value`` of its milestone 12."""
    found = []
    for number, row in enumerate(rows, start=1):
        item = row.item.pk
        values = _sent(sent, f"r{item}-", REPORT_FIELDS)
        parts = tuple(
            MilestoneEntry(line.milestone.pk, some, _base(sent, prefix))
            for line in row.milestones
            if (prefix := f"m{item}-{line.milestone.pk}-") and (some := _sent(sent, prefix, MILESTONE_FIELDS))
        )
        if values or parts:
            base = _base(sent, f"r{item}-")
            found.append(Entry(ledger.unit_id, item, values, base, parts, f"{row.item}"[:60], number))
    return found


def _sent(sent: QueryDict, prefix: str, names: Iterable[str]) -> dict[str, str]:
    return {name: str(sent[prefix + name]) for name in names if prefix + name in sent}


def _base(sent: QueryDict, prefix: str) -> int:
    """Give the revision that the form was made from; a form without it saw nothing, so that nothing is lost."""
    return _whole(str(sent.get(prefix + "base", "0"))) or 0


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def revision_of(sent: Mapping[str, str]) -> int | None:
    """Give the revision that a page showed."""
    return _whole(str(sent.get("revision", "")))


def chosen(sent: QueryDict) -> dict[int, int]:
    """Read the ledgers ticked in the review queue with the revisions that were shown: ``ledger=12:5``."""
    found = {}
    for value in sent.getlist("ledger"):
        ledger, _, revision = str(value).partition(":")
        pk, seen = _whole(ledger), _whole(revision)
        if pk is not None and seen is not None:
            found[pk] = seen
    return found


#: What can be opened at once: one month, one quarter, or all of a year.
PARTS = [
    (both("开设一个月", "one month"), [(f"month:{n}", both(f"{n}月", f"month {n}")) for n in range(1, 13)]),
    (
        both("开设一个季度", "one quarter"),
        [(f"quarter:{n}", both(f"第{'一二三四'[n - 1]}季度", f"Q{n}")) for n in range(1, 5)],
    ),
    (
        both("一次开设全年", "the whole year"),
        [
            (PeriodKind.MONTH.value, both("全年12个月", "all 12 months")),
            (PeriodKind.QUARTER.value, both("全年4个季度", "all 4 quarters")),
        ],
    ),
]


class PeriodsForm(forms.Form):
    """One period, or those of a year."""

    year = forms.IntegerField(label=both("年份", "year"), min_value=2000, max_value=2100)
    kind = forms.ChoiceField(label=both("填报期", "period"), choices=PARTS)
    lists = forms.ModelMultipleChoiceField(
        label=both("填报哪些清单", "lists"), queryset=List.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    unit_days = forms.IntegerField(
        label=both("单位报市：期末后几天", "units to city: days after the last day"),
        min_value=0,
        max_value=60,
        initial=3,
    )
    city_days = forms.IntegerField(
        label=both("市报办公室：期末后几天", "cities to joint office: days after the last day"),
        min_value=0,
        max_value=60,
        initial=5,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        lists = self.fields["lists"]
        assert isinstance(lists, forms.ModelMultipleChoiceField)
        lists.queryset = List.objects.filter(closed=False)
        today = timezone.localdate()
        years = [year for year in lists.queryset.values_list("year", flat=True) if year is not None]
        year = today.year if today.year in years or not years else max(years)
        self.initial.setdefault("year", year)
        self.initial.setdefault("kind", f"month:{today.month}")
        self.initial.setdefault("lists", [one.pk for one in lists.queryset if one.year in (year, None)])

    @property
    def part(self) -> tuple[str, int | None]:
        """Give month or quarter, and which one; none for the whole year."""
        kind, _, number = str(self.cleaned_data["kind"]).partition(":")
        return kind, int(number) if number else None


class DeadlineForm(forms.Form):
    """Until when a level hands in."""

    level = forms.ChoiceField(label=both("层级", "level"), choices=DeadlineLevel.choices)
    due = forms.DateTimeField(
        label=both("截止时间", "due"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    reason = forms.CharField(label=both("理由", "reason"), max_length=300)


class FreezeForm(forms.Form):
    """When the data freeze; now if no time is given."""

    at = forms.DateTimeField(
        label=both("冻结时间（不填为立即）", "freeze at (empty: now)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )

    @property
    def moment(self) -> datetime | None:
        """Give the time, or ``None`` for now."""
        at: datetime | None = self.cleaned_data["at"]
        return at
