"""Draft papers from the data, edit them, issue them once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from tongcheng.errors import InputError, Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import head, record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.models import Item
from tongcheng.office.papers import drafting, rules
from tongcheng.office.papers.building import files_of, paper_of
from tongcheng.office.papers.checks import MOST_PAGES, check_paper
from tongcheng.office.papers.drafting import Drafted
from tongcheng.office.papers.facts import gather, gather_unit
from tongcheng.office.papers.gantt import as_record
from tongcheng.office.papers.models import TO_UNIT, Draft, Issued, PaperKind, PaperState, Section
from tongcheng.office.people.models import Unit, UnitKind
from tongcheng.office.progress.models import Period

_CHANGEABLE = ("title", "to", "copies", "number", "signature")


@dataclass(frozen=True)
class About:
    """What a paper is about: a period, or a unit with rows, until when it answers, and words of its own."""

    period: Period | None = None
    unit: Unit | None = None
    items: Sequence[Item] = ()
    answer_by: date | None = None
    words: str = ""


@action("papers.draft", Text("起草文稿", "draft a paper"), rule=rules.may_draft)
def draft_paper(act: Act, subject: None, kind: str, about: About) -> Draft:  # noqa: ARG001
    """Draft a paper from the data as they are now.

    Raises
    ------
    InputError
        If the period, the unit or the rows are missing, the unit is dissolved, or an order goes to a body that is not
        subordinate.
    """
    _check_about(kind, about)
    made, as_of, synthetic, chain = _drafted(act, PaperKind(kind), about)
    draft = Draft(
        kind=kind,
        title=made.title,
        to=_leading_group() or made.to if kind == PaperKind.SPECIAL else made.to,
        signature=_signature(),
        as_of=as_of,
        chain_head=chain,
        synthetic=synthetic,
        period=about.period,
        unit=about.unit,
        item=about.items[0] if about.items else None,
        maker=act.standing.person,
        made=timezone.now(),
    )
    draft.save()
    sections = _sections(draft, made)
    _keep_short(draft, sections)
    Section.objects.bulk_create(sections)
    record(act, [new(draft), *(new(one) for one in sections)])
    return draft


def _keep_short(draft: Draft, sections: Sequence[Section]) -> None:
    """Leave the chart out of a special report that it would make longer than two pages."""
    if draft.kind != PaperKind.SPECIAL or not any(one.chart for one in sections):
        return
    if files_of(paper_of(draft, sections, draft.as_of)).pages > MOST_PAGES:
        for one in sections:
            one.chart = None


def _signature() -> str:
    office = Unit.objects.filter(kind=UnitKind.JOINT_OFFICE, dissolved__isnull=True).order_by("order").first()
    return office.name if office is not None else ""


def _leading_group() -> str:
    """Give to whom a special report goes by its full name, not by a common noun."""
    group = Unit.objects.filter(kind=UnitKind.LEADING_GROUP, dissolved__isnull=True).order_by("order").first()
    return group.name if group is not None else ""


def _check_about(kind: str, about: About) -> None:
    problems = Problems("paper")
    fill = Text("选择后重新起草", "choose it and draft again")
    if kind not in PaperKind.values:
        problems.add("unknown_kind", expected=Text("一种文稿", "a kind of paper"), found=kind, remedy=fill)
    elif kind in TO_UNIT:
        if about.unit is None:
            problems.add("no_unit", expected=Text("主送单位", "a unit"), found="", remedy=fill, column="unit")
        elif about.unit.dissolved and about.unit.dissolved <= timezone.localdate():
            remedy = Text("改送承接其职责的单位", "send it to the unit that took over its duties")
            expected = Text("未撤销的单位", "a unit that is not dissolved")
            problems.add("dissolved", expected=expected, found=about.unit.name, remedy=remedy, column="unit")
        elif kind != PaperKind.LETTER and not about.unit.subordinate:
            expected = Text("可以督办的单位", "a unit that the office may order")
            remedy = Text("对不相隶属的单位发函", "write a letter to a body that is not subordinate")
            problems.add("not_subordinate", expected=expected, found=about.unit.name, remedy=remedy, column="unit")
        if not about.items:
            problems.add("no_item", expected=Text("清单条目", "a row"), found="", remedy=fill, column="item")
    elif about.period is None:
        problems.add("no_period", expected=Text("填报期", "a period"), found="", remedy=fill, column="period")
    problems.raise_if_any()


def _drafted(act: Act, kind: PaperKind, about: About) -> tuple[Drafted, date, bool, str]:
    if kind in TO_UNIT:
        assert about.unit is not None
        today = timezone.localdate()
        unit = gather_unit(act.standing, about.unit, about.items, today, about.answer_by, about.words)
        return drafting.order_draft(kind.value, unit), today, unit.synthetic, unit.chain_head  # type: ignore[arg-type]
    assert about.period is not None
    facts = gather(act.standing, about.period)
    if kind in (PaperKind.MID_YEAR, PaperKind.YEAR):
        made = drafting.summary(facts, year=kind == PaperKind.YEAR)
    else:
        write = {
            PaperKind.BULLETIN: drafting.bulletin,
            PaperKind.SPECIAL: drafting.special_report,
            PaperKind.BRIEF: drafting.brief,
        }[kind]
        made = write(facts)
    return made, facts.as_of, facts.synthetic, facts.chain_head


def _sections(draft: Draft, made: Drafted) -> list[Section]:
    return [
        Section(
            draft=draft,
            order=place,
            key=part.key,
            heading=part.heading,
            text=part.text,
            table=part.table.as_record() if part.table else None,
            chart=as_record(part.chart) if part.chart else None,
            attached=part.attached,
        )
        for place, part in enumerate(made.parts)
    ]


@action("papers.redraft", Text("按最新数据重拟", "draft anew from the data"), rule=rules.may_change)
def redraft(act: Act, draft: Draft) -> Draft:
    """Draft a paper about a period anew: tables and sections that nobody edited; edited sections stay.

    Raises
    ------
    InputError
        If the paper is not about a period.
    """
    if draft.period is None:
        problems = Problems("paper")
        expected = Text("关于填报期的文稿", "a paper about a period")
        remedy = Text("重新起草一份", "draft another one")
        problems.add("no_period", expected=expected, found=str(draft), remedy=remedy)
        problems.raise_if_any()
    made, as_of, synthetic, chain = _drafted(act, PaperKind(draft.kind), About(draft.period))
    changes: list[Change | None] = [draft.revise({"as_of": as_of, "synthetic": synthetic, "chain_head": chain})]
    draft.save()
    held = {one.key: one for one in draft.sections.all()}
    sections = _sections(draft, made)
    _keep_short(draft, sections)
    for fresh in sections:
        section = held.get(fresh.key)
        if section is None:
            fresh.save()
            changes.append(new(fresh))
        else:
            values: dict[str, Any] = {"table": fresh.table, "chart": fresh.chart}
            if not section.by_hand:
                values |= {"heading": fresh.heading, "text": fresh.text}
            changes.append(section.revise(values))
            section.save()
    record(act, changes)
    return draft


@action("papers.change_draft", Text("修改文稿要素", "change a paper's head"), rule=rules.may_change)
def change_draft(act: Act, draft: Draft, values: Mapping[str, str], base: int | None = None) -> Draft:
    """Change title, addressees, number or signature."""
    wanted = {name: values[name].strip() for name in _CHANGEABLE if name in values}
    record(act, [draft.revise(wanted, base)])
    draft.save()
    return draft


@action("papers.change_section", Text("修改文稿内容", "change a section"), rule=rules.may_change_section)
def change_section(act: Act, section: Section, values: Mapping[str, str], base: int | None = None) -> Section:
    """Change heading and words of a section; its table comes from the data and stays."""
    wanted: dict[str, Any] = {name: values[name].strip() for name in ("heading", "text") if name in values}
    wanted = {name: value.replace("\r\n", "\n") for name, value in wanted.items()}
    change = section.revise({**wanted, "by_hand": True} if _differs(section, wanted) else {}, base)
    section.save()
    record(act, [change])
    return section


def _differs(section: Section, wanted: Mapping[str, str]) -> bool:
    return any(getattr(section, name) != value for name, value in wanted.items())


@action("papers.issue", Text("印发", "issue"), rule=rules.may_issue)
def issue(act: Act, draft: Draft, on: date | None = None) -> Issued:
    """Issue a paper: both files are written once, with their SHA-256 and the head of the log.

    Raises
    ------
    InputError
        With everything that keeps it from being issued: places left open, a special report of more than two pages or
        more than three matters, a matter that does not say who decides.
    """
    on = on or timezone.localdate()
    sections = list(draft.sections.all())
    files = files_of(paper_of(draft, sections, on))
    problems = check_paper(draft, sections, files.pages, on)
    if problems:
        raise InputError(problems)
    change = draft.revise({"state": PaperState.ISSUED})
    draft.save()
    issued = Issued(
        draft=draft,
        on=on,
        number=draft.number,
        docx=files.docx,
        docx_sha256=files.docx_sha256,
        pdf=files.pdf,
        pdf_sha256=files.pdf_sha256,
        pages=files.pages,
        chain_head=head().short,
        issuer=act.standing.person,
    )
    issued.save()
    said = {"on": on.isoformat(), "number": issued.number, "docx": issued.docx_sha256, "pdf": issued.pdf_sha256}
    record(act, [change, Change(issued, None, said)])
    return issued


@action("papers.discard", Text("作废", "discard"), rule=rules.may_change, reason_needed=True)
def discard(act: Act, draft: Draft) -> Draft:
    """Discard a draft; it stays on record."""
    record(act, [draft.revise({"state": PaperState.DISCARDED})])
    draft.save()
    return draft
