"""Indices that others publish: their scores and ranks in their versions, never recomputed."""

from __future__ import annotations

import pandas as pd

from tongcheng.monitor.whose import is_own, own_subjects
from tongcheng.region.periods import period_end
from tongcheng.region.region import Region

#: Words of ``indicators.level`` for what a whole system gives.
_WHOLE = ("总分", "分类", "综合")


def published_index(region: Region) -> pd.DataFrame:
    """Give what is published of systems whose weights are not: scores, ranks and classes, by edition.

    Without the weights of every indicator no score can be recomputed, so nothing here is.

    Returns
    -------
    pandas.DataFrame
        ``system indicator label label_en subject own value value_text unit rank rank_of as_of published source
        basis``, newest first; only of systems that rank the circle or give it a score or a class.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> table = published_index(open_region("chengdu"))
    >>> score = table[(table["indicator"] == "thu_level_score") & table["own"]].iloc[0]
    >>> float(score["value"]), int(score["rank"]), int(score["rank_of"])
    (76.4, 5, 12)
    """
    indicators, figures, known = region["indicators"], region["figures"], own_subjects(region)
    weighted = set(indicators.loc[indicators["weight"].notna(), "system"])
    closed = indicators[~indicators["system"].isin(weighted)]
    whole = closed.loc[closed["level"].isin(_WHOLE), "system"].unique()
    rows = figures.merge(
        closed.loc[closed["system"].isin(whole), ["indicator", "system", "name", "name_en"]],
        left_on="attribute", right_on="indicator",
    )  # fmt: skip
    rows = rows[rows["rank"].notna() | rows["value"].notna() | rows["value_text"].notna()]
    frame = pd.DataFrame(
        {
            "system": rows["system"],
            "indicator": rows["indicator"],
            "label": rows["name"],
            "label_en": rows["name_en"],
            "subject": rows["subject"],
            "own": [is_own(str(subject), known) for subject in rows["subject"]],
            **{name: rows[name] for name in ("value", "value_text", "unit", "rank", "rank_of", "as_of", "published")},
            "source": rows["source"],
            "basis": rows["basis"],
            "day": [period_end(text) for text in rows["as_of"]],
        }
    )
    frame = frame.sort_values(
        ["day", "system", "indicator", "own", "rank", "subject"],
        ascending=[False, True, True, False, True, True],
        na_position="last", kind="stable", ignore_index=True,
    )  # fmt: skip
    return frame.drop(columns="day")
