"""placeholder."""

from tongcheng.office.seeds import Loaded


def load() -> Loaded:
    """Load it."""
    raise NotImplementedError
