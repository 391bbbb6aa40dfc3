"""Rules of lights: presets, versions, the editor with its live check, and the settings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, form_page, problems_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import say
from tongcheng.office.supervision import actions, presets, queries
from tongcheng.office.supervision.forms import FollowForm, RuleForm, SettingsForm
from tongcheng.office.supervision.lights import MEASURES, RuleDefinition, read_rule
from tongcheng.office.supervision.lights.judging import CONDITION_WORDS, band_words
from tongcheng.office.supervision.models import AspectName, Follows, Rule, RuleVersion
from tongcheng.office.supervision.words import label

EVERY = {
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "week": Text("每周", "every week"),
}


@dataclass(frozen=True)
class Line:
    """One band or condition of a rule in words."""

    colour: str
    words: Text
    assumed: bool = False


@dataclass(frozen=True)
class Told:
    """One light of a rule in words."""

    title: Text
    measure: Text
    lines: tuple[Line, ...]
    kinds: tuple[str, ...]
    note: Text | None


def told(rule: RuleDefinition) -> list[Told]:
    """Say a rule in words, light by light."""
    found = []
    for name, one in rule.aspects.items():
        measure = MEASURES[one.measure]
        lines = [Line(band.colour, band_words(band, measure), band.assumed) for band in one.bands]
        lines += [Line(colour, CONDITION_WORDS[condition]) for condition, colour in one.also]
        for colour, times, becomes in one.runs:
            run = Text("连续{n}期“{colour}”及以上", "{n} times in a row {colour} or worse")
            lines.append(Line(becomes, run.fill(n=times, colour=_colour(colour))))
        found.append(Told(label(AspectName(name)), measure.label, tuple(lines), one.kinds, one.note))
    return found


def _colour(colour: str) -> Text:
    from tongcheng.office.supervision.models import Colour

    return label(Colour(colour))


def every(rule: RuleDefinition) -> Text:
    """Say how often lights are shown anew."""
    if isinstance(rule.every, int):
        return Text(f"每{rule.every}天", f"every {rule.every} days")
    return EVERY[rule.every]


@login_required
def rules(request: OfficeRequest) -> HttpResponse:
    """Show the office's rules, which list follows which, and the published rules of real places."""
    if not (request.standing.sees_everything or request.standing.has("city_office")):
        raise Http404
    own = Rule.objects.prefetch_related("versions").order_by("code")
    known = {one.code for one in own}
    said = {
        "rules": own,
        "follows": Follows.objects.select_related("list", "version__rule").order_by("list__code"),
        "presets": [(one, told(read_rule(one.definition)), one.code in known) for one in presets.presets()],
        "unpublished": presets.unpublished(),
        "keeps": may("supervision.save_rule", request.standing, None),
        "settings": queries.settings_row(),
        "settings_form": SettingsForm(instance=queries.settings_row()),
        "follow_form": FollowForm(),
    }
    return render(request, "supervision/rules.html", said)


