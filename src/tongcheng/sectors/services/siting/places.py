"""Who is to be served and where sites may stand: checked frames of demand, existing facilities and candidates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text, same
from tongcheng.region.age_groups import known_groups
from tongcheng.region.columns import FIRST_ROW
from tongcheng.region.lookup import nearest_id
from tongcheng.region.people import count_by_zone
from tongcheng.region.plane import Plane
from tongcheng.region.region import Region
from tongcheng.sectors.services.gates import Supply, supply_of
from tongcheng.sectors.services.kinds import ServiceKind, kinds_of
from tongcheng.sectors.services.siting.indicators import SITES_NEEDED

Floats = NDArray[np.float64]

#: Every zone is a candidate in a circle of up to so many zones; a larger one has at most ``MOST_SITES``.
EVERY_ZONE: Final = 2_000
MOST_SITES: Final = 1_000

_COLUMNS: Final = ("site", "name", "city", "county", "lon", "lat", "capacity", "existing")


@dataclass(frozen=True, eq=False)
class Places:
    """What a question of siting is about.

    Parameters
    ----------
    supply
        What the kind has.
    people
        Shape (zones,): those to be served.
    sites
        Existing facilities first, then candidates: ``site name city county lon lat capacity existing``.
    """

    supply: Supply
    people: Floats
    sites: pd.DataFrame

    @property
    def kind(self) -> ServiceKind:
        """The kind."""
        return self.supply.kind

    @property
    def existing(self) -> int:
        """How many facilities stand today."""
        return int(self.sites["existing"].sum())


def find_kind(region: Region, kind: str) -> ServiceKind:
    """Give a kind of public service by its id.

    Raises
    ------
    InputError
        If the circle has no such kind; with the nearest one.
    """
    by_name = {one.kind: one for one in kinds_of(region)}
    if kind not in by_name:
        problems = Problems(region.file_name("service_kinds"))
        near = nearest_id(kind, by_name)
        problems.add(
            "unknown_kind", column="kind", found=kind,
            expected=same(" | ".join(by_name)) if by_name else Text("service_kinds 表中的公共服务类别", "a kind of public service"),
            remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正类别编号，或先登记该类别", "correct the kind, or add it first"),
        )  # fmt: skip
        problems.raise_if_any()
    return by_name[kind]


def places_of(
    region: Region,
    kind: ServiceKind,
    *,
    sites: pd.DataFrame | None = None,
    demand: pd.DataFrame | None = None,
    keep: bool = True,
    with_capacity: bool = False,
) -> Places:
    """Put together and check who is to be served and where sites may stand.

    Parameters
    ----------
    region
        The circle.
    kind
        The kind.
    sites
        Candidates: ``site lon lat``, and ``name city county capacity`` where they are known; a city or county that is
        not given is that of the nearest zone. By default the zones, thinned beyond ``EVERY_ZONE`` to the most populous
        one of each square of a grid.
    demand
        ``zone value``; by default the residents that the kind is for.
    keep
        Whether the facilities that stand today stay.
    with_capacity
        Whether capacities are read; they must be above 0 then.

    Raises
    ------
    InputError
        With every row that cannot be used.
    """
    supply = supply_of(region, kind, SITES_NEEDED)
    problems = Problems("sites")
    people = _people(region, supply, demand, problems)
    offered = _candidates(region, sites, supply, problems)
    stands = supply.facilities if keep else supply.facilities.iloc[:0]
    stands = stands[stands["lon"].notna() & stands["lat"].notna()]
    frame = pd.concat(
        [
            stands.rename(columns={"facility": "site"}).assign(existing=True).reindex(columns=list(_COLUMNS)),
            offered.assign(existing=False).reindex(columns=list(_COLUMNS)),
        ],
        ignore_index=True,
    ) if len(stands) else offered.assign(existing=False).reindex(columns=list(_COLUMNS))  # fmt: skip
    _check_sites(region, frame, len(stands), problems, with_capacity=with_capacity, given=sites is not None)
    problems.raise_if_any()
    return Places(supply, people, frame.reset_index(drop=True))


def _people(region: Region, supply: Supply, demand: pd.DataFrame | None, problems: Problems) -> Floats:
    if demand is not None:
        return _own_demand(region, demand, problems)
    if supply.people is not None:
        return supply.people.counts.value
    known = ("all", *known_groups(region["residents"]))
    rows = region["service_kinds"]
    at = int(np.flatnonzero((rows["kind"] == supply.kind.kind).to_numpy())[0])
    problems.add(
        "unknown_age_group", file=region.file_name("service_kinds"), row=at + FIRST_ROW, column="norm_group",
        expected=Text(f"residents 表已有的人群：{'、'.join(known)}", f"a group of residents: {', '.join(known)}"),
        found=supply.kind.group, remedy=Text("补该年龄组的人口，或改用已有人群", "add residents of that group, or use one that is there"),
    )  # fmt: skip
    problems.raise_if_any()
    raise AssertionError("unreachable")


def _own_demand(region: Region, demand: pd.DataFrame, problems: Problems) -> Floats:
    zones = pd.Index(region["zones"]["zone"])
    at = zones.get_indexer(pd.Index(demand["zone"]))
    values = pd.to_numeric(demand["value"], errors="coerce").to_numpy(dtype="float64")
    for row in np.flatnonzero(at < 0):
        word = str(demand["zone"].iloc[row])
        near = nearest_id(word, zones)
        problems.add(
            "unknown_zone", file="demand", row=int(row) + FIRST_ROW, column="zone", expected=Text("zones 表中的网格", "a zone of zones"),
            found=word, remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正网格代码，或删去该行", "correct the zone, or drop the row"),
        )  # fmt: skip
    for row in np.flatnonzero(~(values >= 0)):
        problems.add(
            "bad_demand", file="demand", row=int(row) + FIRST_ROW, column="value", expected=Text("不小于 0 的数", "0 or more"),
            found=demand["value"].iloc[row], remedy=Text("改正人数", "correct the number"),
        )  # fmt: skip
    known = at >= 0
    return np.bincount(at[known], np.nan_to_num(values[known]), len(zones)).astype(np.float64)


def _candidates(region: Region, sites: pd.DataFrame | None, supply: Supply, problems: Problems) -> pd.DataFrame:
    zones = region["zones"]
    if sites is None:
        usual = supply.facilities["capacity"]
        chosen = zones.iloc[thinned(region)]
        frame = pd.DataFrame(
            {
                "site": chosen["zone"],
                "name": chosen["zone"],
                **{key: chosen[key] for key in ("city", "county", "lon", "lat")},
            }
        )
        return frame.assign(capacity=float(usual[usual > 0].median()) if (usual > 0).any() else np.nan)
    missing = [name for name in ("site", "lon", "lat") if name not in sites]
    for name in missing:
        problems.add("missing_column", column=name, expected=Text(f"有 {name} 列", f"a column {name}"), found="—",
                     remedy=Text(f"补 {name} 列", f"add the column {name}"))  # fmt: skip
    problems.raise_if_any()
    frame = sites.reset_index(drop=True).copy()
    frame["site"] = frame["site"].astype("str")
    for key in ("city", "county"):
        frame[key] = frame[key].astype("object") if key in frame else None
    known = frame["lon"].between(-180, 180) & frame["lat"].between(-90, 90)
    if known.any():
        at = _nearest_zone(region, frame.loc[known, "lon"], frame.loc[known, "lat"])
        for key in ("city", "county"):
            own = pd.Series(zones[key].to_numpy(dtype=object)[at], index=frame.index[known])
            frame.loc[known, key] = frame.loc[known, key].where(frame.loc[known, key].notna(), own)
    return frame.assign(name=frame["name"] if "name" in frame else frame["site"])


def thinned(region: Region, *, every: int = EVERY_ZONE, most: int = MOST_SITES) -> NDArray[np.intp]:
    """Give the zones that are candidates: all, or the most populous one of each square of the finest grid that fits.

    Parameters
    ----------
    region
        The circle.
    every
        Up to so many zones all are candidates.
    most
        Most candidates beyond.
    """
    zones = region["zones"]
    if len(zones) <= every:
        return np.arange(len(zones))
    people = count_by_zone(region).value
    plane = Plane.around([zones["lon"].min(), zones["lat"].min(), zones["lon"].max(), zones["lat"].max()])
    x, y = plane.flat(zones["lon"], zones["lat"])
    side = 250.0
    while True:
        square = np.floor(x / side).astype(np.int64) * 1_000_003 + np.floor(y / side).astype(np.int64)
        if len(np.unique(square)) <= most:
            break
        side *= 1.1
    order = np.lexsort((np.arange(len(zones)), -people, square))
    first = np.r_[True, square[order][1:] != square[order][:-1]]
    return np.sort(order[first])


def _nearest_zone(region: Region, lon: pd.Series[float], lat: pd.Series[float]) -> NDArray[np.intp]:
    from scipy.spatial import cKDTree

    zones = region["zones"]
    shrink = np.cos(np.radians(zones["lat"].mean()))
    tree = cKDTree(np.column_stack([zones["lon"] * shrink, zones["lat"]]))
    return np.asarray(tree.query(np.column_stack([lon * shrink, lat]))[1], dtype=np.intp)


def _check_sites(
    region: Region, frame: pd.DataFrame, stands: int, problems: Problems, *, with_capacity: bool, given: bool
) -> None:
    facilities = pd.Index(region["facilities"]["facility"])
    own = frame["existing"].to_numpy(dtype=bool)

    def at(position: int) -> tuple[str, int]:
        if own[position]:
            return region.file_name("facilities"), int(
                facilities.get_indexer([frame["site"].iloc[position]])[0]
            ) + FIRST_ROW
        return ("sites" if given else region.file_name("zones")), position - stands + FIRST_ROW

    inside = (frame["lon"].between(-180, 180) & frame["lat"].between(-90, 90)).to_numpy()
    for position in np.flatnonzero(~inside):
        row, (file, number) = frame.iloc[position], at(int(position))
        problems.add("bad_point", file=file, row=number, column="lon", expected=Text("WGS84 经纬度", "WGS84 degrees"),
                     found=f"{row['lon']}, {row['lat']}", remedy=Text("改正坐标", "correct the point"))  # fmt: skip
    empty = ~(pd.to_numeric(frame["capacity"], errors="coerce") > 0).to_numpy()
    for position in np.flatnonzero(empty) if with_capacity else ():
        file, number = at(int(position))
        problems.add("no_capacity", file=file, row=number, column="capacity", expected=Text("大于 0 的规模", "a capacity above 0"),
                     found=frame["capacity"].iloc[position], remedy=Text("填规模；已停用的删去该行", "give the capacity; drop what is closed"))  # fmt: skip
    _check_ids(frame, stands, problems, given=given)


def _check_ids(frame: pd.DataFrame, stands: int, problems: Problems, *, given: bool) -> None:
    twice = frame["site"].duplicated().to_numpy()
    for position in np.flatnonzero(twice) if given else ():
        problems.add("site_twice", row=int(position) - stands + FIRST_ROW, column="site", expected=Text("未使用过的编号", "an id that is not in use"),
                     found=frame["site"].iloc[position], remedy=Text("换一个编号", "take another id"))  # fmt: skip


def check_ids(wanted: Collection[str], known: pd.Series[Any], column: str) -> NDArray[np.bool_]:
    """Flag the sites that are named, e.g. as forbidden.

    Raises
    ------
    InputError
        Naming every id that is no site.
    """
    problems = Problems("sites")
    for word in wanted:
        if word not in set(known):
            near = nearest_id(str(word), known)
            problems.add("unknown_site", column=column, expected=Text("候选点或现有机构的编号", "a candidate or a facility"), found=word,
                         remedy=Text(f"是否为 {near}？", f"did you mean {near}?") if near else Text("改正编号", "correct the id"))  # fmt: skip
    problems.raise_if_any()
    return known.isin(list(wanted)).to_numpy()
