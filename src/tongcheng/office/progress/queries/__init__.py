"""Everything that pages, exports and other apps read about periods and ledgers."""

from tongcheng.office.progress.queries.owed import UnitOwes, ledgers_of, owed, units_owing

__all__ = ["UnitOwes", "ledgers_of", "owed", "units_owing"]
