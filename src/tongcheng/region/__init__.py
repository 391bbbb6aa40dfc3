"""What a circle *is*: tables, schemas, borders, edits, readers, checks, the samples, the generator."""

from tongcheng.region.region import Region, open_region, sample_names

__all__ = ["Region", "open_region", "sample_names"]
