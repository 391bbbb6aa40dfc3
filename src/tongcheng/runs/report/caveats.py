"""What the sources of a table warn of, for the note under it."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import NOTHING, Text
from tongcheng.region import Region

_STOPS = "。；. "


def caveats(region: Region, *tables: pd.DataFrame) -> Text:
    """Give the notes of the sources of some rows, each once, as one sentence; nothing where they warn of nothing.

    Notes stand in ``sources`` in the language of the circle and are not translated.

    Parameters
    ----------
    region
        The circle.
    *tables
        The rows that are shown.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> circle = open_region("chengdu")
    >>> "13、30 号线未收录" in caveats(circle, circle["lines"]).zh
    True
    """
    sources = region["sources"].drop_duplicates("source").set_index("source")["note"].dropna()
    used: list[str] = []
    for table in tables:
        used += [str(source) for source in table["source"].dropna().unique() if source in sources.index]
    notes = list(dict.fromkeys(str(sources[source]).strip(_STOPS) for source in used))
    if not notes:
        return NOTHING
    return Text("来源说明：" + "；".join(notes) + "。", "Notes of the sources: " + "; ".join(notes) + ".")
