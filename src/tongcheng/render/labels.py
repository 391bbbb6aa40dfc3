"""Names on a map: each where it fits, none over another; the more important ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tongcheng.render.svg import text_width


@dataclass(frozen=True)
class Label:
    """One name that wants a place.

    Parameters
    ----------
    words
        The name in one language.
    x, y
        Middle of the place, or the point, in pixels.
    size
        Font size.
    beside
        Distance from a point beside which it stands; None: it stands on the middle.
    bold
        Whether it is written bold.
    """

    words: str
    x: float
    y: float
    size: float
    beside: float | None = None
    bold: bool = False


@dataclass(frozen=True)
class Placed:
    """A name with its place: middle of its base line."""

    label: Label
    x: float
    y: float


Box = tuple[float, float, float, float]


@dataclass
class Room:
    """The room for names in a picture: what is taken already, and the frame that none may leave."""

    frame: Box
    taken: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Tell whether a box touches nothing and lies inside the frame."""
        left, top, right, bottom = box
        if left < self.frame[0] or top < self.frame[1] or right > self.frame[2] or bottom > self.frame[3]:
            return False
        return all(right <= b[0] or left >= b[2] or bottom <= b[1] or top >= b[3] for b in self.taken)


def place_labels(labels: Sequence[Label], *, frame: Box, taken: Sequence[Box] = ()) -> list[Placed]:
    """Place names in the order given and leave out those for which no place is free.

    Parameters
    ----------
    labels
        Names, the most important first.
    frame
        Left, top, right, bottom within which they must stay.
    taken
        Boxes already in use.

    Examples
    --------
    >>> names = [Label("甲市", 50, 50, 12), Label("乙市", 50, 50, 12), Label("丙市", 50, 50, 12), Label("丁", 50, 50, 12)]
    >>> [placed.label.words for placed in place_labels(names, frame=(0, 0, 100, 100))]
    ['甲市', '乙市', '丙市']
    """
    room, placed = Room(frame, list(taken)), []
    for label in labels:
        half, height = text_width(label.words, label.size) / 2, label.size * 1.15
        for x, y in _candidates(label, half, height):
            box = (x - half, y - height / 2, x + half, y + height / 2)
            if room.free(box):
                room.taken.append(box)
                placed.append(Placed(label, x, y + label.size * 0.36))
                break
    return placed


def _candidates(label: Label, half: float, height: float) -> list[tuple[float, float]]:
    """Give the places to try: on the middle, then a line above or below; for a point, to its four sides."""
    x, y = label.x, label.y
    if label.beside is None:
        return [(x, y), (x, y - height), (x, y + height)]
    away = label.beside + 2
    return [(x + away + half, y), (x - away - half, y), (x, y - away - height / 2), (x, y + away + height / 2)]
