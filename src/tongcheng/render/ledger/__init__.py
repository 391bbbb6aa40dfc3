"""The office's lists and ledgers as workbooks, from plain rows: printed as the office prints them."""

from tongcheng.render.ledger.answers import BadCell, answer_workbook
from tongcheng.render.ledger.book import ledger_workbook
from tongcheng.render.ledger.model import Column, Hidden, Line, Sheet, Value

__all__ = ["BadCell", "Column", "Hidden", "Line", "Sheet", "Value", "answer_workbook", "ledger_workbook"]
