"""Everything that changes meetings."""

from tongcheng.office.meetings.actions.outcomes import make_rows, save_instruction, save_resolution, tie_rows
from tongcheng.office.meetings.actions.preparing import (
    change_meeting,
    plan_meeting,
    ready_item,
    remove_part,
    save_agenda_item,
    save_attendance,
    save_body,
    save_venue,
)
from tongcheng.office.meetings.actions.steps import (
    STEPS,
    call_meeting,
    cancel_meeting,
    close_session,
    consult,
    decide_agenda,
    enter_held,
    issue_outcomes,
    open_session,
    return_agenda,
    submit_agenda,
)

__all__ = [
    "STEPS",
    "call_meeting",
    "cancel_meeting",
    "change_meeting",
    "close_session",
    "consult",
    "decide_agenda",
    "enter_held",
    "issue_outcomes",
    "make_rows",
    "open_session",
    "plan_meeting",
    "ready_item",
    "remove_part",
    "return_agenda",
    "save_agenda_item",
    "save_attendance",
    "save_body",
    "save_instruction",
    "save_resolution",
    "save_venue",
    "submit_agenda",
    "tie_rows",
]
