"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``.

Ledgers come with their unit and period (``select_related``); no rule asks the database.
"""

from __future__ import annotations

from collections.abc import Callable

from tongcheng.language import Text
from tongcheng.office.lists.models import List
from tongcheng.office.people.standing import Standing
from tongcheng.office.progress.models import Ledger, LedgerState, Period

LedgerRule = Callable[[Standing, Ledger], Text | None]

_UNIT_OR_OFFICE = Text(
    "只有填报单位、其所在市的同城化工作机构和同城化办公室可以办理",
    "Only the reporting unit, its city's office and the joint office may do this",
)
_JOINT_ONLY = Text("只有同城化办公室可以办理", "Only the joint office may do this")
_OWN_WORK = Text(
    "不得审核本人填报、签报或已审过的台账，请由其他同志审核",
    "Nobody verifies what they entered, signed or accepted before; somebody else has to",
)
_NOT_SAVED = Text("台账尚未填报", "The ledger has not been filled yet")
_STATES: dict[str, Text] = {
    LedgerState.DRAFT: Text("台账尚未签报", "The ledger is not signed yet"),
    LedgerState.RETURNED: Text(
        "台账已退回，修改后须重新签报", "The ledger was returned; it has to be mended and signed again"
    ),
    LedgerState.SIGNED: Text(
        "台账已签报，退回后才能修改", "The ledger is signed; it has to be returned before it can change"
    ),
    LedgerState.CITY_ACCEPTED: Text(
        "台账已经市级审核，退回后才能修改",
        "The city has accepted the ledger; it has to be returned before it can change",
    ),
    LedgerState.ACCEPTED: Text(
        "台账已采纳，不再改动；如有差错请“更正”",
        "The ledger is accepted and does not change any more; mend it by a correction",
    ),
}


def is_joint(standing: Standing) -> bool:
    """Say whether somebody acts for the joint office."""
    return standing.system or standing.has("joint_office")


def is_city(standing: Standing, ledger: Ledger) -> bool:
    """Say whether somebody acts for the office of the unit's city."""
    return ledger.unit.city_id is not None and ledger.unit.city_id in standing.cities("city_office")


def is_unit(standing: Standing, ledger: Ledger) -> bool:
    """Say whether somebody fills or heads the unit."""
    return ledger.unit_id in standing.units("filler", "unit_head")


def is_own_work(standing: Standing, ledger: Ledger) -> bool:
    """Say whether somebody entered or signed the ledger."""
    me = standing.person.pk if standing.person else None
    return me is not None and (me in ledger.entered_by or me in (ledger.author_id, ledger.signer_id))


def through_city(standing: Standing, ledger: Ledger) -> bool:
    """Say whether the city reviews the ledger once this person has entered into it.

    What only the joint office entered is not reviewed by the city: its step was on paper.
    """
    if ledger.unit.city_id is None:
        return False
    begun = ledger.pk is not None and ledger.through_city
    return begun or is_unit(standing, ledger) or is_city(standing, ledger)


def may_keep_periods(standing: Standing, _: Period | List) -> Text | None:
    """Open periods, set deadlines and lists, freeze: the joint office."""
    return None if is_joint(standing) else _JOINT_ONLY


def may_freeze(standing: Standing, period: Period) -> Text | None:
    """Freeze what is not frozen yet."""
    if period.is_frozen():
        return Text("该填报期数据已冻结", "The data of this period are frozen already")
    return may_keep_periods(standing, period)


def may_unfreeze(standing: Standing, period: Period) -> Text | None:
    """Unfreeze what is frozen or set to freeze."""
    if period.frozen is None:
        return Text("该填报期数据未冻结", "The data of this period are not frozen")
    return may_keep_periods(standing, period)


def may_enter(standing: Standing, ledger: Ledger) -> Text | None:
    """Fill rows and add files: the unit, its city's office, the joint office; until signed, until the freeze."""
    return _not_ours(standing, ledger) or _period_shut(ledger.period) or _not_editable(ledger)


def may_sign(standing: Standing, ledger: Ledger) -> Text | None:
    """Sign the ledger as a whole: the head of the unit."""
    if ledger.unit_id not in standing.units("unit_head"):
        return Text(
            "只有填报单位负责人可以签报；代填的台账请上传签字盖章件",
            "Only the head of the unit signs; a ledger entered for a unit is signed by its stamped scan",
        )
    return _period_shut(ledger.period) or _not_saved(ledger) or _not_editable(ledger)


