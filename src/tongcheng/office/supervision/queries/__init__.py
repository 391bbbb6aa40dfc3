"""Everything that pages, papers and the clock read about supervision."""

from tongcheng.office.supervision.queries.board import (
    Board,
    BoardFilter,
    BoardRow,
    Cell,
    board,
    pending_for,
    rows_of,
    signals_named,
)
from tongcheng.office.supervision.queries.desks import (
    DatesDesk,
    Funnel,
    dates_desk,
    funnel,
    order_counts,
    orders,
    reds_without_order,
)
from tongcheng.office.supervision.queries.due import lapsed, settings_row, unconfirmed
from tongcheng.office.supervision.queries.items import Slip, Watched, slips, watched

__all__ = [
    "Board",
    "BoardFilter",
    "BoardRow",
    "Cell",
    "DatesDesk",
    "Funnel",
    "Slip",
    "Watched",
    "board",
    "dates_desk",
    "funnel",
    "lapsed",
    "order_counts",
    "orders",
    "pending_for",
    "reds_without_order",
    "rows_of",
    "settings_row",
    "signals_named",
    "slips",
    "unconfirmed",
    "watched",
]
