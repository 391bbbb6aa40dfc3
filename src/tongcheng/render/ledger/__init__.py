"""The office's lists and ledgers as workbooks, from plain rows: printed as the office prints them."""

from tongcheng.render.ledger.answers import answer_workbook
from tongcheng.render.ledger.book import ledger_workbook
from tongcheng.render.ledger.model import Column, Hidden, Line, Sheet, Value

__all__ = ["Column", "Hidden", "Line", "Sheet", "Value", "answer_workbook", "ledger_workbook"]
