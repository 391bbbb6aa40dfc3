"""Why we think so: one sentence of evidence for every row, in both languages."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from tongcheng.language import Text, same
from tongcheng.region.value_labels import value_label

#: What an end is, for people.
END_CLASSES: Final[dict[str, Text]] = {
    "real": Text("断头", "dead end"),
    "cut": Text("数据截断", "cut by the data"),
    "hole": Text("数据缺段", "hole in the data"),
    "construction": Text("在建或规划", "being built or planned"),
    "closed": Text("封闭", "closed"),
    "ferry": Text("接轮渡", "ferry"),
    "parcel": Text("院落或地块出入", "access to a parcel"),
    "away": Text("前方无路", "nothing ahead"),
    "inner": Text("本市内部缺口", "gap inside its own city"),
    "served": Text("近旁已通", "joined nearby"),
    "culdesac": Text("尽端式街道", "cul-de-sac"),
    "island": Text("对侧路网孤立", "roads beyond not connected"),
    "water": Text("隔河隔水", "behind water"),
    "cliff": Text("隔陡崖", "behind a cliff"),
    "rail": Text("隔铁路", "behind a railway"),
    "motorway": Text("隔高速公路", "behind a motorway"),
    "barrier": Text("隔障碍", "behind a barrier"),
    "fall": Text("标准下降", "falls"),
    "pinch": Text("中间瓶颈", "pinched"),
}  # fmt: skip

KINDS: Final[dict[str, Text]] = {
    "dead_end": Text("断头路", "dead-end road"),
    "bottleneck": Text("瓶颈路", "bottleneck"),
}

ATTRIBUTES: Final[dict[str, Text]] = {
    "class": Text("道路类别", "class"),
    "lanes": Text("车道数", "lanes"),
    "width_m": Text("路面宽", "width"),
    "surface": Text("路面", "surface"),
}

_REASONS: Final[dict[str, Text]] = {
    "cut": Text(
        "道路数据在此截断（数据边缘，或单行路、高速公路不可能就此终止），不能判断是否断头",
        "the road data end here (their edge, or a one-way road or motorway, which cannot just end): nothing can be concluded",
    ),
    "hole": Text(
        "公交线路由此继续前行，道路实际相通，是道路数据缺段",
        "a bus line goes on from here, so the road does too: the road data have a hole",
    ),
    "construction": Text("由此继续的道路在建或已规划", "the road that goes on from here is being built or planned"),
    "closed": Text(
        "由此继续的道路已建成但封闭，需要的是开放决定而非修路",
        "the road that goes on from here is built but closed: it needs a decision, not a road",
    ),
    "ferry": Text("由此接轮渡", "a ferry goes on from here"),
    "parcel": Text("内部道路、机耕道或专用道路，只通地块", "a service road, track or private road that serves a parcel"),
    "away": Text("交界对侧 {gap:.1f} 公里内、前进方向上没有道路", "no road of another city within {gap:.1f} km ahead"),
    "inner": Text("它正对的是本市另一断头，不跨交界", "the end that it faces lies in its own city"),
}  # fmt: skip

_NEEDS: Final[dict[str, Text]] = {
    "water": Text("须建桥跨越{name}", "it needs a bridge over {name}"),
    "cliff": Text("须建隧道或展线越过{name}", "it needs a tunnel or a longer way past {name}"),
    "rail": Text("须建立交跨越{name}", "it needs a bridge or underpass at {name}"),
    "motorway": Text("须建立交跨越{name}", "it needs a bridge or underpass at {name}"),
    "barrier": Text("须先查明并跨越{name}", "it needs {name} to be surveyed and crossed"),
}

_BARRIERS: Final[dict[str, Text]] = {
    "water": Text("河流或水面", "water"),
    "cliff": Text("陡崖", "a cliff"),
    "rail": Text("铁路", "a railway"),
    "motorway": Text("高速公路", "a motorway"),
    "barrier": Text(
        "障碍（没有阻隔数据；附近跨界道路全部是桥，应有河流或铁路）",
        "a barrier (there are no data of barriers, but every road across nearby is a bridge: water or a railway)",
    ),
}

_VERDICTS_ON: Final[dict[str, Text]] = {
    "real": Text("列为候选", "a candidate"),
    "served": Text("近旁已有通路，不列", "joined nearby, so no candidate"),
    "culdesac": Text(
        "居住区尽端式街道，按设计如此，不列", "a residential street that ends by design, so no candidate"
    ),
    "island": Text(
        "对侧道路在数据中与路网不相连，先补道路数据，不列",
        "the roads beyond are not connected in the data, which must be mended first; no candidate",
    ),
}


def road_label(name: Any, ref: Any, road_class: Any) -> Text:
    """Name a road: name and number, else what it is.

    Examples
    --------
    >>> road_label("金港大道", "S106", "primary").zh
    '金港大道（S106）'
    """
    name, ref = ("" if pd.isna(value) else str(value) for value in (name, ref))
    if name or ref:
        both = name and ref and name != ref
        return Text(f"{name}（{ref}）", f"{name} ({ref})") if both else same(name or ref)
    label = value_label("road_links", "class", str(road_class))
    return Text(f"无名道路（{label.zh}）", f"a road without name ({label.en})")


def end_evidence(row: dict[str, Any], gap_km: float) -> Text:
    """Say why an end has its class.

    Parameters
    ----------
    row
        ``road`` and ``beyond`` (texts), ``here``, ``there`` and ``line`` (names of cities and border), ``end_class``,
        ``distance_m gap_m detour_m detour_min``, ``facing``, ``alike``, ``barrier``, ``cut_m``.
    gap_km
        How far the search looked.
    """
    lead = Text(
        "{road}在{line}交界旁 {distance_m:.0f} 米处（{here}侧）终止",
        "{road} stops {distance_m:.0f} m from the border {line} (in {here})",
    ).fill(**row)
    plain = _REASONS.get(row["end_class"])
    if plain is not None:
        return _sentence([lead, plain.fill(gap=gap_km)])
    faces = (
        Text(
            "前方 {gap_m:.0f} 米外{beyond}也在此断头（{there}侧）",
            "{gap_m:.0f} m ahead {beyond} stops too (in {there})",
        )
        if row["facing"]
        else Text("前方 {gap_m:.0f} 米外是{there}侧的{beyond}", "{gap_m:.0f} m ahead is {beyond} in {there}")
    )
    parts = [lead, faces.fill(**row)]
    if row["alike"]:
        parts.append(Text("两段同名或同编号", "both bear the same name or number"))
    parts.append(_way_round(row))
    if row["end_class"] in _NEEDS:
        known = same(row["barrier"]) if row["barrier"] else _BARRIERS[row["end_class"]]
        parts.append(_NEEDS[row["end_class"]].fill(name=known))
    else:
        parts.append(_VERDICTS_ON[row["end_class"]])
    if row["cut_m"] < np.inf:
        parts.append(
            Text(
                "{cut_m:.0f} 米外道路数据被截断，实际绕行可能较短",
                "road data are cut {cut_m:.0f} m away, so the real way round may be shorter",
            ).fill(**row)
        )
    return _sentence(parts)


def _way_round(row: dict[str, Any]) -> Text:
    if np.isnan(row["detour_m"]):
        return Text("现状两小时内没有通路", "there is no way round within two hours today")
    return Text(
        "现状须绕行 {km:.1f} 公里、{detour_min:.1f} 分钟，为直线的 {times:.1f} 倍",
        "the way round today is {km:.1f} km and {detour_min:.1f} min, {times:.1f} times the gap",
    ).fill(km=row["detour_m"] / 1000, times=row["detour_m"] / max(row["gap_m"], 1.0), detour_min=row["detour_min"])


def fall_evidence(row: dict[str, Any]) -> Text:
    """Say in what a road falls.

    Parameters
    ----------
    row
        ``road line city distance_m length_m pinch``, and ``falls``: name of the attribute, before and after (texts).
    """
    lead = Text(
        "{road}跨{line}交界，在距交界 {distance_m:.0f} 米处（{city}侧）",
        "{road} crosses the border {line} and falls {distance_m:.0f} m from it (in {city}): ",
    ).fill(**row)
    zh = "、".join(f"{label.zh}由{_spaced(before)}降为{_spaced(after)}" for label, before, after in row["falls"])
    en = ", ".join(f"{label.en} from {before.en} to {after.en}" for label, before, after in row["falls"])
    rest = (
        Text("其后 {length_m:.0f} 米低于前段，之后恢复", "for {length_m:.0f} m, then it is as good as before")
        if row["pinch"]
        else Text("其后 {length_m:.0f} 米低于前段", "for {length_m:.0f} m")
    )
    filled = rest.fill(**row)
    return Text(f"{lead.zh}{zh}，{filled.zh}。", f"{lead.en}{en}, {filled.en}.")


def _spaced(value: Text) -> str:
    """Write a number with a blank before it, as Chinese texts do."""
    return f" {value.zh}" if value.zh[:1].isdigit() else value.zh


def value_words(attribute: str, value: Any) -> Text:
    """Write one value of a road: 4 车道, 7.5 米, 一级干道."""
    if pd.isna(value):
        return Text("未注明", "not given")
    if attribute == "lanes":
        return Text(f"{value:g} 车道", f"{value:g} lanes")
    if attribute == "width_m":
        return Text(f"{value:g} 米", f"{value:g} m")
    return value_label("road_links", attribute, str(value))


def _sentence(parts: list[Text]) -> Text:
    return Text("；".join(part.zh for part in parts) + "。", "; ".join(part.en for part in parts) + ".")
