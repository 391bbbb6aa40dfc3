"""What can lie over a map: roads, rails, crossings, candidates, facilities, projects, areas, the one-hour circle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tongcheng.language import Text, same
from tongcheng.office.figures.models import Run
from tongcheng.office.figures.queries.candidates import candidates_of
from tongcheng.office.people.standing import Standing
from tongcheng.office.workbench.maps import network
from tongcheng.office.workbench.maps.projects import project_points
from tongcheng.office.workbench.reading import circle_of, has_table, names_of, table_of

if TYPE_CHECKING:
    import geopandas as gpd

Kind = Literal["line", "point", "fill"]


@dataclass(frozen=True)
class Mark:
    """A class of an overlay: its word in the data, its words, colour, and what else tells it apart."""

    word: str
    label: Text
    color: str
    size: float = 2.0
    shape: str = ""


@dataclass(frozen=True)
class Overlay:
    """One layer that can be switched on.

    ``read`` gives the frame: columns ``id``, ``zh``, ``en``, ``mark``, geometry. ``private`` ones are not for the
    public; what is read for one ``reader`` is not kept for another.
    """

    name: str
    label: Text
    kind: Kind
    marks: tuple[Mark, ...]
    read: Callable[[Run, Standing], Any]
    private: bool = False
    reader: bool = False


def overlays_of(run: Run, standing: Standing) -> dict[str, Overlay]:
    """Give the overlays that a run has and a reader may see, by name."""
    office = standing.person is not None or standing.system
    found = [
        one for one in (*_places(run), *_lines(run), *_found(run), *_facilities(run)) if office or not one.private
    ]
    return {one.name: one for one in found}


def frame_of(run: Run, standing: Standing, overlay: Overlay) -> gpd.GeoDataFrame:
    """Read an overlay: ``id``, ``zh``, ``en``, ``mark``, geometry; rows without a place are left out."""
    import geopandas as gpd

    frame = overlay.read(run, standing)
    if frame is None or not len(frame):
        return gpd.GeoDataFrame({"id": [], "zh": [], "en": [], "mark": []}, geometry=[], crs="EPSG:4326")
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]
    return gpd.GeoDataFrame(frame.reset_index(drop=True))


def _frame(rows: Any, *, ident: str, zh: Any, en: Any = None, mark: Any = "") -> gpd.GeoDataFrame:
    import geopandas as gpd

    words = {"id": rows[ident].astype(str).to_numpy(), "zh": _words(zh)}
    words["en"] = (
        words["zh"] if en is None else [two or one for one, two in zip(words["zh"], _words(en), strict=True)]
    )
    geometry = rows.geometry if "geometry" in rows else gpd.points_from_xy(rows["lon"], rows["lat"])
    return gpd.GeoDataFrame(
        {**words, "mark": mark if isinstance(mark, str) else _words(mark)}, geometry=list(geometry), crs="EPSG:4326"
    )


def _words(column: Any) -> list[str]:
    return ["" if one is None or one != one else str(one) for one in column]


def _places(run: Run) -> list[Overlay]:
    circle, found = circle_of(run), []
    areas = circle["areas"]
    if len(areas) and "geometry" in areas and areas["geometry"].notna().any():
        mark = Mark("", Text("带、区", "belts and areas"), "#8a4f9e")
        found.append(Overlay("areas", Text("产业带、片区", "Belts and areas"), "fill", (mark,), _areas))
    if circle["functional_areas"]["geometry"].notna().any():
        mark = Mark("", Text("功能区", "functional areas"), "#5fb39a")
        found.append(Overlay("functional_areas", Text("功能区", "Functional areas"), "fill", (mark,), _functional))
    if has_table(run, "one_hour"):
        marks = (
            Mark("30", Text("30分钟", "30 min"), "#2f6c98"),
            Mark("45", Text("45分钟", "45 min"), "#429ca3"),
            Mark("60", Text("60分钟", "60 min"), "#7cc5a5"),
        )
        found.append(Overlay("one_hour", Text("一小时通勤圈", "One-hour circle"), "fill", marks, _one_hour))
    return found


def _areas(run: Run, _: Standing) -> Any:
    rows = circle_of(run)["areas"]
    return _frame(rows, ident="area", zh=rows["name"], en=rows["name_en"])


def _functional(run: Run, _: Standing) -> Any:
    rows = circle_of(run)["functional_areas"]
    return _frame(rows, ident="functional_area", zh=rows["name"], en=rows["name_en"])


def _one_hour(run: Run, _: Standing) -> Any:
    rows = table_of(run, "one_hour")
    mode = "drive" if "drive" in set(rows["mode"]) else rows["mode"].iloc[0]
    rows = rows[(rows["mode"] == mode) & (rows["origin"] == "centre") & rows["threshold"].isin([30, 45, 60])]
    rows = (
        rows.sort_values("threshold", ascending=False)
        .drop_duplicates("threshold")
        .assign(key=lambda frame: frame["threshold"].map("{:g}".format))
    )
    zh = [f"{key}分钟通勤圈" for key in rows["key"]]
    return _frame(rows, ident="key", zh=zh, en=[f"within {key} min" for key in rows["key"]], mark=rows["key"])


def _lines(run: Run) -> list[Overlay]:
    circle, found = circle_of(run), []
    if len(circle["barriers"]):
        mark = Mark("", Text("河流山体", "rivers and hills"), "#9ec3dd", 1.4)
        found.append(Overlay("barriers", Text("河流山体", "Rivers and hills"), "line", (mark,), _barriers))
    if network.may_have_roads(run):
        main = Mark("", Text("干线和主次道路", "main roads"), "#7d6b52", 1.4)
        minor = Mark("", Text("其他道路", "other roads"), "#b9aa93", 0.7)
        found.append(Overlay("roads", Text("干线路网", "Main roads"), "line", (main,), _main_roads))
        found.append(Overlay("roads_minor", Text("其他道路", "Other roads"), "line", (minor,), _minor_roads))
        cross = Mark("", Text("跨界通道", "crossings"), "#1f2328", 3.0)
        found.append(Overlay("crossings", Text("跨界通道", "Crossings"), "point", (cross,), _crossings))
    if len(circle["lines"]) and circle["lines"]["geometry"].notna().any():
        mark = Mark("", Text("轨道线路", "rail lines"), "#3d3d3d", 2.0)
        found.append(Overlay("rail", Text("轨道", "Rail"), "line", (mark,), _rail))
    if len(circle["stations"]):
        mark = Mark("", Text("车站", "stations"), "#ffffff", 3.0)
        found.append(Overlay("stations", Text("车站", "Stations"), "point", (mark,), _stations))
    return found


def _barriers(run: Run, _: Standing) -> Any:
    rows = circle_of(run)["barriers"]
    return _frame(rows, ident="barrier", zh=rows["name"])


def _main_roads(run: Run, _: Standing) -> Any:
    return _roads(run, main=True)


def _minor_roads(run: Run, _: Standing) -> Any:
    return _roads(run, main=False)


def _roads(run: Run, *, main: bool) -> Any:
    links = network.network_of(run)
    if links is None:
        return None
    links = links[links["class"].isin(network.MAIN) == main]
    return _frame(links, ident="link", zh=_road_names(links))


def _road_names(links: Any) -> list[str]:
    names = zip(_words(links["name"]), _words(links["ref"]), strict=True)
    return [f"{name}（{ref}）" if name and ref else name or ref for name, ref in names]


def _crossings(run: Run, _: Standing) -> Any:
    rows = network.crossings_of(run)
    return None if rows is None else _frame(rows, ident="link", zh=_road_names(rows))


def _rail(run: Run, _: Standing) -> Any:
    rows = circle_of(run)["lines"]
    rows = rows[~rows["mode"].isin(["bus", "intercity_bus"])]
    return _frame(rows, ident="line", zh=rows["name"])


def _stations(run: Run, _: Standing) -> Any:
    rows = circle_of(run)["stations"]
    rows = rows[~rows["kind"].isin(["bus_stop", "bus"])]
    return _frame(rows, ident="station", zh=rows["name"])


def _found(run: Run) -> list[Overlay]:
    found = []
    if has_table(run, "candidates"):
        marks = (
            Mark("", Text("候选，待核", "candidate, not judged"), "#e08a2e", 5.0),
            Mark("confirmed", Text("属实", "confirmed"), "#a3271d", 5.0),
            Mark("rejected", Text("不属实", "rejected"), "#a9a9a9", 4.0),
            Mark("unsure", Text("存疑", "unsure"), "#f0c987", 5.0),
        )
        label = Text("断头路、瓶颈路候选", "Dead ends and bottlenecks")
        found.append(Overlay("candidates", label, "point", marks, _candidates, private=True, reader=True))
    lights = (
        Mark("green", Text("正常", "as planned"), "#176f30", 6.0),
        Mark("yellow", Text("预警", "warning"), "#d9a400", 6.0),
        Mark("red", Text("滞后", "late"), "#b42318", 6.0),
        Mark("", Text("未发布", "nothing published"), "#ffffff", 5.0),
    )
    if circle_of(run)["projects"]["geometry"].notna().any():
        label = Text("项目（已发布灯色）", "Projects by published light")
        found.append(Overlay("projects", label, "point", lights, project_points, private=True, reader=True))
    return found


def _candidates(run: Run, _: Standing) -> Any:
    import shapely

    judged = {one.candidate: one for one in candidates_of(run)}
    rows = table_of(run, "candidates")
    rows = rows[rows["candidate"].isin(judged)]
    points = shapely.line_interpolate_point(rows.geometry.to_numpy(), 0.5, normalized=True)
    names = [judged[one].name or one for one in rows["candidate"]]
    verdicts = [verdict.verdict if (verdict := judged[one].verdict) else "" for one in rows["candidate"]]
    return _frame(rows.assign(geometry=points), ident="candidate", zh=names, mark=verdicts)


def _facilities(run: Run) -> list[Overlay]:
    circle = circle_of(run)
    words = {str(row["kind"]): row for row in circle["service_kinds"].to_dict("records")}
    found = []
    for kind in sorted(set(circle["facilities"]["kind"].dropna())):
        row = words.get(str(kind), {})
        zh = str(row.get("name") or kind)
        label = Text(zh, str(row.get("name_en") or zh) if row else str(kind))
        mark = Mark("", label, "#0b5cad", 3.0)
        found.append(Overlay(f"facility-{kind}", label, "point", (mark,), _facility_reader(str(kind))))
    return found


def _facility_reader(kind: str) -> Callable[[Run, Standing], Any]:
    def read(run: Run, _: Standing) -> Any:
        rows = circle_of(run)["facilities"]
        rows = rows[rows["kind"] == kind]
        return _frame(rows, ident="facility", zh=rows["name"])

    return read


def border_names(run: Run, border: str) -> Text:
    """Name a border by its two cities."""
    from tongcheng.runs.report.words import border_name

    return border_name(names_of(run), border) if "|" in border else same(border)
