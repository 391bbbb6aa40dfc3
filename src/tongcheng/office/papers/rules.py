"""Who drafts, edits and issues papers."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.papers.models import Draft, PaperState, Section
from tongcheng.office.people.standing import Standing

ROLES = ("joint_office", "supervisor", "secretary")
NOT_YOURS = Text("文稿由同城化办公室起草", "Papers are drafted by the joint office")
ISSUED = Text("文稿已印发，不再修改", "The paper was issued and does not change")
DISCARDED = Text("文稿已作废", "The paper was discarded")
NOT_ISSUER = Text("文稿由同城化办公室印发", "Papers are issued by the joint office")


def may_draft(standing: Standing, subject: object) -> Text | None:  # noqa: ARG001
    """Let the office draft."""
    return None if standing.has(*ROLES) else NOT_YOURS


def _open(draft: Draft) -> Text | None:
    if draft.state == PaperState.ISSUED:
        return ISSUED
    return DISCARDED if draft.state == PaperState.DISCARDED else None


def may_change(standing: Standing, draft: Draft) -> Text | None:
    """Let the office change what is not issued."""
    return may_draft(standing, draft) or _open(draft)


def may_change_section(standing: Standing, section: Section) -> Text | None:
    """Let the office change a section of what is not issued."""
    return may_change(standing, section.draft)


def may_issue(standing: Standing, draft: Draft) -> Text | None:
    """Let the joint office issue what is not issued."""
    return (None if standing.has("joint_office") else NOT_ISSUER) or _open(draft)
