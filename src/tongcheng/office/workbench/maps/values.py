"""The colours of a map: values in the order of the outlines, their classes, and the legend."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.workbench.maps.asked import Asked
from tongcheng.office.workbench.maps.shapes import outlines_of
from tongcheng.office.workbench.reading.measures import DIFFERENCES, Measure, measure_of, values_of
from tongcheng.office.workbench.reading.runs import folder_of
from tongcheng.render.classes import Classes, class_limits, make_classes

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: A place without a value, in the bytes that the browser gets.
NO_CLASS = 255


@dataclass(frozen=True, eq=False)
class Coloured:
    """Values of one measure in one state, in the order of the outlines."""

    values: NDArray[np.float64]
    classes: Classes
    limits: tuple[float, ...]
    years: tuple[str, ...]
    bases: tuple[str, ...]

    @property
    def diverging(self) -> bool:
        """Whether it is a difference."""
        return any(one.color == "#ffffff" for one in self.classes.classes)


def coloured(asked: Asked) -> Coloured | None:
    """Give the values and classes of a view; ``None`` if it colours nothing."""
    if asked.measure is None:
        return None
    run = asked.run
    return _coloured(str(folder_of(run)), asked.level, asked.measure.key, asked.state, run.pk)


@lru_cache(maxsize=64)
def _coloured(folder: str, level: str, key: str, state: str, pk: int) -> Coloured:  # noqa: ARG001 - folder tells offices apart
    run = Run.objects.get(pk=pk)
    measure = measure_of(run, level, key)
    assert measure is not None
    frame = values_of(run, level, measure, state)
    places = outlines_of(run, level).index
    values = frame["value"].reindex(places).to_numpy(dtype="float64")
    difference = state in DIFFERENCES
    limits = () if difference else _shared_limits(run, level, measure)
    classes = make_classes(values.tolist(), scheme="diverging" if difference else "sequential", limits=limits)
    return Coloured(
        values,
        classes,
        tuple(limits),
        tuple(sorted({str(one) for one in frame["year"] if one})),
        tuple(sorted({str(one) for one in frame["basis"]})),
    )


def _shared_limits(run: Run, level: str, measure: Measure) -> list[float]:
    """Give limits that hold for every border state, so that its maps can be compared by eye."""
    states = measure.borders or ("",)
    every = np.concatenate([values_of(run, level, measure, one)["value"].to_numpy(dtype="float64") for one in states])
    known = every[np.isfinite(every)]
    return class_limits(known) if len(np.unique(known)) > 1 else []


def legend(asked: Asked, found: Coloured) -> dict[str, Any]:
    """Give the legend as plain values in both languages."""
    from tongcheng.runs.report.words import basis_note

    assert asked.measure is not None
    note = basis_note(found.bases, years=found.years)
    return {
        "title": asked.title._asdict(),
        "unit": asked.measure.unit_label._asdict(),
        "note": note._asdict(),
        "classes": [
            {"label": one.label._asdict(), "color": one.color, "count": one.count} for one in found.classes.classes
        ],
        "missing": found.classes.missing,
    }


def packed_values(asked: Asked, found: Coloured) -> bytes:
    """Pack a view for the browser: length of the legend (4 bytes), legend as JSON, a byte of class per place, values.

    Values are 32-bit numbers, little-endian, begun at a multiple of four.
    """
    head = json.dumps(legend(asked, found), ensure_ascii=False, separators=(",", ":")).encode()
    index = np.where(found.classes.index < 0, NO_CLASS, found.classes.index).astype("uint8").tobytes()
    length = len(head).to_bytes(4, "little")
    filling = b"\0" * (-(4 + len(head) + len(index)) % 4)
    return length + head + index + filling + found.values.astype("<f4").tobytes()


def basis_words(found: Coloured) -> Text:
    """Say on what the values rest and of which year they are."""
    from tongcheng.runs.report.words import basis_note

    return basis_note(found.bases, years=found.years)
