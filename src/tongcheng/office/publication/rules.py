"""Who may prepare, approve and withdraw what leaves the office."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing
from tongcheng.office.publication.models import Snapshot

JOINT_ONLY = Text("公开数据由同城化办公室编制", "The joint office prepares what is published")
JOINT_OR_LEADER = Text("由同城化办公室或领导审定", "The joint office or a leader decides")
NOT_YOUR_OWN = Text("制作人不得审定自己制作的数据", "Nobody approves what he made himself")
NOT_WAITING = Text("只有待审定的数据可以审定", "Only what waits for approval can be approved")
GONE = Text("已撤回", "It was withdrawn already")


def may_prepare(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Let the joint office describe publications and make snapshots."""
    return None if standing.system or standing.has("joint_office") else JOINT_ONLY


def may_approve(standing: Standing, snapshot: Snapshot) -> Text | None:
    """Let the joint office or a leader approve what somebody else made; no machine approves."""
    if not standing.has("joint_office", "leader"):
        return JOINT_OR_LEADER
    if snapshot.state != "waiting":
        return NOT_WAITING
    return NOT_YOUR_OWN if standing.is_person(snapshot.maker) else None


def may_withdraw(standing: Standing, snapshot: Snapshot) -> Text | None:
    """Let the joint office or a leader take back, before and after publication."""
    if not (standing.system or standing.has("joint_office", "leader")):
        return JOINT_OR_LEADER
    return GONE if snapshot.state in ("withdrawn", "dropped") else None
