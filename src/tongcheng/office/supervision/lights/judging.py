"""The light of a row: a function of rule, day and facts, and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tongcheng.language import Text
from tongcheng.office.supervision.lights.cycles import cycles_back
from tongcheng.office.supervision.lights.definition import COLOURS, Aspect, Band, RuleDefinition
from tongcheng.office.supervision.lights.facts import Facts
from tongcheng.office.supervision.lights.measures import MEASURES, Measure, figure

COLOUR_WORDS = {"green": Text("绿灯", "green"), "yellow": Text("黄灯", "yellow"), "red": Text("红灯", "red")}
#: What stands in place of a light, or beside it.
WORDS = ("paused", "unknown", "not_started", "due_soon")
CONDITION_WORDS = {
    "forecast_late": Text("预判难以按期完成", "it is judged unlikely to be done in time"),
    "late_without_reason": Text(
        "单位填报“进度滞后”但未说明原因", "the unit itself reports it late and gives no reason"
    ),
    "overdue": Text("已超过完成时限", "its due date has passed"),
}


@dataclass(frozen=True)
class Lit:
    """A light: its colour (empty where none is due), a word beside it, the inputs it rests on, and why."""

    aspect: str
    colour: str
    word: str
    inputs: dict[str, Any]
    why: Text


def worst(colours: Iterable[str]) -> str:
    """Give the worst colour; empty if there is none.

    Examples
    --------
    >>> worst(["green", "", "yellow"])
    'yellow'
    """
    return max((one for one in colours if one), key=COLOURS.index, default="")


def lights(rule: RuleDefinition, on: date, facts: Facts) -> dict[str, Lit]:
    """Give every light that the rule shows for a row of this kind."""
    shown = {name: light(rule, name, on, facts) for name in rule.aspects}
    return {name: lit for name, lit in shown.items() if lit is not None}


def light(rule: RuleDefinition, aspect: str, on: date, facts: Facts) -> Lit | None:
    """Give one light, or ``None`` if the rule has none of it for this kind of row or the row nothing to measure by.

    ``inputs`` of the result hold all facts that were read: given back by :meth:`Facts.from_record`, they give the
    same light again.
    """
    wanted = rule.aspects.get(aspect)
    if wanted is None or (wanted.kinds and facts.kind not in wanted.kinds):
        return None
    measure = MEASURES[wanted.measure]
    reads = {"kind", "state", *measure.reads, *_also_reads(wanted)}
    kept = facts.only(reads | ({"previous"} if wanted.runs else set()))
    kept = replace(kept, previous=tuple(one for one in kept.previous if one.aspect == aspect and one.colour))
    inputs = kept.as_record()
    measured = measure.take(kept, on)
    if not measured.applies and not any(_holds(condition, on, kept) for condition, _ in wanted.also):
        return None
    if kept.state == "paused":
        return Lit(aspect, "", "paused", inputs, Text("已批准暂缓，暂不亮灯。", "Paused, so no light is shown."))
    colour, why = "", measured.said
    if measured.value is not None:
        band = next(one for one in wanted.bands if one.holds(measured.value))
        colour = band.colour
        why = _judged(measured.said, band, measure)
    colour, why = _besides(wanted, on, kept, colour, why)
    colour, why = _in_a_row(rule, aspect, on, kept, colour, why)
    return Lit(aspect, colour, _word(rule, aspect, on, kept, colour), inputs, Text(f"{why.zh}。", f"{_cap(why.en)}."))


def _also_reads(aspect: Aspect) -> set[str]:
    needs = {"forecast_late": {"confidence"}, "late_without_reason": {"report"}, "overdue": {"due", "report"}}
    return {name for condition, _ in aspect.also for name in needs[condition]}


def _judged(said: Text, band: Band, measure: Measure) -> Text:
    if band.colour == "green":
        return _joined(said, Text("亮绿灯", "so the light is green"))
    words = _joined(said, Text("亮{colour}", "so the light is {colour}").fill(colour=COLOUR_WORDS[band.colour]))
    if band.high is None and band.low is not None and band.low <= 1:
        return words  # any lateness at all: the rule adds nothing to what was said
    stretch = band_words(band, measure)
    return Text(f"{words.zh}（规则：{stretch.zh}）", f"{words.en} (rule: {stretch.en})")


def band_words(band: Band, measure: Measure) -> Text:
    """Say a band in words: 10至30个百分点.

    Examples
    --------
    >>> from decimal import Decimal
    >>> band_words(Band("red", Decimal(30), False, None, True), MEASURES["points_behind"]).zh
    '超过30个百分点'
    """
    low, high = band.low, band.high
    if low is not None and high is not None and low == high:
        words, last = Text("{low}{unit}", "{low} {unit}"), low
    elif low is not None and high is not None:
        words, last = Text("{low}至{high}{unit}", "{low} to {high} {unit}"), high
    elif low is not None:
        counted = Text("{low}{unit}及以上", "{low} {unit} or more")
        words, last = counted if band.low_counts else Text("超过{low}{unit}", "over {low} {unit}"), low
    elif high is not None:
        counted = Text("不超过{high}{unit}", "up to {high} {unit}")
        words, last = counted if band.high_counts else Text("不足{high}{unit}", "below {high} {unit}"), high
    else:
        return Text("任何情形", "in any case")
    unit = Text(measure.unit.zh, measure.unit.en.removesuffix("s") if last == 1 else measure.unit.en)
    ends = {name: figure(one) for name, one in (("low", low), ("high", high)) if one is not None}
    filled = words.fill(unit=unit, **ends)
    return Text(filled.zh, filled.en.replace(" %", "%"))


def _besides(aspect: Aspect, on: date, facts: Facts, colour: str, why: Text) -> tuple[str, Text]:
    """Make the light worse where a condition says so."""
    for condition, wanted in aspect.also:
        if _holds(condition, on, facts) and worst([colour, wanted]) != colour:
            colour = wanted
            words = Text("{what}，亮{colour}", "{what}, so the light is {colour}")
            why = _joined(why, words.fill(what=CONDITION_WORDS[condition], colour=COLOUR_WORDS[wanted]), "；", "; ")
    return colour, why


def _holds(condition: str, on: date, facts: Facts) -> bool:
    report = facts.report
    if condition == "forecast_late":
        return facts.confidence in ("at_risk", "late")
    if condition == "late_without_reason":
        return report is not None and report.word == "late" and not report.explained
    done = facts.state == "done" or (report is not None and report.word == "done")
    return facts.due is not None and facts.due < on and not done


def _in_a_row(rule: RuleDefinition, aspect: str, on: date, facts: Facts, colour: str, why: Text) -> tuple[str, Text]:
    """Make the light worse where the same colour, or a worse one, stood in the cycles before."""
    if not colour:
        return colour, why
    earlier = {one.cycle: one.colour for one in facts.previous if one.aspect == aspect}
    for wanted, times, becomes in rule.aspects[aspect].runs:
        if worst([colour, becomes]) == colour or COLOURS.index(colour) < COLOURS.index(wanted):
            continue
        before = [earlier.get(cycle, "") for cycle in cycles_back(rule.every, on, times - 1)]
        if all(one and COLOURS.index(one) >= COLOURS.index(wanted) for one in before):
            colour = becomes
            words = Text(
                "已连续{times}期亮{colour}，升为{becomes}",
                "{colour} for the {times}th time in a row, so it becomes {becomes}",
            )
            if times == 2:
                words = Text(words.zh, "{colour} twice in a row, so it becomes {becomes}")
            filled = words.fill(times=times, colour=COLOUR_WORDS[wanted], becomes=COLOUR_WORDS[becomes])
            why = _joined(why, filled, "；", "; ")
    return colour, why


def _word(rule: RuleDefinition, aspect: str, on: date, facts: Facts, colour: str) -> str:
    """Give the word beside a light: nothing known, not begun, or due soon."""
    if not colour:
        return "unknown"
    if aspect == "start" and facts.start_due is not None and facts.started is None:
        return "not_started"
    soon = on + timedelta(rule.soon_days)
    nearing = any(one.due and on <= one.due <= soon and one.reached is None for one in facts.milestones)
    return "due_soon" if colour == "green" and nearing else ""


def _joined(first: Text, second: Text, zh: str = "，", en: str = ", ") -> Text:
    return Text(f"{first.zh}{zh}{second.zh}", f"{first.en}{en}{second.en}")


def _cap(words: str) -> str:
    return words[:1].upper() + words[1:]
