"""Importing somebody's tables into a circle: files read, units and datums converted, every bad cell named."""

from tongcheng.region.importing.mapping import TableMapping, read_mapping
from tongcheng.region.importing.merge import Preview, apply_import, apply_imports, preview
from tongcheng.region.importing.table import ImportedTable, import_table

__all__ = [
    "ImportedTable",
    "Preview",
    "TableMapping",
    "apply_import",
    "apply_imports",
    "import_table",
    "preview",
    "read_mapping",
]
