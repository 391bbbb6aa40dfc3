"""What the declarations of services share: needs, methods, and how one is written."""

from __future__ import annotations

from typing import Any

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import BORDERS, NODES, RESIDENTS, ROADS
from tongcheng.sectors.services.kinds import SECTOR

#: What every measure needs; what one kind needs besides is decided kind by kind (see ``gates``).
_KINDS = Need("service_kinds", (), (("sector", SECTOR),))
SUPPLY: tuple[Need, ...] = (_KINDS, Need("facilities"), RESIDENTS)
ACCESS_NEEDS: tuple[Need, ...] = (*SUPPLY, ROADS, NODES, BORDERS)

ROADS_FREE = "free-flow road times"
DECAY = "Gaussian with a standard deviation of a third of the catchment"
THREE_STEP = f"3SFCA (Wan, Zou and Sternberg 2012), {DECAY}, {ROADS_FREE}"
E2SFCA = f"E2SFCA (Luo and Wang 2003; Luo and Qi 2009), {DECAY}, {ROADS_FREE}"


def one(name: str, label: Text, definition: Text, unit: str, **more: Any) -> Indicator:
    """Declare one measure; a mean is one over residents."""
    given = {"aggregate": "none", "needs": SUPPLY, "better": "more", **more}
    if given["aggregate"] == "mean":
        given["weight"] = "residents"
    return Indicator(indicator=name, sector=SECTOR, label=label, definition=definition, unit=unit, **given)
