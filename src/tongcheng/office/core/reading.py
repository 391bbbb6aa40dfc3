"""What a client sends is read once, and refused at the door if no database could keep it.

PostgreSQL refuses NUL in text, SQLite integers beyond 64 bits, both a surrogate without its other half; JSON knows
neither NaN nor infinity. Whatever passes here can be written down.
"""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn, cast

from django.http import HttpRequest
from ninja.parser import Parser

#: Nothing we take is nested more deeply.
DEEPEST = 20
_LARGEST = 2**63


class UnreadableError(ValueError):
    """What was sent cannot be kept by a database."""


def _no_constant(word: str) -> NoReturn:
    raise UnreadableError(word)


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise UnreadableError(digits)
    return number


def _small(digits: str) -> int:
    number = int(digits)
    if not -_LARGEST <= number < _LARGEST:
        raise UnreadableError(digits)
    return number


def is_storable(text: str) -> bool:
    r"""Say whether text can be written to every database that we support.

    Examples
    --------
    >>> is_storable("断头路"), is_storable("a\0"), is_storable("\ud800")
    (True, False, False)
    """
    return "\0" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def read_json(body: bytes) -> Any:
    """Read JSON that can be written down.

    Raises
    ------
    ValueError
        If it is no JSON, nested too deeply, or holds text or numbers that no database keeps.

    Examples
    --------
    >>> read_json(b'{"rows": [1, 2.5, "x"]}')
    {'rows': [1, 2.5, 'x']}
    """
    found = json.loads(body, parse_constant=_no_constant, parse_float=_finite, parse_int=_small)
    todo = [(found, 0)]
    while todo:
        one, depth = todo.pop()
        if isinstance(one, str) and not is_storable(one):
            raise UnreadableError("text")
        if depth > DEEPEST:
            raise UnreadableError("too deep")
        if isinstance(one, dict):
            todo += [(inner, depth + 1) for pair in one.items() for inner in pair]
        elif isinstance(one, list):
            todo += [(inner, depth + 1) for inner in one]
    return found


class StorableParser(Parser):
    """Reads the bodies of API requests; ninja answers 400 to what cannot be read."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read a body."""
        return cast("dict[str, Any]", read_json(request.body))
