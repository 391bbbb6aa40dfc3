"""Comparisons as plain rows for the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tongcheng.language import SYNTHETIC_MARK, Language, Text
from tongcheng.office.reconcile.aggregates import SORTS, Finding
from tongcheng.office.reconcile.ledgers import FIELDS, MONEY, Row, Totals
from tongcheng.office.reconcile.matching import BY, Alone, Pair, Reconciliation
from tongcheng.office.reconcile.models import Comparison
from tongcheng.render.ledger.model import Value
from tongcheng.render.ledger.reconciliation import Compared, published_workbook, reconciliation_workbook

ROWS = Text("条目数", "rows")
_BY_CITY = Text("按市合计（跨市各计一次）", "sum over the cities")
_DOUBLE = Text("其中重复计数", "of which counted twice")
_CROSSING = Text("跨市条目", "rows that cross")
Plain = Mapping[str, Value]


def summary(made: Reconciliation, language: Language) -> list[dict[str, Value]]:
    """Give totals before and after."""
    sides = {"left": made.totals_left, "right": made.totals_right, "after": made.totals_after}

    def line(what: Text, value: Mapping[str, Value], note: str = "") -> dict[str, Value]:
        return {"what": what.say(language), **value, "note": note}

    rows = [
        line(ROWS, {name: one.rows for name, one in sides.items()}),
        line(_BY_CITY, {name: one.counted_by_city for name, one in sides.items()}, _sum_note(made.totals_after)),
        line(_DOUBLE, {name: one.double for name, one in sides.items()}),
        line(_CROSSING, {name: one.crossing for name, one in sides.items()}),
    ]
    cities = dict.fromkeys(city for one in sides.values() for city in one.by_city)
    rows += [
        line(Text(f"　{city}", f"  {city}"), {n: one.by_city.get(city, 0) for n, one in sides.items()})
        for city in cities
    ]
    for name in MONEY:
        if any(one.sums[name] for one in sides.values()):
            lacking = {
                side for side, rows_ in _rows(made).items() if all(getattr(row, name) is None for row in rows_)
            }
            sums = {side: None if side in lacking else one.sums[name] for side, one in sides.items()}
            unsaid = Text("一方清单无此列", "one ledger does not have this column").say(language) if lacking else ""
            rows.append(line(FIELDS[name], sums, unsaid))
            if lacking:
                continue
            note = Text("按市合计时多计的投资", "counted too much over the cities")
            rows.append(line(note, {side: one.double_money(name) for side, one in sides.items()}))
    return rows


def _rows(made: Reconciliation) -> dict[str, Sequence[Row]]:
    return {"left": made.left.rows, "right": made.right.rows}


def _sum_note(totals: Totals) -> str:
    return "＋".join(f"{city}{count}" for city, count in totals.by_city.items())


def bridge(made: Reconciliation, language: Language) -> list[dict[str, Value]]:
    """Give the way from one total to the other."""
    found: list[dict[str, Value]] = []
    for one in made.bridges:
        if (one.left or one.right) and (one.name == "rows" or one.name in made.fields):
            label = ROWS if one.name == "rows" else FIELDS[one.name]
            found.append(
                {
                    "what": label.say(language),
                    "left": one.left,
                    "only_left": one.only_left,
                    "only_right": one.only_right,
                    "changed": one.changed,
                    "right": one.right,
                }
            )
    return found


def comparison_workbook(
    comparison: Comparison, made: Reconciliation, facts: Sequence[str], language: Language
) -> bytes:
    """Write a comparison as a workbook."""
    return reconciliation_workbook(
        Compared(
            Text(f"口径对账表：{comparison.name}", f"Reconciliation: {comparison.name}").say(language),
            made.left.name,
            made.right.name,
            summary(made, language),
            bridge(made, language),
            [*_different(made.different, language)],
            [*_alone(made.only_left, made.left.name, language), *_alone(made.only_right, made.right.name, language)],
            [_crossing(row) for row in made.crossing],
            [_same(pair, language) for pair in made.same],
            facts,
            SYNTHETIC_MARK.say(language) if comparison.synthetic else "",
            language,
        )
    )


def _different(pairs: Iterable[Pair], language: Language) -> Iterable[Plain]:
    for pair in pairs:
        for one in pair.differences:
            yield {
                "left_name": f"{pair.left.code} {pair.left.name}".strip(),
                "right_name": f"{pair.right.code} {pair.right.name}".strip(),
                "field": FIELDS[one.field].say(language),
                "left": one.left_words,
                "right": one.right_words,
                "amount": one.amount,
                "reason": one.reason.say(language),
                "by": BY[pair.by].say(language),
                "certainty": pair.certainty,
            }


def _alone(rows: Iterable[Alone], side: str, language: Language) -> Iterable[Plain]:
    for one in rows:
        yield {**_of_row(one.row), "side": side, "reason": one.reason.say(language)}


def _of_row(row: Row) -> dict[str, Value]:
    return {
        "code": row.code,
        "name": row.name,
        "cities": "、".join(row.cities),
        "project_class": row.project_class,
        "investment": row.investment,
    }


def _crossing(row: Row) -> Plain:
    extra = len(row.cities) - 1
    money = row.investment * extra if row.investment is not None else None
    return {**_of_row(row), "extra": extra, "extra_money": money}


def _same(pair: Pair, language: Language) -> Plain:
    return {**_of_row(pair.right), "by": BY[pair.by].say(language), "certainty": pair.certainty}


def findings_workbook(found: Sequence[Finding], facts: Sequence[str], language: Language) -> bytes:
    """Write published numbers that differ as a workbook."""
    rows: list[Plain] = [
        {
            "title": one.title.say(language),
            "sort": SORTS[one.sort].say(language),
            "left": one.left.value,
            "left_source": f"{one.left.source}（{one.left.as_of}）",
            "right": one.right_value,
            "right_source": "；".join(dict.fromkeys(f"{row.source}（{row.as_of}）" for row in one.rights)),
            "difference": one.difference,
            "reason": one.reason.say(language),
            "check": one.check.say(language),
        }
        for one in found
    ]
    return published_workbook(
        rows,
        title=Text("公开数口径对账表", "Published numbers reconciled").say(language),
        facts=facts,
        language=language,
    )
