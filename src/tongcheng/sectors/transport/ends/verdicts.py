"""What people decided about candidates: the table ``verdicts``, by stable id, the latest decision first."""

from __future__ import annotations

import pandas as pd


def with_verdicts(frame: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Add ``verdict`` and ``verdict_reason``; empty where nobody has decided.

    Parameters
    ----------
    frame
        Candidates by ``candidate``.
    verdicts
        Table of the region. Of several decisions the latest day counts, of one day the last row.
    """
    latest = (
        verdicts.assign(order=range(len(verdicts)))
        .sort_values(["decided", "order"], kind="stable")
        .drop_duplicates("subject", keep="last")
        .set_index("subject")
    )
    return frame.assign(
        verdict=frame["candidate"].map(latest["verdict"]).astype("object"),
        verdict_reason=frame["candidate"].map(latest["reason"]).astype("object"),
    )
