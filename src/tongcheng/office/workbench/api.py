"""The JSON API of this app, the same actions and rights as its pages: the map, plans, shares."""

from __future__ import annotations

from ninja import Router

from tongcheng.office.workbench.maps.api import router as maps
from tongcheng.office.workbench.plans.api import router as plans
from tongcheng.office.workbench.shares.api import router as shares

router = Router()
router.add_router("/map", maps)
router.add_router("/plans", plans)
router.add_router("/shares", shares)
