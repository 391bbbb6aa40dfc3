"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``.

Subjects come with their dossier and unit (``select_related``); what a rule needs to know of other rows it finds on
the subject: a version's ``issue``, an asked unit's ``consultation``.
"""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.documents.models import (
    Consultation,
    ConsultationState,
    ConsultedUnit,
    Dossier,
    Issue,
    Opinion,
    Paragraph,
    ParagraphRow,
    PlanNode,
    Reach,
    Reading,
    Version,
)
from tongcheng.office.people.models import Unit
from tongcheng.office.people.standing import Standing

NOT_YOURS = Text(
    "文件由起草单位、所在市同城化工作机构、会议秘书和同城化办公室办理",
    "The drafting unit, its city's office, the secretary and the joint office do this",
)
OFFICE_ONLY = Text("由会议秘书和同城化办公室办理", "The secretary and the joint office do this")
JOINT_ONLY = Text("由同城化办公室办理", "The joint office does this")
NO_TEXT_KNOWN = Text(
    "该文件原文未收录，不能上传、编号或征求意见；取得原文后先修改文件信息",
    "The text of this document is not known; note first that it is before it gets a version, a number or a round",
)
TEXT_KNOWN = Text("该文件原文已收录，请上传文件", "The text of this document is known; send the file")
ISSUED = Text("该版本已印发，不再改动", "This version is issued and changes no more")
CLOSED = Text("本轮征求意见已截止", "This round is closed")
NOT_ASKED = Text("只有被征求意见的单位及其市级工作机构可以反馈", "The units asked, and their city's office, answer")
ENDED = Text("该文件已失效", "This document is no longer in force")
UNITS_OWN = Text(
    "意见由单位自行提出，不能代为改动", "The unit gave this opinion itself; nobody changes it instead of it"
)
DISPOSED = Text("该意见已处理，不再改动", "This opinion is decided and changes no more")
NO_TEXT = Text("该版本没有可引用的文本", "This version has no text to cite")
_OFFICE = ("joint_office", "secretary")


def keeps_documents(standing: Standing) -> bool:
    """Say whether somebody keeps every document."""
    return standing.system or standing.has(*_OFFICE)


def is_of(standing: Standing, unit: Unit | None) -> bool:
    """Say whether a unit, or one of a city's units, is the person's."""
    if unit is None:
        return False
    return unit.pk in standing.units("filler", "unit_head") or unit.city_id in standing.cities("city_office")


def may_write_dossier(standing: Standing, dossier: Dossier) -> Text | None:
    """Let who drafts it, its city's office, the secretary and the joint office; office papers only the latter two."""
    if keeps_documents(standing):
        return None
    mine = is_of(standing, dossier.unit)
    mine = mine or (dossier.city_id is not None and dossier.city_id in standing.cities("city_office"))
    return None if mine and dossier.visibility != Reach.OFFICE else NOT_YOURS


def may_add_version(standing: Standing, dossier: Dossier) -> Text | None:
    """Those who write it, if its text is known."""
    return may_write_dossier(standing, dossier) or (None if dossier.text_known else NO_TEXT_KNOWN)


def may_enter_title(standing: Standing, dossier: Dossier) -> Text | None:
    """Enter a version known by its title alone: those who keep documents, if the text is not known."""
    if not keeps_documents(standing):
        return OFFICE_ONLY
    return TEXT_KNOWN if dossier.text_known else None


def is_issued(version: Version) -> bool:
    """Say whether a version is issued; its ``issue`` was selected."""
    return getattr(version, "issue", None) is not None


def may_consult(standing: Standing, version: Version) -> Text | None:
    """Ask units about a version that is not issued: the secretary and the joint office."""
    if not keeps_documents(standing):
        return OFFICE_ONLY
    if version.reading == Reading.ABSENT:
        return NO_TEXT_KNOWN
    return ISSUED if is_issued(version) else None


def may_change_consultation(standing: Standing, consultation: Consultation) -> Text | None:
    """Change the day, ask more units, close: those who sent it, while it is open."""
    if not keeps_documents(standing):
        return OFFICE_ONLY
    return None if consultation.state == ConsultationState.OPEN else CLOSED


def may_answer(standing: Standing, asked: ConsultedUnit) -> Text | None:
    """Let the unit, its city's office, and the office that enters an answer from paper, while the round is open."""
    if not (keeps_documents(standing) or is_of(standing, asked.unit)):
        return NOT_ASKED
    return None if asked.consultation.state == ConsultationState.OPEN else CLOSED


def may_change_opinion(standing: Standing, opinion: Opinion) -> Text | None:
    """Those who may answer, until the opinion is decided; the office only what it entered for the unit."""
    if why := may_answer(standing, opinion.asked):
        return why
    if not (opinion.entered_for or is_of(standing, opinion.asked.unit)):
        return UNITS_OWN
    return DISPOSED if opinion.disposed is not None else None


def may_dispose(standing: Standing, opinion: Opinion) -> Text | None:
    """Decide on an opinion: the secretary and the joint office, until the version is issued."""
    if not keeps_documents(standing):
        return OFFICE_ONLY
    return ISSUED if is_issued(opinion.asked.consultation.version) else None


def may_issue(standing: Standing, version: Version) -> Text | None:
    """Give a number: the joint office, once, and never to a text that is not known."""
    if not (standing.system or standing.has("joint_office")):
        return JOINT_ONLY
    if version.reading == Reading.ABSENT or not version.dossier.text_known:
        return NO_TEXT_KNOWN
    return ISSUED if is_issued(version) else None


def may_end_issue(standing: Standing, issue: Issue) -> Text | None:
    """Repeal what is in force: the joint office."""
    if not (standing.system or standing.has("joint_office")):
        return JOINT_ONLY
    return ENDED if getattr(issue, "ending", None) is not None else None


def may_read_out(standing: Standing, version: Version) -> Text | None:
    """Read a plan's tree out of a version: the secretary and the joint office, where there is a text."""
    if not keeps_documents(standing):
        return OFFICE_ONLY
    return None if version.has_text else NO_TEXT


def may_change_node(standing: Standing, node: PlanNode) -> Text | None:
    """Change a node of the tree."""
    return may_read_out(standing, node.version)


def may_make_rows(standing: Standing, paragraph: Paragraph) -> Text | None:  # noqa: ARG001
    """Enter rows of a paragraph in lists: the joint office."""
    return None if standing.system or standing.has("joint_office") else JOINT_ONLY


def may_untie(standing: Standing, tie: ParagraphRow) -> Text | None:
    """Take away a tie that was made by hand: the joint office; a row made of a paragraph stays its row."""
    if not (standing.system or standing.has("joint_office")):
        return JOINT_ONLY
    return MADE_OF_IT if tie.made else None


MADE_OF_IT = Text("该条目由段落生成，来源不能取消", "The row was made of this paragraph; its origin stays")


def may_draw(standing: Standing, version: Version) -> Text | None:
    """Add areas to a version: the secretary and the joint office, until it is issued."""
    if not keeps_documents(standing):
        return OFFICE_ONLY
    return ISSUED if is_issued(version) else None
