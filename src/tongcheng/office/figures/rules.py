"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import Item, List
from tongcheng.office.lists.rules import keeps
from tongcheng.office.people.standing import Standing

JOINT_ONLY = Text("只有同城化办公室可以办理", "Only the joint office may do this")
KEEPERS = Text("只有清单的主管机构可以登记数值", "Only those who keep the list record its figures")
CITED = Text("已有条目引用此次测度，不能删除", "Rows cite this run; it cannot be removed")


def is_joint(standing: Standing) -> bool:
    """Say whether somebody acts for the joint office."""
    return standing.system or standing.has("joint_office")


def may_record_figure(standing: Standing, item: Item | None) -> Text | None:
    """Record a published value: of a row those who keep its list, of anything else the joint office."""
    if is_joint(standing):
        return None
    if item is None:
        return JOINT_ONLY
    return None if keeps(standing, item.list) else KEEPERS


def may_attach(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Attach a run: the joint office."""
    return None if is_joint(standing) else JOINT_ONLY


def may_remove_run(standing: Standing, run: Run) -> Text | None:
    """Remove a run that nothing cites: the joint office."""
    if not is_joint(standing):
        return JOINT_ONLY
    cited = any(getattr(run, str(one.get_accessor_name())).exists() for one in run._meta.related_objects)  # noqa: SLF001
    return CITED if cited else None


def may_adopt(standing: Standing, run: Run) -> Text | None:  # noqa: ARG001
    """Adopt gaps and cite effects of a run: the joint office."""
    return None if is_joint(standing) else JOINT_ONLY


def fits(run: Run, lst: List) -> Text | None:
    """Say why a run's figures may not stand in a list: invented beside real, or of another circle."""
    if run.synthetic and not lst.synthetic:
        return Text(
            f"“{lst.name}”是真实清单，不得引用示意数据的测度",
            f"{lst.name} is a real list: figures of an invented circle do not belong there",
        )
    if lst.synthetic and not run.synthetic:
        return Text(
            f"“{lst.name}”是示意清单，不得引用真实测度",
            f"{lst.name} is an invented list: real figures do not belong there",
        )
    if lst.circle and lst.circle != run.circle:
        return Text(
            f"“{lst.name}”属于都市圈 {lst.circle}，测度属于 {run.circle}",
            f"{lst.name} is of the circle {lst.circle}, the run of {run.circle}",
        )
    return None