def may_sign_by_scan(standing: Standing, ledger: Ledger) -> Text | None:
    """Hand in the stamped paper instead: whoever may fill the ledger."""
    return may_enter(standing, ledger) or _not_saved(ledger)


def may_accept_city(standing: Standing, ledger: Ledger) -> Text | None:
    """Accept for the city: its office, of a signed ledger, and not one's own work."""
    if ledger.unit.city_id is None:
        return Text(
            "该单位不属于任何一市，直接由同城化办公室审核", "The unit belongs to no city; the joint office accepts it"
        )
    if not is_city(standing, ledger):
        return Text("只有单位所在市的同城化工作机构可以审核", "Only the office of the unit's city may accept it")
    if ledger.state != LedgerState.SIGNED:
        return _not_in(ledger)
    return _OWN_WORK if is_own_work(standing, ledger) else None


def may_accept(standing: Standing, ledger: Ledger) -> Text | None:
    """Accept for good: the joint office, after the city where there is one, and not one's own work."""
    if not is_joint(standing):
        return _JOINT_ONLY
    if ledger.state == LedgerState.SIGNED and ledger.through_city:
        return Text("须先经市级审核", "The city's office has to accept it first")
    if ledger.state not in (LedgerState.SIGNED, LedgerState.CITY_ACCEPTED):
        return _not_in(ledger)
    me = standing.person.pk if standing.person else None
    accepted_before = me is not None and me == ledger.city_acceptor_id
    return _OWN_WORK if accepted_before or is_own_work(standing, ledger) else None


def may_return(standing: Standing, ledger: Ledger) -> Text | None:
    """Send back: the city's or the joint office what is signed; the unit's head may take it back as long.

    What the city has accepted only the joint office sends back.
    """
    joint = is_joint(standing)
    if not (joint or is_city(standing, ledger) or ledger.unit_id in standing.units("unit_head")):
        return Text(
            "只有审核单位可以退回，单位负责人可以撤回", "Only those who verify may return it, or the unit's head"
        )
    if ledger.state == LedgerState.CITY_ACCEPTED and not joint:
        return Text("市级审核后只有同城化办公室可以退回", "After the city only the joint office may return it")
    return None if ledger.state in (LedgerState.SIGNED, LedgerState.CITY_ACCEPTED) else _not_in(ledger)


def may_correct(standing: Standing, ledger: Ledger) -> Text | None:
    """Open a further edition of an accepted ledger: whoever may fill it, until the freeze."""
    if why := _not_ours(standing, ledger) or _period_shut(ledger.period):
        return why
    if ledger.state != LedgerState.ACCEPTED:
        return Text("已采纳的台账才需要更正", "Only an accepted ledger is corrected")
    return None


def may_remind(standing: Standing, _: object) -> Text | None:
    """Send reminders: the clock, or the joint office."""
    return None if is_joint(standing) else _JOINT_ONLY


def _not_ours(standing: Standing, ledger: Ledger) -> Text | None:
    ours = is_unit(standing, ledger) or is_city(standing, ledger) or is_joint(standing)
    return None if ours else _UNIT_OR_OFFICE


def _period_shut(period: Period) -> Text | None:
    if period.is_frozen():
        return Text(
            "{period}数据已冻结，不再受理填报；确需补报的，请联系同城化办公室",
            "The data of {period} are frozen and nothing more is taken; if you must, ask the joint office",
        ).fill(period=period.name)
    if not period.is_open():
        return Text("{period}尚未开始填报", "{period} is not open yet").fill(period=period.name)
    return None


def _not_saved(ledger: Ledger) -> Text | None:
    return _NOT_SAVED if ledger.pk is None else None


def _not_editable(ledger: Ledger) -> Text | None:
    return None if ledger.editable else _STATES[ledger.state]


def _not_in(ledger: Ledger) -> Text:
    if ledger.pk is None:
        return _NOT_SAVED
    if ledger.state == LedgerState.CITY_ACCEPTED:
        return Text("台账已经市级审核", "The city has accepted the ledger already")
    return _STATES[ledger.state]
