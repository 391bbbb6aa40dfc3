"""What is wrong with an array, said by argument and index.

Methods know no tables. They raise one :class:`ArrayError` with every fault; a sector that knows which row of which table
stands behind an index turns the faults into problems of that table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

#: What a value of an array may be.
Rule = Literal["known", "not negative", "positive", "share", "index"]

_SAID: dict[str, str] = {
    "known": "a known number",
    "not negative": "a number of 0 or more",
    "positive": "a number above 0",
    "share": "a number from 0 to 1",
    "index": "an index that exists",
    "shape": "an array of shape",
    "word": "one of",
    "order": "above the one before it,",
    "fall": "at most the one before it,",
    "bounds": "within",
    "nested": "in one wider group",
}

#: Faults that a message spells out; the exception holds them all.
_SHOWN = 5


@dataclass(frozen=True)
class Fault:
    """One value that cannot be.

    Parameters
    ----------
    argument
        Name of the argument, e.g. ``supply``.
    index
        Where it stands in the array; empty if the argument as a whole is wrong.
    rule
        What it breaks: ``known``, ``not negative``, ``positive``, ``share``, ``index``, ``shape``, ``word``, ``once``, ``order``,
        ``fall``, ``bounds`` or ``nested``.
    expected, found
        In words.
    """

    argument: str
    index: tuple[int, ...]
    rule: str
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        return f"{self.argument}{place} must be {self.expected}, found {self.found}"


class ArrayError(ValueError):
    """Arrays that a method cannot use.

    Parameters
    ----------
    faults
        Every one of them, in the order of arguments and indices.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(faults) - _SHOWN
        said = [str(fault) for fault in faults[:_SHOWN]]
        super().__init__("; ".join(said) + (f"; and {more} more" if more > 0 else ""))


class Checks:
    """Gathers the faults of several arrays and raises them together.

    Examples
    --------
    >>> checks = Checks()
    >>> _ = checks.array("supply", [20.0, -1.0, float("nan")], "not negative")
    >>> checks.raise_if_any()
    Traceback (most recent call last):
    ...
    tongcheng.methods.checks.ArrayError: supply[1] must be a number of 0 or more, found -1; \
supply[2] must be a number of 0 or more, found nan
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def array(
        self, argument: str, values: ArrayLike, rule: Rule, *, shape: tuple[int | None, ...] | None = None
    ) -> Floats:
        """Give an array as float64 and note its faults.

        Parameters
        ----------
        argument
            Its name for people.
        values
            Numbers.
        rule
            What each must be; infinite numbers never pass.
        shape
            What its shape must be, ``None`` where a length is free.
        """
        array = np.asarray(values, dtype=np.float64)
        if shape is not None and not _fits(array.shape, shape):
            self.add(argument, "shape", str(array.shape), extra=_shape(shape))
            return array
        good = _passes(array, rule)
        for index in np.argwhere(~good) if not good.all() else ():
            place = tuple(int(i) for i in index)
            self.add(argument, rule, f"{array[place]:g}", index=place)
        return array

    def indices(self, argument: str, values: ArrayLike, *, length: int, below: int) -> NDArray[np.intp]:
        """Give an array of indices and note those that do not exist."""
        array = np.asarray(values)
        if array.shape != (length,) or array.dtype.kind not in "iu":
            self.add(argument, "shape", f"{array.shape} of {array.dtype}", extra=f"({length},) of whole numbers")
            return np.zeros(length, dtype=np.intp)
        for place in np.flatnonzero((array < 0) | (array >= below)):
            self.add(argument, "index", str(array[place]), index=(int(place),), extra=f"(0 to {below - 1})")
        return array.astype(np.intp)

    def word(self, argument: str, value: object, known: tuple[str, ...]) -> None:
        """Note a word that is not known."""
        if value not in known:
            self.add(argument, "word", repr(value), extra=", ".join(known))

    def add(self, argument: str, rule: str, found: str, *, index: tuple[int, ...] = (), extra: str = "") -> None:
        """Note a fault."""
        self.found.append(Fault(argument, index, rule, f"{_SAID[rule]} {extra}".rstrip(), found))

    def raise_if_any(self) -> None:
        """Raise all faults together.

        Raises
        ------
        ArrayError
            If there is any.
        """
        if self.found:
            raise ArrayError(self.found)


def _passes(array: NDArray[Any], rule: Rule) -> NDArray[np.bool_]:
    good: NDArray[np.bool_] = np.isfinite(array)
    if rule in {"not negative", "share"}:
        good &= array >= 0
    if rule == "positive":
        good &= array > 0
    if rule == "share":
        good &= array <= 1
    return good


def _fits(shape: tuple[int, ...], wanted: tuple[int | None, ...]) -> bool:
    return len(shape) == len(wanted) and all(b is None or a == b for a, b in zip(shape, wanted, strict=True))


def _shape(wanted: tuple[int | None, ...]) -> str:
    return "(" + ", ".join("any" if length is None else str(length) for length in wanted) + ("," if len(wanted) == 1 else "") + ")"  # fmt: skip
