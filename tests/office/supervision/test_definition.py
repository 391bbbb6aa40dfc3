"""Rules as data: presets are whole; gaps, overlaps and unknown words are told with field and band, all at once."""

from __future__ import annotations

import copy
import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongcheng.errors import InputError, Problem
from tongcheng.office.supervision.lights import read_rule
from tongcheng.office.supervision.presets import preset, presets, unpublished

GOOD: dict[str, Any] = {
    "every": "month",
    "aspects": {
        "pace": {
            "measure": "points_behind",
            "bands": [
                {"colour": "green", "below": 10},
                {"colour": "yellow", "from": 10, "to": 30},
                {"colour": "red", "over": 30},
            ],
        }
    },
}


def _problems(change: Any) -> list[Problem]:
    record = copy.deepcopy(GOOD)
    change(record["aspects"]["pace"] if change.__code__.co_varnames[0] == "pace" else record)
    with pytest.raises(InputError) as caught:
        read_rule(record, "规则")
    return list(caught.value.problems)


def test_presets_are_whole_and_cite_source_and_date() -> None:
    assert [one.code for one in presets()] == ["LIGHT-YC", "LIGHT-SY", "LIGHT-JD", "LIGHT-2Y"]
    for one in presets():
        assert read_rule(one.definition, one.code).aspects
        assert one.source.startswith("http")
        assert one.source_date.year >= 2020
    assert [one.code for one in unpublished()] == ["LIGHT-LZ"]


def test_what_the_published_text_leaves_open_is_marked_as_assumed() -> None:
    bands = read_rule(preset("LIGHT-YC").definition).aspects["pace"].bands
    assert [band.assumed for band in bands] == [False, True, False, False]


@pytest.mark.parametrize(
    ("change", "code", "row"),
    [
        (lambda pace: pace["bands"].pop(1), "gap", 2),
        (lambda pace: pace["bands"].pop(), "gap", 2),
        (lambda pace: pace["bands"].pop(0), "gap", 1),
        (lambda pace: pace["bands"][1].update({"from": 5}), "overlap", 2),
        (lambda pace: pace["bands"][2].update({"over": 20}), "overlap", 3),
        (lambda pace: pace["bands"][1].pop("to") and None, "overlap", 3),
        (lambda pace: pace["bands"][1].update({"to": 5}), "empty", 2),
        (lambda pace: pace["bands"][0].update({"colour": "blue"}), "unknown_colour", 1),
        (lambda pace: pace["bands"][0].update({"colour": "red"}), "milder", 2),
        (lambda pace: pace["bands"][0].update({"until": 5}), "unknown_field", 1),
        (lambda pace: pace["bands"][1].update({"from": "十"}), "wrong_value", 2),
        (lambda pace: pace["bands"][1].update({"over": 10}), "wrong_value", 2),
        (lambda pace: pace.update({"measure": "mood"}), "unknown_measure", None),
        (lambda pace: pace.update({"bands": []}), "no_bands", None),
        (lambda pace: pace.update({"also": [{"when": "raining", "colour": "red"}]}), "wrong_value", 1),
        (lambda pace: pace.update({"runs": [{"colour": "red", "times": 2, "becomes": "yellow"}]}), "wrong_value", 1),
        (lambda pace: pace.update({"runs": [{"colour": "yellow", "times": 1, "becomes": "red"}]}), "wrong_value", 1),
        (lambda pace: pace.update({"kinds": ["rocket"]}), "wrong_value", None),
        (lambda rule: rule.update({"every": "fortnight"}), "wrong_value", None),
        (lambda rule: rule.update({"soon_days": -1}), "wrong_value", None),
        (lambda rule: rule.update({"aspects": {"mood": {}}}), "unknown_field", None),
        (lambda rule: rule.update({"aspects": {}}), "wrong_value", None),
    ],
)
def test_a_bad_rule_is_told_by_field_and_band(change: Any, code: str, row: int | None) -> None:
    problems = _problems(change)
    assert (code, row) in [(one.code, one.row) for one in problems], problems
    for one in problems:
        assert one.column
        assert one.remedy.zh
        assert one.expected.en


def test_all_problems_come_at_once() -> None:
    def spoil(pace: dict[str, Any]) -> None:
        pace["bands"].pop(1)
        pace["runs"] = "twice"
        pace["mood"] = 1

    assert {one.code for one in _problems(spoil)} == {"gap", "wrong_value", "unknown_field"}
    with pytest.raises(InputError):
        read_rule("green", "规则")


def test_whole_numbers_leave_no_gap_between_two_and_three() -> None:
    record = {"aspects": {"reporting": {"measure": "months_unreported", "bands": [
        {"colour": "green", "to": 0}, {"colour": "yellow", "from": 1, "to": 2}, {"colour": "red", "from": 3},
    ]}}}  # fmt: skip
    assert read_rule(record)
    record["aspects"]["reporting"]["bands"][2] = {"colour": "red", "over": 3}  # type: ignore[index]
    with pytest.raises(InputError, match="3"):
        read_rule(record)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=4, unique=True), st.decimals(-60, 60, places=1))
def test_a_rule_found_whole_holds_every_value_once(cuts: list[int], value: Decimal) -> None:
    cuts.sort()
    bands: list[dict[str, Any]] = [{"colour": "green", "to": cuts[0]}]
    bands += [{"colour": "yellow", "over": low, "to": high} for low, high in itertools.pairwise(cuts)]
    bands.append({"colour": "red", "over": cuts[-1]})
    rule = read_rule({"aspects": {"pace": {"measure": "points_behind", "bands": bands}}})
    assert sum(band.holds(value) for band in rule.aspects["pace"].bands) == 1
