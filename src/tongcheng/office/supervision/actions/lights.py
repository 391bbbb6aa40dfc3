"""Lights proposed by the system, and the steps by which people publish them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, same
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import NO_REASON, Act, Change, ConflictError, RefusedError, Rule, action, check
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.lists.models import OPEN_STATES, Item
from tongcheng.office.supervision import rules
from tongcheng.office.supervision.lights import COLOURS, Lit, cycle_of, lights, read_rule
from tongcheng.office.supervision.models import RETURNED, Follows, Judgement, Light, Signal, Step, StepName
from tongcheng.office.supervision.queries.facts import facts_of

BATCH = 500
_STANDS = (
    "light_id",
    "colour",
    "step",
    "steps",
    "last_person_id",
    "published_id",
    "published_colour",
    "published_at",
)
_WRITTEN = ("light", "colour", "step", "steps", "last_person", "published", "published_colour", "published_at")


@action("supervision.propose_lights", Text("系统拟亮", "propose lights"), rule=rules.may_tick)
def propose_lights(act: Act, follows: Follows) -> list[Light]:
    """Work out the lights of a list's open rows and write a row for each that changed; give those.

    A light is new in a new cycle, under another version of the rule, when its colour changes; and, until somebody has
    verified it, when its word or what it rests on changes. Run again at once it writes nothing.
    """
    on = timezone.localdate(act.at)
    version = follows.version
    rule = read_rule(version.definition, str(version))
    cycle = cycle_of(rule.every, on)
    items = list(Item.objects.filter(list=follows.list_id, state__in=OPEN_STATES).order_by("order", "pk"))
    facts = facts_of(items, rule, on)
    held = Signal.objects.select_for_update().filter(item__in=items).order_by("pk").select_related(None)
    signals = {(one.item_id, one.aspect): one for one in held}
    standing = Light.objects.in_bulk([one.light_id for one in signals.values()])
    made: list[tuple[Light, Signal]] = []
    for item in items:
        for aspect, lit in lights(rule, on, facts[item.pk]).items():
            signal = signals.get((item.pk, aspect))
            if signal is not None and not _differs(standing[signal.light_id], signal, lit, cycle, version.pk):
                continue
            row = _row(act, item, lit, version.pk)
            row.cycle, row.on = cycle, on
            made.append((row, signal or Signal(item=item, aspect=aspect)))
    _write(made)
    record(act, [_logged(row) for row, _ in made])
    return [row for row, _ in made]


def _differs(light: Light, signal: Signal, lit: Lit, cycle: object, version: int) -> bool:
    if light.cycle != cycle or light.version_id != version or light.colour != lit.colour:
        return True
    if signal.step != StepName.PROPOSED:
        return False  # people are at work on it: only another colour makes them begin anew
    return light.word != lit.word or light.inputs != lit.inputs


def _row(act: Act, item: Item, lit: Lit, version: int) -> Light:
    return Light(
        item=item,
        aspect=lit.aspect,
        version_id=version,
        colour=lit.colour,
        word=lit.word,
        inputs=lit.inputs,
        why_zh=lit.why.zh,
        why_en=lit.why.en,
        at=act.at,
    )


def _write(made: Sequence[tuple[Light, Signal]]) -> None:
    Light.objects.bulk_create([row for row, _ in made], batch_size=BATCH)
    for row, signal in made:
        signal.light, signal.colour = row, row.colour
        signal.step, signal.steps, signal.last_person_id = StepName.PROPOSED, 0, None
    Signal.objects.bulk_create([one for _, one in made if one.pk is None], batch_size=BATCH)
    _save([one for _, one in made if one.pk is not None])


def _save(signals: Sequence[Signal]) -> None:
    """Write what stands now, many rows by one statement."""
    if signals:
        Signal.objects.bulk_create(
            signals, BATCH, update_conflicts=True, update_fields=_WRITTEN, unique_fields=["pk"]
        )


def _logged(row: Light) -> Change:
    """Give the change that a new light is; the log holds the hash of the inputs, which stand in the light."""
    after = state_of(row)
    written = json.dumps(after.pop("inputs"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Change(row, None, after | {"inputs_sha256": hashlib.sha256(written.encode()).hexdigest()})


@action("supervision.verify_lights", Text("核实", "verify lights"), rule=rules.may_verify)
def verify_lights(act: Act, signals: Sequence[Signal], colours: Mapping[int, str] | None = None) -> list[Step]:
    """Verify proposed lights; ``colours`` maps a signal's id to another colour, which needs a reason."""
    return _take(act, signals, StepName.VERIFIED, rules.may_verify, colours)


