"""Rules of lights: taken from presets, written, followed by lists; what the office decides about supervision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists.actions.fields import cleaned
from tongcheng.office.lists.models import List
from tongcheng.office.supervision import rules
from tongcheng.office.supervision.lights import read_rule
from tongcheng.office.supervision.models import Follows, Rule, RuleVersion, Settings
from tongcheng.office.supervision.presets import Preset

SETTINGS_FIELDS = ("rank_cities", "period_kind", "freeze_days", "order_mark")
_MEND = Text("改正后重新提交", "correct it and send again")


@action("supervision.take_preset", Text("采用预置规则", "take a published rule"), rule=rules.may_keep_rules)
def take_preset(act: Act, preset: Preset) -> RuleVersion:
    """Take a published rule as it is; one that was taken before is given back."""
    known = RuleVersion.objects.filter(rule__code=preset.code, number=1).select_related("rule")
    found: RuleVersion | None = known.first()
    if found is not None:
        return found
    rule = Rule(code=preset.code, name=preset.name.zh, name_en=preset.name.en, preset=preset.code)
    rule.save()
    version = RuleVersion(
        rule=rule,
        number=1,
        definition=preset.definition,
        source=preset.source,
        source_date=preset.source_date,
        note=preset.published.zh[:400],
        made=act.at,
        author=act.standing.person,
    )
    version.save()
    record(act, [new(rule), new(version)])
    return version


@action("supervision.save_rule", Text("保存规则", "save a rule"), rule=rules.may_keep_rules)
def save_rule(
    act: Act, rule: Rule, definition: object, *, source: str, source_date: date | None = None, note: str = ""
) -> RuleVersion:
    """Write the next version of a rule, and the rule itself if it is new; the same content again changes nothing.

    Raises
    ------
    InputError
        With every gap, overlap and unknown word of the definition, and what else is missing.
    """
    problems = Problems(rule.name or rule.code)
    for name, value in (("code", rule.code), ("name", rule.name), ("source", source)):
        if not str(value).strip():
            problems.add("empty", expected=Text("不为空", "something"), found="", remedy=_MEND, column=name)
    if rule.pk is None and Rule.objects.filter(code=rule.code).exists():
        unused = Text("未用过的编号", "a code not in use")
        problems.add("code_twice", expected=unused, found=rule.code, remedy=_MEND, column="code")
    problems.raise_if_any()
    read_rule(definition, rule.name)
    changes: list[Change | None] = []
    last = _last(rule)
    if rule.pk is None:
        rule.save()
        changes.append(new(rule))
    if last is not None and (last.definition, last.source) == (definition, source.strip()):
        return last
    version = RuleVersion(
        rule=rule,
        number=last.number + 1 if last else 1,
        definition=definition,
        source=source.strip()[:300],
        source_date=source_date,
        note=note.strip()[:400],
        made=act.at,
        author=act.standing.person,
    )
    version.save()
    record(act, [*changes, new(version)])
    return version


def _last(rule: Rule) -> RuleVersion | None:
    if rule.pk is None:
        return None
    found: RuleVersion | None = RuleVersion.objects.filter(rule=rule).order_by("-number").first()
    return found


@action("supervision.follow", Text("清单采用规则", "let a list follow a rule"), rule=rules.may_keep_rules)
def follow(act: Act, lst: List, version: RuleVersion) -> Follows:
    """Let a list follow a version of a rule from the next proposal on; what was published stays."""
    found: Follows | None = Follows.objects.filter(list=lst).first()
    if found is None:
        found = Follows(list=lst, version=version)
        found.save()
        record(act, [new(found)])
        return found
    change = found.revise({"version": version})
    found.save()
    record(act, [change])
    return found


@action("supervision.change_settings", Text("调整督导设置", "change settings"), rule=rules.may_keep_rules)
def change_settings(act: Act, settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Change what the office decided: whether cities are ranked, periods opened and frozen by themselves."""
    problems = Problems("")
    good = cleaned(settings, values, SETTINGS_FIELDS, problems)
    problems.raise_if_any()
    if settings.pk is None:
        for name, value in good.items():
            setattr(settings, name, value)
        settings.pk = 1
        settings.save(force_insert=True)
        record(act, [new(settings)])
        return settings
    record(act, [settings.revise(good)])
    settings.save()
    return settings
