"""Everything that changes documents."""

from tongcheng.office.documents.actions.consulting import (
    change_consultation,
    close_consultation,
    dispose_opinions,
    open_consultation,
    save_opinion,
    say_no_opinion,
    withdraw_opinion,
)
from tongcheng.office.documents.actions.dossiers import add_version, enter_title, save_dossier
from tongcheng.office.documents.actions.issuing import issue_version, repeal, written_number
from tongcheng.office.documents.actions.planning import (
    NodeDraft,
    add_nodes,
    draw_areas,
    make_rows,
    need_no_row,
    need_rows,
    remove_node,
    save_node,
    tie_rows,
    untie_row,
)

__all__ = [
    "NodeDraft",
    "add_nodes",
    "add_version",
    "change_consultation",
    "close_consultation",
    "dispose_opinions",
    "draw_areas",
    "enter_title",
    "issue_version",
    "make_rows",
    "need_no_row",
    "need_rows",
    "open_consultation",
    "remove_node",
    "repeal",
    "save_dossier",
    "save_node",
    "save_opinion",
    "say_no_opinion",
    "tie_rows",
    "untie_row",
    "withdraw_opinion",
    "written_number",
]
