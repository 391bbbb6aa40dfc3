"""Facts to drafts: pure functions, one for each kind of paper."""

from tongcheng.office.papers.drafting.orders import order_draft
from tongcheng.office.papers.drafting.parts import Drafted, Part, Rows
from tongcheng.office.papers.drafting.periods import bulletin, special_report, summary
from tongcheng.office.papers.drafting.short import brief

__all__ = ["Drafted", "Part", "Rows", "brief", "bulletin", "order_draft", "special_report", "summary"]
