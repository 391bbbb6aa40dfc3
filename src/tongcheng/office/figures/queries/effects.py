"""What a row cites of runs: its gap from run to run, what was promised and what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tongcheng.language import Text
from tongcheng.office.figures.models import Measurement, MeasurementKind


@dataclass(frozen=True)
class Effect:
    """One promised figure and what later runs measured of it."""

    promised: Measurement
    measured: tuple[Measurement, ...] = ()

    @property
    def label(self) -> Text:
        """Name the figure."""
        return Text(self.promised.label_zh, self.promised.label_en)

    @property
    def last(self) -> Measurement | None:
        """Give what was measured last."""
        return self.measured[-1] if self.measured else None

    @property
    def kept(self) -> bool | None:
        """Say whether what was measured lies in the promised range or above it; none if nothing was measured."""
        if self.last is None or self.last.value is None or self.promised.value is None:
            return None
        least = self.promised.low if self.promised.low is not None else self.promised.value
        return self.last.value >= least - 1e-3 * max(abs(least), 1.0)


@dataclass(frozen=True)
class Cited:
    """Everything that a row cites of runs."""

    gaps: list[Measurement] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.gaps or self.effects)

    @property
    def synthetic(self) -> bool:
        """Say whether the figures are invented."""
        return any(one.run.synthetic for one in [*self.gaps, *(effect.promised for effect in self.effects)])


def cited(measurements: Iterable[Measurement]) -> Cited:
    """Put promised and measured figures side by side; rows come with their run (``select_related("run")``)."""
    rows = sorted(measurements, key=lambda one: (one.run.attached, one.pk))
    measured: dict[str, list[Measurement]] = {}
    for one in rows:
        if one.kind == MeasurementKind.MEASURED:
            measured.setdefault(one.figure_id, []).append(one)
    latest = {one.figure_id: one for one in rows if one.kind == MeasurementKind.PROMISED}
    return Cited(
        [one for one in rows if one.kind == MeasurementKind.GAP],
        [Effect(one, tuple(measured.get(key, ()))) for key, one in latest.items()],
    )