@login_required
def rule(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a rule in words, with its versions."""
    if not (request.standing.sees_everything or request.standing.has("city_office")):
        raise Http404
    one = get_object_or_404(Rule, pk=pk)
    versions = list(one.versions.select_related("author").order_by("-number"))
    number = request.GET.get("version", "")
    shown = next((row for row in versions if str(row.number) == number), versions[0])
    definition = read_rule(shown.definition, str(shown))
    said = {
        "rule": one,
        "versions": versions,
        "shown": shown,
        "told": told(definition),
        "every": every(definition),
        "keeps": may("supervision.save_rule", request.standing, None),
        "json": json.dumps(shown.definition, ensure_ascii=False, indent=2),
    }
    return render(request, "supervision/rule.html", said)


@login_required
@require_POST
@answer_refusals
def take_preset(request: OfficeRequest, code: str) -> HttpResponse:
    """Take a published rule."""
    try:
        preset = presets.preset(code)
    except KeyError as error:
        raise Http404 from error
    version = actions.take_preset(act_of(request), preset)
    messages.success(request, say(Text("已采用", "Taken")))
    return redirect("supervision:rule", pk=version.rule_id)


@login_required
@answer_refusals
def edit(request: OfficeRequest, pk: int | None = None) -> HttpResponse:
    """Write a rule, or its next version."""
    if not may("supervision.save_rule", request.standing, None):
        raise Http404
    one = get_object_or_404(Rule, pk=pk) if pk is not None else Rule()
    last = RuleVersion.objects.filter(rule=one).order_by("-number").first() if pk is not None else None
    form = RuleForm(request.POST or None, initial=_initial(one, last))
    if pk is not None:
        form.fields["code"].disabled = form.fields["name"].disabled = True

    def run(said: dict[str, Any]) -> str:
        if one.pk is None:
            one.code, one.name = said["code"], said["name"]
        kept = {name: said[name] for name in ("source", "source_date", "note")}
        version = actions.save_rule(act_of(request), one, parsed(said["definition"]), **kept)
        messages.success(request, say(Text("已保存为第{n}版", "Saved as version {n}").fill(n=version.number)))
        return reverse("supervision:rule", args=[version.rule_id])

    title = Text("新版规则", "A further version") if pk is not None else Text("新增规则", "A new rule")
    said = {"title": title, "measures": MEASURES, "conditions": CONDITION_WORDS}
    return form_page(request, form, "supervision/rule_form.html", run, **said)


def _initial(one: Rule, last: RuleVersion | None) -> dict[str, Any]:
    definition = last.definition if last else presets.preset("LIGHT-2Y").definition
    initial: dict[str, Any] = {"definition": json.dumps(definition, ensure_ascii=False, indent=2)}
    if last is not None:
        initial |= {"code": one.code, "name": one.name, "source": last.source, "note": last.note}
        initial["source_date"] = last.source_date
    return initial


def parsed(text: str) -> object:
    """Read the JSON of a rule.

    Raises
    ------
    InputError
        With the line at which it breaks off.
    """
    try:
        found: object = json.loads(text)
    except json.JSONDecodeError as error:
        expected = Text("正确的 JSON", "proper JSON")
        remedy = Text("检查该行前后的逗号、引号和括号", "look at commas, quotes and brackets around that line")
        broken = Problem("not_json", "", expected, error.msg, remedy, error.lineno, f"{error.colno}")
        raise InputError([broken]) from error
    return found


@login_required
@require_POST
def check(request: OfficeRequest) -> HttpResponse:
    """Say, while one types, what is wrong with a rule or how it reads in words."""
    if not may("supervision.save_rule", request.standing, None):
        raise Http404
    try:
        definition = read_rule(parsed(request.POST.get("definition", "")))
    except InputError as error:
        return render(request, "supervision/checked.html", {"problems": error.problems})
    return render(request, "supervision/checked.html", {"told": told(definition), "every": every(definition)})


@login_required
@require_POST
@answer_refusals
def follow(request: OfficeRequest) -> HttpResponse:
    """Let a list follow a rule."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise InputError(problems_of(form))
    follows = actions.follow(act_of(request), form.cleaned_data["list"], form.cleaned_data["version"])
    made = actions.propose_lights(act_of(request), follows)
    messages.success(request, say(Text("已采用，拟亮{n}盏", "Set; {n} lights proposed").fill(n=len(made))))
    return redirect("supervision:rules")


@login_required
@require_POST
@answer_refusals
def settings(request: OfficeRequest) -> HttpResponse:
    """Change the settings."""
    row = queries.settings_row()
    form = SettingsForm(request.POST)
    if not form.is_valid():
        raise InputError(problems_of(form))
    actions.change_settings(act_of(request), row, form.cleaned_data)
    messages.success(request, say(Text("已保存", "Saved")))
    return redirect("supervision:rules")
