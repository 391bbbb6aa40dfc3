"""Sample data of the office: an invented one, and what was published about a real circle."""

from __future__ import annotations

from dataclasses import dataclass, field

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language
from tongcheng.office.server.accounts import Account


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    summary: Text
    synthetic: bool
    accounts: list[Account] = field(default_factory=list)


def load(circle: str) -> Loaded:
    """Load a sample, all of it or nothing, into an office that has no list yet.

    Parameters
    ----------
    circle
        ``demo`` (all invented) or ``chengdu`` (published facts only).

    Raises
    ------
    InputError
        If the office has lists, or there is no such sample.
    """
    from django.db import transaction

    from tongcheng.office.lists.models import List
    from tongcheng.office.seeds import chengdu, demo

    if List.objects.exists():
        raise InputError([_not_empty()])
    with transaction.atomic():
        return demo.load() if circle == "demo" else chengdu.load()


def _not_empty() -> Problem:
    return Problem(
        "office_not_empty",
        "load-demo",
        Text("没有清单的办公系统", "an office without lists"),
        Text("已有清单", "it has lists").say(preferred_language()),
        Text("另设 TONGCHENG_HOME 后载入样例", "load the sample with another TONGCHENG_HOME"),
    )
