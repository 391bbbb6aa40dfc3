"""Periods, the ledgers units sign, their review and evidence."""
