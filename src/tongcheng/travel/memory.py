"""How much this computer can hold."""

from __future__ import annotations

import os

#: Taken where the system does not say.
_USUAL_MB = 8192.0


def memory_limit_mb(share: float = 0.5) -> float:
    """Give a share of the memory of this computer in MB.

    Parameters
    ----------
    share
        Part of it, 0 to 1.
    """
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (AttributeError, ValueError, OSError):  # not on Windows
        total = _USUAL_MB
    return share * total
