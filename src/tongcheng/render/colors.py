"""The colours of pages, maps and charts.

Every ramp grows darker in even steps, so that it reads in grey print and for colour-blind eyes; the tests measure
both. Light to dark always means little to much.
"""

from __future__ import annotations

from collections.abc import Sequence

#: One accent for action, greys for structure.
ACCENT = "#0b5cad"
INK = "#1f2328"
GREY = "#57606a"
LINE = "#d0d7de"
PAPER = "#ffffff"
#: The mark on whatever is synthetic.
MARK = "#a3271d"

#: From pale yellow over green and teal to indigo: viridis turned round and calmed.
SEQUENTIAL = ("#f6f2c0", "#c0e0a4", "#7cc5a5", "#429ca3", "#2f6c98", "#3a3577")

#: Less than zero: pale to dark orange; more: pale to dark blue. Zero is white.
LESS = ("#fbe0c0", "#f0b87c", "#dc8b3c", "#b56012", "#7d3c05")
MORE = ("#d8e8f4", "#a9cde6", "#69a5d0", "#357bb0", "#174f84")
ZERO = "#ffffff"

#: Series of a chart, far apart in lightness as well as in hue.
SERIES = ("#0b5cad", "#e08a2e", "#3d3d3d", "#5fb39a", "#8a4f9e", "#a9a9a9")

#: "No value" is drawn as grey hatching on white.
HATCH = "#8c959f"


def pick(ramp: Sequence[str], count: int) -> list[str]:
    """Pick ``count`` colours spread evenly over a ramp; one or two keep off its ends.

    Examples
    --------
    >>> pick(["a", "b", "c", "d", "e"], 3), pick(["a", "b", "c"], 1)
    (['a', 'c', 'e'], ['b'])
    """
    if count > len(ramp):
        raise ValueError(f"{count} classes, but the ramp has {len(ramp)} colours")
    last = len(ramp) - 1
    if count <= 1:
        return [ramp[len(ramp) // 2]] * count
    if count == 2:
        return [ramp[round(0.25 * last)], ramp[round(0.75 * last)]]
    return [ramp[round(step * last / (count - 1))] for step in range(count)]
