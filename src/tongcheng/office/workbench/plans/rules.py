"""Who may keep a plan and send it to a list."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.querysets import reads_content
from tongcheng.office.figures.rules import fits
from tongcheng.office.lists.models import List
from tongcheng.office.lists.rules import ARCHIVED, keeps
from tongcheng.office.people.standing import Standing

READERS = Text("您的岗位不能保存方案", "Your post does not save plans")
KEEPERS = Text("只有清单的主管机构可以送入方案", "Only those who keep the list send a plan to it")
NOT_PROJECTS = Text("方案只能送入项目清单", "A plan goes to a list of projects")


def may_save(standing: Standing, run: Run) -> Text | None:  # noqa: ARG001
    """Keep a plan: the joint office, its secretary, and the cities' offices."""
    return None if standing.system or standing.has("joint_office", "secretary", "city_office") else READERS


def may_send(standing: Standing, lst: List) -> Text | None:
    """Send a plan to a list: those who keep it; only to one of projects that is still open."""
    if not reads_content(standing) or not keeps(standing, lst):
        return KEEPERS
    if lst.closed:
        return ARCHIVED
    return None if lst.kind == "project" else NOT_PROJECTS


def may_hold(run: Run, lst: List) -> Text | None:
    """Say why a run's plan may not stand in a list: invented beside real, or of another circle."""
    return fits(run, lst)
