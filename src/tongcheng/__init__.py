"""Tongcheng 同城: neighbouring cities measured, planned and run as one city.

The rooms, from top to bottom, are ``region travel methods sectors monitor plan render runs office cli``;
a room imports only from rooms above it.

Examples
--------
>>> import tongcheng
>>> circle = tongcheng.open_region("chengdu")
>>> len(circle["counties"])
35
"""

from tongcheng.region import Region, open_region

__version__ = "0.1.0"

__all__ = ["Region", "__version__", "open_region"]
