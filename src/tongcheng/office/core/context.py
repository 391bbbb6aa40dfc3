"""What the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tongcheng import __version__
from tongcheng.office.core.navigation import links
from tongcheng.office.core.wording import language


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the language, the reader and the product's version to every template."""
    return {
        "language": language(),
        "html_lang": "zh-Hans" if language() == "zh" else "en",
        "standing": getattr(request, "standing", None),
        "product_version": __version__,
        "navigation": links(request),
    }
