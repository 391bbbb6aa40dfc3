"""What the office decided and delivered goes back into a copy of the circle's tables, for the next run to measure."""

from tongcheng.office.figures.exporting.write import Exported, export_region

__all__ = ["Exported", "export_region"]
