from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongcheng.render import colors
from tongcheng.render.classes import MOST_CLASSES, class_limits, make_classes

NAN = float("nan")
some_values = st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(NAN), st.integers(-3, 3).map(float)), max_size=80)


@settings(max_examples=200, deadline=None)
@given(some_values, st.sampled_from(["sequential", "diverging"]))
def test_every_shape_is_in_one_class_or_has_no_value(values, scheme):
    made = make_classes(values, scheme=scheme)
    counts = [item.count for item in made.classes]
    assert sum(counts) + made.missing == len(values)
    assert made.missing == sum(math.isnan(value) for value in values)
    assert len(counts) <= MOST_CLASSES
    assert [int(np.count_nonzero(made.index == which)) for which in range(len(counts))] == counts
    assert len({item.color for item in made.classes}) == len(counts)
    assert len({item.label.zh for item in made.classes}) == len(counts)


@settings(max_examples=200, deadline=None)
@given(some_values, st.sampled_from(["sequential", "diverging"]))
def test_a_higher_class_holds_higher_values(values, scheme):
    made = make_classes(values, scheme=scheme)
    known = np.array(values)
    highest = -math.inf
    for which in range(len(made.classes)):
        members = known[made.index == which]
        if len(members):
            assert members.min() > highest
            highest = members.max()


def test_zero_is_white_and_has_its_own_class():
    made = make_classes([-5, -1, 0, 0, 2, 9, 30], scheme="diverging")
    white = [item for item in made.classes if item.color == colors.ZERO]
    assert [(item.label.zh, item.count) for item in white] == [("0", 2)]
    one_sided = make_classes([0, 1, 2, 3, 4, 5, 6, 7, 8], scheme="diverging")
    assert one_sided.classes[0].color == colors.ZERO
    assert len(one_sided.classes) == 6


def test_limits_are_round_and_the_classes_even():
    values = np.random.default_rng(1).lognormal(3, 1, 5000)
    limits = class_limits(values)
    assert all(limit == float(f"{limit:.2g}") for limit in limits)
    counts = [item.count for item in make_classes(list(values)).classes]
    assert len(counts) == 6
    assert max(counts) <= 1.25 * 5000 / 6


def test_given_limits_are_shared_between_maps():
    first, second = make_classes([1, 15], limits=[10, 20]), make_classes([25, 12, 20], limits=[10, 20])
    assert [item.label for item in first.classes] == [item.label for item in second.classes]
    assert [item.label.zh for item in first.classes] == ["<10", "10—20", "≥20"]
    assert second.index.tolist() == [2, 1, 2]


def test_few_different_values_are_classes_by_themselves():
    made = make_classes([0, 1, 1, 3, NAN])
    assert [(item.label.zh, item.count) for item in made.classes] == [("0", 1), ("1", 2), ("3", 1)]


def test_many_zeros_make_fewer_classes_and_no_empty_one():
    made = make_classes([0.0] * 90 + [float(value) for value in range(1, 11)])
    assert all(item.count for item in made.classes)


def test_more_classes_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="at most 6"):
        make_classes([1, 2], limits=[1, 2, 3, 4, 5, 6])
    with pytest.raises(ValueError, match="beside zero"):
        make_classes([-1, 2], scheme="diverging", limits=[1, 2])


def rgb(color: str) -> np.ndarray:
    channels = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lightness(linear: np.ndarray) -> float:
    """CIE 1976 L* of linear sRGB."""
    y = float(np.clip(linear, 0, 1) @ [0.2126, 0.7152, 0.0722])
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


# Machado, Oliveira and Fernandes (2009), severity 1.0.
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("ramp", [colors.SEQUENTIAL, colors.LESS, colors.MORE])
def test_ramps_grow_darker_in_clear_steps_for_every_eye(ramp, sight):
    steps = -np.diff([lightness(SIGHT[sight] @ rgb(color)) for color in ramp])
    assert steps.min() > 6
    assert steps.max() < 3 * steps.min()


@pytest.mark.parametrize("sight", SIGHT)
def test_less_and_more_stay_apart_for_every_eye(sight):
    for less, more in zip(colors.LESS[1:], colors.MORE[1:], strict=True):
        assert np.abs(SIGHT[sight] @ (rgb(less) - rgb(more))).max() > 0.1