@action("supervision.confer_lights", Text("会商", "confer on lights"), rule=rules.may_confer)
def confer_lights(act: Act, signals: Sequence[Signal], colours: Mapping[int, str] | None = None) -> list[Step]:
    """Note that verified lights were conferred on."""
    return _take(act, signals, StepName.CONFERRED, rules.may_confer, colours)


@action("supervision.decide_lights", Text("审定", "decide lights"), rule=rules.may_decide)
def decide_lights(act: Act, signals: Sequence[Signal], colours: Mapping[int, str] | None = None) -> list[Step]:
    """Decide lights that were conferred on."""
    return _take(act, signals, StepName.DECIDED, rules.may_decide, colours)


@action("supervision.publish_lights", Text("发布", "publish lights"), rule=rules.may_publish)
def publish_lights(act: Act, signals: Sequence[Signal]) -> list[Step]:
    """Publish lights as they were decided."""
    return _take(act, signals, StepName.PUBLISHED, rules.may_publish, None)


@action("supervision.return_lights", Text("退回", "send lights back"), rule=rules.may_return, reason_needed=True)
def return_lights(act: Act, signals: Sequence[Signal]) -> list[Step]:
    """Send lights back to where the system proposed them, in the colour that it proposed."""
    return _take(act, signals, RETURNED, rules.may_return, None)


def _take(
    act: Act, signals: Sequence[Signal], step: str, rule: Rule, colours: Mapping[int, str] | None
) -> list[Step]:
    wanted = _checked_colours(colours or {})
    held = _held(signals)
    steps = []
    for signal in held:
        check(rule, act.standing, signal)
        colour = wanted.get(signal.pk, signal.colour)
        if colour != signal.colour and not act.reason.strip():
            raise RefusedError(NO_REASON)
        signal.colour = signal.light.colour if step == RETURNED else colour
        signal.steps += 1
        signal.step = StepName.PROPOSED if step == RETURNED else StepName(step)
        signal.last_person = None if step == RETURNED else act.standing.person
        if step == StepName.PUBLISHED:
            signal.published, signal.published_colour, signal.published_at = signal.light, signal.colour, act.at
        steps.append(_step(act, signal, step))
    Step.objects.bulk_create(steps, batch_size=BATCH)
    _save(held)
    record(act, map(new, steps))
    return steps


def _held(signals: Sequence[Signal]) -> list[Signal]:
    """Hold the signals, and refuse if another light or step stands there than the person saw."""
    rows = Signal.objects.select_for_update().in_bulk([one.pk for one in signals])
    for one in signals:
        now = rows[one.pk]
        if (now.light_id, now.steps) != (one.light_id, one.steps):
            raise ConflictError(one, [str(one._meta.get_field("step").verbose_name)])  # noqa: SLF001
        for name in _STANDS:
            setattr(one, name, getattr(now, name))
    return list(signals)


def _step(act: Act, signal: Signal, step: str) -> Step:
    return Step(
        light=signal.light,
        number=signal.steps,
        step=step,
        colour=signal.colour,
        reason=act.reason.strip(),
        person=act.standing.person,
        person_label=act.standing.label,
        at=act.at,
    )


def _checked_colours(colours: Mapping[int, str]) -> dict[int, str]:
    bad = [one for one in colours.values() if one not in COLOURS]
    if bad:
        remedy = Text("选择绿、黄、红之一", "choose green, yellow or red")
        raise InputError([Problem("unknown_colour", "", same(" / ".join(COLOURS)), str(one), remedy) for one in bad])
    return dict(colours)


@action("supervision.judge_item", Text("完成预判", "judge a row"), rule=rules.may_judge)
def judge_item(act: Act, item: Item, level: str, commentary: str) -> Judgement:
    """Say how somebody who does not do the work judges that a row will be done, and why."""
    problems: list[Problem] = []
    remedy = Text("改正后重新提交", "correct it and send again")
    if level not in Judgement.Level.values:
        levels = same(" / ".join(Judgement.Level.values))
        problems.append(Problem("unknown_level", "", levels, level, remedy, column="level"))
    if not commentary.strip():
        problems.append(Problem("empty", "", Text("评述", "a commentary"), "", remedy, column="commentary"))
    if problems:
        raise InputError(problems)
    made = Judgement(
        item=item,
        level=level,
        commentary=commentary.strip(),
        on=timezone.localdate(act.at),
        at=act.at,
        person=act.standing.person,
    )
    made.save()
    record(act, [new(made)])
    return made
