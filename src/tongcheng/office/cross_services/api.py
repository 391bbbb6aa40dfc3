"""The JSON API of this app: the same actions and rights as its pages."""

from __future__ import annotations

from ninja import Router

router = Router()
