"""Who may do what with maps."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing

JOINT_ONLY = Text("只有同城化办公室可以登记审图号", "Only the joint office enters the map approval number")


def may_number(standing: Standing, circle: str) -> Text | None:  # noqa: ARG001
    """Enter or withdraw the approval number of a circle's map: the joint office."""
    return None if standing.system or standing.has("joint_office") else JOINT_ONLY
