"""Indicators that are made of others, and definitions that run in a circle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tongcheng.errors import Problems
from tongcheng.language import Text


@dataclass(frozen=True)
class Ratio:
    """One indicator over another of the same year, times a factor that brings the units together."""

    above: str
    below: str
    factor: float = 1.0


#: Indicators that are computed where nobody publishes them; 亿元 over persons in 元.
RATIOS: Final[Mapping[str, Ratio]] = {"gdp_per_resident": Ratio("gdp", "resident_population", 1e8)}


def cycle_in(parents: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give a chain of definitions that leads back to its start, or nothing.

    Parameters
    ----------
    parents
        For each name the names that it is defined by.

    Examples
    --------
    >>> cycle_in({"a": ("b",), "b": ("c",), "c": ("a",)})
    ('a', 'b', 'c', 'a')
    >>> cycle_in({"a": ("b", "c"), "b": ("c",)})
    ()
    """
    done: set[str] = set()
    for start in parents:
        found = _walk(start, parents, (), done)
        if found:
            return found
    return ()


def _walk(
    name: str, parents: Mapping[str, tuple[str, ...]], path: tuple[str, ...], done: set[str]
) -> tuple[str, ...]:
    if name in path:
        return (*path[path.index(name) :], name)
    if name in done:
        return ()
    for parent in parents.get(name, ()):
        found = _walk(parent, parents, (*path, name), done)
        if found:
            return found
    done.add(name)
    return ()


def value_of(
    name: str, published: Callable[[str], float | None], ratios: Mapping[str, Ratio] = RATIOS
) -> float | None:
    """Give a published value, or compute it from those that define it; None if either part is missing.

    Raises
    ------
    InputError
        If the definitions run in a circle; the chain is named.

    Examples
    --------
    >>> known = {"gdp": 2000.0, "resident_population": 4_000_000.0}
    >>> value_of("gdp_per_resident", known.get)
    50000.0
    """
    check_ratios(ratios)
    return _value(name, published, ratios)


def _value(name: str, published: Callable[[str], float | None], ratios: Mapping[str, Ratio]) -> float | None:
    value = published(name)
    ratio = ratios.get(name)
    if value is not None or ratio is None:
        return value
    above, below = _value(ratio.above, published, ratios), _value(ratio.below, published, ratios)
    return None if above is None or below is None or below == 0 else ratio.factor * above / below


def check_ratios(ratios: Mapping[str, Ratio]) -> None:
    """Refuse ratios that are defined by themselves, however far round.

    Raises
    ------
    InputError
        Naming the chain.
    """
    chain = cycle_in({name: (ratio.above, ratio.below) for name, ratio in ratios.items()})
    if chain:
        refuse_cycle("indicators", chain)


def refuse_cycle(table: str, chain: tuple[str, ...]) -> None:
    """Raise the problem of a chain of definitions that leads back to its start."""
    problems = Problems(table)
    problems.add(
        "circular_definition",
        column="definition",
        expected=Text("不以自身定义的指标", "indicators that are not defined by themselves"),
        found=" → ".join(chain),
        remedy=Text("改正其中一项的定义或维度", "correct the definition or the dimension of one of them"),
    )
    problems.raise_if_any()
