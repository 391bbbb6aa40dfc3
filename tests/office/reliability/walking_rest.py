"""How the actions of figures, comparisons, workbooks and papers are tried, and what clocks do for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.office.figures.folders import make_run
from tests.office.reliability.walking import TRIES as FIRST
from tests.office.reliability.walking import WHY, Subject, Try, _any, today
from tests.office.reliability.whole import Whole
from tests.office.sheets.importing import HEADER, begun, workbook
from tongcheng.language import Text
from tongcheng.office.core.acting import Act
from tongcheng.office.core.acting import _named as acting_as
from tongcheng.office.figures import actions as measuring
from tongcheng.office.figures.models import Run, Verdict
from tongcheng.office.lists.models import Milestone
from tongcheng.office.papers import actions as writing
from tongcheng.office.papers.models import Draft, Section
from tongcheng.office.people.standing import SYSTEM
from tongcheng.office.progress import actions as reporting
from tongcheng.office.progress.models import Report, Sent
from tongcheng.office.progress.queries.reminders import Reminder
from tongcheng.office.reconcile import actions as reconciling
from tongcheng.office.reconcile.ledgers import Ledger as Side
from tongcheng.office.reconcile.ledgers import Row
from tongcheng.office.sheets import actions as importing
from tongcheng.office.sheets.importing.choices import Choices, choices_of
from tongcheng.office.sheets.importing.preview import Target
from tongcheng.office.sheets.models import Import, Workbook
from tongcheng.office.supervision import actions as watching
from tongcheng.office.supervision.models import Blocker, Follows, Rule, RuleVersion
from tongcheng.office.supervision.presets import Preset, preset, presets
from tongcheng.office.supervision.queries import settings_row


class Files(dict[str, Any]):
    """A body of the API that is a form with a file, not JSON."""


# ---- figures --------------------------------------------------------------------------------------------------------


def _second_folder() -> Path:
    folder = Path(settings.HOME) / "second-run"
    return folder if folder.exists() else make_run(folder, "r2", reached=1500.0)


def _run(whole: Whole, state: str) -> Subject:
    run = whole.made["run"]
    if state == "cited":
        with acting_as("test.setup"):
            Verdict.objects.create(run=run, subject="d1", verdict="confirmed", reason="现场核实", decided=today())
    whole.put(whole.world.items["1"], project_id="P02")
    return lambda: Run.objects.get(pk=run.pk)


def _later_run(whole: Whole, state: str) -> Subject:
    """A second run, after the effects of the first were cited."""
    first = _run(whole, state)
    second = measuring.attach_run(Act(SYSTEM), _second_folder())
    measuring.cite_effects(whole.act("joint_office"), first(), [whole.item()])
    return lambda: Run.objects.get(pk=second.pk)


def _figure(whole: Whole, state: str) -> Subject:
    item = whole.item() if state == "row" else None
    return lambda: measuring.FigureDraft(
        "residents", "people", "2021", "synthetic", "公报", value=Decimal(6), item=item
    )


def _figure_page(whole: Whole, one: measuring.FigureDraft) -> tuple[str, dict[str, Any]]:
    about = f"item={one.item.uid}" if one.item else "subject=residents"
    typed = {"attribute": "people", "value": "6", "as_of": "2021", "basis": "synthetic", "source": "公报"}
    return f"{reverse('figures:record')}?{about}", typed | {"qualifier": "exact"}


def _figure_api(whole: Whole, one: measuring.FigureDraft) -> tuple[str, str, Any]:
    row = {"subject": "residents", "attribute": "people", "as_of": "2021", "basis": "synthetic", "source": "公报"}
    return "post", "figures/", [row | {"value": 6, "item": str(one.item.uid) if one.item else None}]


def _run_page(name: str, **data: Any) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, run: (reverse(f"figures:{name}", args=[run.run_id]), WHY | data)


_FIGURES = {
    "figures.attach_run": Try(
        lambda whole, state: _second_folder, lambda whole, act, folder: measuring.attach_run(act, folder)
    ),
    "figures.adopt_gaps": Try(
        _run,
        lambda whole, act, run: measuring.adopt_gaps(act, run, ["k1"], whole.made["problems"]),
        lambda whole, run: _run_page("adopt", gap=["k1"], list=whole.made["problems"].pk)(whole, run),
        lambda whole, run: ("post", f"figures/runs/{run.run_id}/adopt", {"gaps": ["k1"], "into": "p-2022"}),
    ),
    "figures.cite_effects": Try(
        _run,
        lambda whole, act, run: measuring.cite_effects(act, run, [whole.item()]),
        lambda whole, run: _run_page("cite", list=whole.list.pk)(whole, run),
    ),
    "figures.measure_effects": Try(
        _later_run,
        lambda whole, act, run: measuring.measure_effects(act, run, whole.made["run"], [whole.item()]),
        lambda whole, run: _run_page("cite", list=whole.list.pk, before=whole.made["run"].run_id)(whole, run),
    ),
    "figures.judge_candidate": Try(
        _run,
        lambda whole, act, run: measuring.judge_candidate(act, run, "d1", "confirmed"),
        _run_page("candidates", subject="d1", verdict="confirmed"),
    ),
    "figures.remove_run": Try(_run, lambda whole, act, run: measuring.remove_run(act, run), _run_page("remove")),
    "figures.record_figures": Try(
        _figure, lambda whole, act, one: measuring.record_figures(act, [one]), _figure_page, _figure_api
    ),
}


# ---- comparisons ----------------------------------------------------------------------------------------------------


def _sides() -> tuple[Side, Side]:
    return Side("省", (Row("1", "乙河大桥"),), source="workbook:a"), Side(
        "市", (Row("a", "北段"),), source="workbook:b"
    )


_RECONCILE = {
    "reconcile.compare": Try(
        _any,
        lambda whole, act, _: reconciling.compare(act, None, *_sides(), "对账"),
        lambda whole, _: (
            reverse("reconcile:compare"),
            {"left": f"list:{whole.list.pk}", "right": f"list:{whole.made['problems'].pk}"},
        ),
        lambda whole, _: (
            "post",
            "reconcile/",
            {"left": {"list": whole.list.pk}, "right": {"list": whole.made["problems"].pk}},
        ),
    ),
    "reconcile.choose": Try(
        lambda whole, state: lambda: whole.made["comparison"],
        lambda whole, act, one: reconciling.choose(act, one, "1", "a", same=True),
        lambda whole, one: (
            reverse("reconcile:choose", args=[one.pk]),
            {"decision": "same", "left": "1", "right": "a"},
        ),
        lambda whole, one: ("post", f"reconcile/{one.pk}/choices", {"left": "1", "right": "a", "same": True}),
    ),
}


# ---- workbooks ------------------------------------------------------------------------------------------------------

_CONTENT = workbook((HEADER, [1, "打通甲乙大道断头路", 140000, "甲市交通局", "", "2022.11.30"]))


def _import(whole: Whole, state: str) -> Subject:
    one = begun(whole.world, "joint_office", _CONTENT, target=Target(list=whole.list))
    whole.put(one, state=state)
    return lambda: Import.objects.select_related("workbook", "list").get(pk=one.pk)


def _workbook(whole: Whole, state: str) -> Subject:
    one = whole.put(whole.made["import"].workbook, uploader=whole.world.people["filler"])
    return lambda: Workbook.objects.get(pk=one.pk)


def _again(whole: Whole, act: Act, one: Import) -> None:
    importing.preview_import(act, one, Target(one.kind, one.list), choices_of(one.choices), one.preview)


def _import_page(name: str) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, one: (reverse(f"sheets:{name}", args=[one.pk]), dict(WHY))


_SHEETS = {
    "sheets.upload_workbook": Try(
        _any,
        lambda whole, act, _: importing.upload_workbook(act, importing.Upload("表.xlsx", _CONTENT, ".xlsx")),
        lambda whole, _: (reverse("sheets:upload"), {"workbook": SimpleUploadedFile("表.xlsx", _CONTENT)}),
        lambda whole, _: ("post", "sheets/imports", Files(workbook=SimpleUploadedFile("表.xlsx", _CONTENT))),
    ),
    "sheets.begin_import": Try(
        _workbook,
        lambda whole, act, one: importing.begin_import(act, one, Target(list=whole.list), Choices(), {}),
    ),
    "sheets.preview_import": Try(
        _import,
        _again,
        _import_page("decide"),
        lambda whole, one: ("post", f"sheets/imports/{one.pk}/choices", {}),
    ),
    "sheets.apply_import": Try(
        _import,
        lambda whole, act, one: importing.apply_import(act, one),
        _import_page("apply"),
        lambda whole, one: ("post", f"sheets/imports/{one.pk}/apply", WHY),
    ),
    "sheets.discard_import": Try(
        _import,
        lambda whole, act, one: importing.discard_import(act, one),
        _import_page("discard"),
        lambda whole, one: ("post", f"sheets/imports/{one.pk}/discard", None),
    ),
}


# ---- rules of supervision, and what clocks do -----------------------------------------------------------------------


def _untaken() -> Preset:
    return next(one for one in presets() if one.code != "LIGHT-2Y")


def _follows(whole: Whole, state: str) -> Subject:
    """A list one of whose rows is late since the lights were worked out."""
    whole.put(whole.world.items["1"], due=today().replace(year=today().year - 1))
    with acting_as("test.setup"):
        Milestone.objects.filter(item=whole.world.items["1"]).update(due=today().replace(year=today().year - 1))
    return lambda: Follows.objects.select_related("version__rule", "list").get(pk=whole.made["follows"].pk)


def _report(whole: Whole, state: str) -> Subject:
    with acting_as("test.setup"):
        Blocker.objects.filter(pk=whole.made["blocker"].pk).delete()
    return lambda: Report.objects.get(pk=whole.made["report"].pk)


def _version(whole: Whole, state: str) -> Subject:
    return lambda: whole.made["problems"]


def _taken(whole: Whole) -> RuleVersion:
    version: RuleVersion = whole.made["rule_version"]
    return version


_RULE = json.dumps(preset("LIGHT-2Y").definition, ensure_ascii=False)
_REMINDER = Reminder("r-1", "a@example.org", Text("催报", "reminder"), Text("请报送", "report"))


def _sent(whole: Whole, state: str) -> Subject:
    (one,) = reporting.claim_reminders(Act(SYSTEM, channel="tick"), [_REMINDER])
    return lambda: Sent.objects.get(pk=one.pk)


_SUPERVISION = {
    "supervision.take_preset": Try(
        lambda whole, state: _untaken,
        lambda whole, act, one: watching.take_preset(act, one),
        lambda whole, one: (reverse("supervision:take_preset", args=[one.code]), {}),
    ),
    "supervision.save_rule": Try(
        lambda whole, state: lambda: Rule(code="own-1", name="自定规则"),
        lambda whole, act, rule: watching.save_rule(act, rule, json.loads(_RULE), source="办内规定"),
        lambda whole, rule: (
            reverse("supervision:new_rule"),
            {"code": "own-1", "name": "自定规则", "source": "办内规定", "definition": _RULE},
        ),
    ),
    "supervision.follow": Try(
        _version,
        lambda whole, act, lst: watching.follow(act, lst, _taken(whole)),
        lambda whole, lst: (reverse("supervision:follow"), {"list": lst.pk, "version": _taken(whole).pk}),
    ),
    "supervision.change_settings": Try(
        lambda whole, state: settings_row,
        lambda whole, act, row: watching.change_settings(act, row, {"order_mark": "甲乙同城"}),
        lambda whole, row: (reverse("supervision:settings"), {"order_mark": "甲乙同城"}),
    ),
    "supervision.propose_lights": Try(_follows, lambda whole, act, one: watching.propose_lights(act, one)),
    "supervision.list_blockers": Try(_report, lambda whole, act, one: watching.list_blockers(act, [one])),
    "progress.open_periods": Try(
        lambda whole, state: lambda: whole.list,
        lambda whole, act, lst: reporting.open_periods(act, [lst], 2023, "quarter"),
        lambda whole, lst: (
            reverse("progress:open"),
            {"year": 2023, "kind": "quarter", "lists": [lst.pk], "unit_days": 3, "city_days": 5},
        ),
        lambda whole, lst: ("post", "progress/periods", {"lists": [lst.code], "year": 2023, "kind": "quarter"}),
    ),
    "progress.claim_reminders": Try(
        lambda whole, state: lambda: _REMINDER, lambda whole, act, one: reporting.claim_reminders(act, [one])
    ),
    "progress.confirm_reminders": Try(_sent, lambda whole, act, one: reporting.confirm_reminders(act, [one])),
}


# ---- papers ---------------------------------------------------------------------------------------------------------


def _paper(whole: Whole, state: str) -> Subject:
    about = writing.About(whole.made["period"])
    draft = writing.draft_paper(whole.act("joint_office"), None, "brief", about)
    whole.put(draft, state=state)
    return lambda: Draft.objects.select_related("period", "unit").get(pk=draft.pk)


def _section(whole: Whole, state: str) -> Subject:
    draft = _paper(whole, state)()
    return lambda: Section.objects.select_related("draft").filter(draft=draft)[0]


def _paper_page(name: str, **data: Any) -> Callable[[Whole, Any], tuple[str, dict[str, Any]]]:
    return lambda whole, one: (reverse(f"papers:{name}", args=[one.pk]), WHY | data)


def _paper_api(name: str, body: Any) -> Callable[[Whole, Any], tuple[str, str, Any]]:
    return lambda whole, one: ("post", f"papers/{one.pk}/{name}", body)


_PAPERS = {
    "papers.draft": Try(
        _any,
        lambda whole, act, _: writing.draft_paper(act, None, "brief", writing.About(whole.made["period"])),
        lambda whole, _: (reverse("papers:draft_period"), {"kind": "brief", "period": whole.made["period"].pk}),
        lambda whole, _: ("post", "papers/", {"kind": "brief", "period": whole.made["period"].code}),
    ),
    "papers.redraft": Try(
        _paper, lambda whole, act, one: writing.redraft(act, one), _paper_page("redraft"), _paper_api("redraft", None)
    ),
    "papers.change_draft": Try(
        _paper,
        lambda whole, act, one: writing.change_draft(act, one, {"title": "改题"}),
        _paper_page("change_head", title="改题"),
        lambda whole, one: ("patch", f"papers/{one.pk}", {"title": "改题"}),
    ),
    "papers.change_section": Try(
        _section,
        lambda whole, act, one: writing.change_section(act, one, {"text": "改写"}),
        lambda whole, one: (reverse("papers:change_section", args=[one.draft_id, one.pk]), {"text": "改写"}),
        lambda whole, one: ("patch", f"papers/{one.draft_id}/sections/{one.pk}", {"text": "改写"}),
    ),
    "papers.issue": Try(
        _paper, lambda whole, act, one: writing.issue(act, one), _paper_page("issue"), _paper_api("issue", {})
    ),
    "papers.discard": Try(
        _paper, lambda whole, act, one: writing.discard(act, one), _paper_page("discard"), _paper_api("discard", WHY)
    ),
}

TRIES: dict[str, Try] = FIRST | _FIGURES | _RECONCILE | _SHEETS | _SUPERVISION | _PAPERS
