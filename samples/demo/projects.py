"""The list of major projects of the fictional circle, and what each changes in the world."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import shapely

from demo import money
from demo.names import Circle
from demo.people import residents_of
from tongcheng.region.synth.standards import CLASSES, RURAL

LIST_2020 = "2020年重大支撑项目清单"
LIST_2022 = "2022年重大项目清单"

_TRAFFIC, _PLANNING, _HEALTH, _SCHOOLS = "交通运输局", "发展和改革局", "卫生健康局", "教育局"
_FUNCTIONS = {
    "transport": "人口综合承载服务", "services": "人口综合承载服务", "health": "人口综合承载服务",
    "industry": "现代产业协作引领", "platforms": "改革开放门户", "ecology": "人口综合承载服务",
}  # fmt: skip

Project = dict[str, Any]
Edit = tuple[str, dict[str, Any]]


class Book:
    """Gathers projects, their edits and their dated figures."""

    def __init__(self, circle: Circle) -> None:
        self.circle = circle
        self.projects: list[Project] = []
        self.edits: list[dict[str, Any]] = []
        self.figures: list[dict[str, Any]] = []

    def add(
        self,
        name: str,
        field: str,
        sector: str,
        cities: list[str],
        *,
        state: tuple[str, str, str, str],
        lead: str,
        support: str = "",
        kind: str = "project",
        counties: str = "",
        lists: str = f"{LIST_2020};{LIST_2022}",
        edits: list[Edit] | None = None,
        cost: dict[str, float] | None = None,
        length: dict[str, float] | None = None,
        done: float | None = None,
        place: shapely.Geometry | None = None,
        note: str | None = None,
    ) -> str:
        """Add one project; ``state`` is class, status, start and finish, ``cost`` and ``length`` are by date."""
        project = f"P{len(self.projects) + 1:02d}"
        project_class, status, start, finish = state
        year = int(finish[:4])
        stage = "starting" if year <= 2022 else "growing" if year <= 2025 else "advancing"
        self.projects.append(
            {
                "project": project, "name": name, "kind": kind, "field": field, "sector": sector, "stage": stage,
                "function": _FUNCTIONS[sector], "cities": ";".join(cities), "counties": counties or None,
                "lists": lists, "lead_units": lead, "support_units": support or None, "project_class": project_class,
                "status": status, "start": start, "finish": finish, "note": note, "geometry": place,
            }
        )  # fmt: skip
        for seq, (edit, arguments) in enumerate(edits or []):
            words = json.dumps(arguments, ensure_ascii=False)
            self.edits.append({"project": project, "seq": seq, "edit": edit, "arguments": words})
        self._figures(project, name, cost or {}, length or {}, done)
        return project

    def _figures(
        self, project: str, name: str, cost: dict[str, float], length: dict[str, float], done: float | None
    ) -> None:
        values = [("investment", "亿元", "总投资", day, value) for day, value in cost.items()]
        values += [("length", "km", "线路长度", day, value) for day, value in length.items()]
        if cost:
            total = list(cost.values())[-1]
            values.append(("year_plan", "亿元", "年度计划投资", "2022", round(0.3 * total, 2)))
            if done is not None:
                values.append(("completed", "亿元", "累计完成投资", "2022-06", round(done * total, 2)))
        for attribute, unit, scope, day, value in values:
            self.figures.append(
                {
                    "figure": f"{project}.{attribute}.{day}", "subject": project, "subject_table": "projects",
                    "subject_name": name, "attribute": attribute, "value": value, "unit": unit, "as_of": day,
                    "published": day, "scope": scope,
                }
            )  # fmt: skip


def build(circle: Circle) -> dict[str, pd.DataFrame]:
    """Give the tables ``projects``, ``project_edits`` and ``project_relations``, and figures of projects."""
    book = Book(circle)
    _dead_ends(book)
    _bottlenecks(book)
    _transit(book)
    _facilities(book)
    _services(book)
    _others(book)
    projects, edits, figures = (pd.DataFrame(rows) for rows in (book.projects, book.edits, book.figures))
    more = money.figures(circle, projects, edits, figures)
    return {
        "projects": projects,
        "project_edits": edits,
        "project_relations": money.relations(),
        "figures": pd.concat([figures, more], ignore_index=True),
    }


def _close(row: Any, link: str) -> Edit:
    standard = RURAL[CLASSES.index(row["class"])]
    return "AddLink", {
        "link": link, "from_node": row["node"], "to_node": row["counterpart_node"], "class": row["class"],
        "speed_kmh": standard.speed_kmh, "lanes": standard.lanes, "length_m": row["gap_m"], "direction": "both",
    }  # fmt: skip


def _dead_ends(book: Book) -> None:
    """Close named dead ends one by one, and the village roads as one bundle."""
    circle, ends = book.circle, book.circle.truth.dead_ends
    _opened_road(book)
    named = ends[ends["name"].notna()].drop_duplicates("name").head(5)
    states = [
        ("continued", "under_construction", "2021-04", "2023-06"),
        ("continued", "under_construction", "2021-10", "2023-12"),
        ("start", "planned", "2022-09", "2024-06"),
        ("start", "planned", "2022-11", "2024-12"),
        ("preparatory", "preparatory", "2023-06", "2025-12"),
    ]
    for number, ((_, row), state) in enumerate(zip(named.iterrows(), states, strict=True), start=1):
        cities = [row["city_a"], row["city_b"]]
        km = row["gap_m"] / 1000
        first = round(0.15 + 0.9 * km, 2)
        book.add(
            f"{circle.pair(*cities)}交界{row['name']}断头路打通工程", "交界断头路", "transport", cities, state=state,
            lead=circle.bureaus(cities, _TRAFFIC), support=circle.bureaus(cities, "自然资源和规划局"),
            edits=[_close(row, f"new-de{number:02d}")],
            cost={"2020-05": first, "2021-12": round(1.12 * first, 2)} if number % 2 else {"2020-05": first},
            length={"2020-05": round(km, 2)}, done=0.45 if state[0] == "continued" else None,
            place=shapely.Point(row["lon"], row["lat"]),
        )  # fmt: skip
    rest = ends[~ends["dead_end"].isin(named["dead_end"])].head(5)
    cities = sorted(set(rest["city_a"]) | set(rest["city_b"]))
    book.add(
        "交界乡村断头路打通工程（第二批）", "交界断头路", "transport", cities,
        state=("start", "planned", "2022-10", "2024-10"), lead="综合交通专项合作组",
        support=circle.bureaus(cities, _TRAFFIC), lists=LIST_2022,
        edits=[_close(row, f"new-vr{number:02d}") for number, (_, row) in enumerate(rest.iterrows(), start=1)],
        cost={"2022-01": round(float(0.25 * len(rest) + 0.5 * rest["gap_m"].sum() / 1000), 2)},
        length={"2022-01": round(float(rest["gap_m"].sum() / 1000), 2)},
        place=shapely.MultiPoint(rest[["lon", "lat"]].to_numpy()), note=f"一条清单含{len(rest)}处断头路",
    )  # fmt: skip


def _opened_road(book: Book) -> None:
    """Name a road that crosses the first border as one that was opened."""
    circle, region = book.circle, book.circle.region
    outlines = region["cities"].set_index("city").geometry
    a, b = circle.cities[:2]
    border = shapely.intersection(outlines[a].boundary, outlines[b].boundary)
    place = region["road_nodes"].set_index("node")[["lon", "lat"]]
    known = set(circle.truth.bottlenecks["name"])
    roads = region["road_links"]
    roads = roads[(roads["class"] == "secondary") & (roads["state"] == "open") & ~roads["name"].isin(known)]
    ends = [place.loc[roads[end]].to_numpy() for end in ("from_node", "to_node")]
    lines = shapely.linestrings([*zip(*ends, strict=True)])
    road = roads[shapely.intersects(lines, border)].iloc[0]
    km = round(float(road["length_m"]) / 1000, 2)
    book.add(
        f"{circle.pair(a, b)}交界{road['name']}断头路打通工程", "交界断头路", "transport", [a, b],
        state=("completed", "completed", "2020-09", "2022-06"), lead=circle.bureaus([a, b], _TRAFFIC),
        cost={"2020-05": round(0.2 + 0.7 * km, 2)}, length={"2020-05": km}, done=1.0,
        place=shapely.Point(place.loc[road["from_node"]]), note="已建成通车，已计入现状路网",
    )  # fmt: skip


def _bottlenecks(book: Book) -> None:
    """Bring narrow stretches back to the size of the rest of their road."""
    circle = book.circle
    falls, links = circle.truth.bottlenecks, circle.region["road_links"].set_index("link")
    chosen = pd.concat(
        [falls[falls["attribute"] == name].head(1) for name in ("lanes", "width_m", "surface", "class")]
    )
    states = [
        ("continued", "under_construction", "2021-06", "2023-09"),
        ("start", "planned", "2022-08", "2023-12"),
        ("start", "planned", "2022-08", "2023-10"),
        ("preparatory", "preparatory", "2024-03", "2026-06"),
    ]
    words = {"lanes": "拓宽改造", "width_m": "拓宽改造", "surface": "路面提升", "class": "提档升级"}
    columns = ("class", "technical_class", "admin_class", "lanes", "width_m", "surface", "speed_kmh")
    for (_, row), state in zip(chosen.iterrows(), states, strict=True):
        cities = [row["city_a"], row["city_b"]]
        full = links.loc[row["before_link"]]
        edits = []
        for link in row["links"].split(";"):
            now = links.loc[link]
            changes = {name: full[name] for name in columns if full[name] != now[name]}
            edits.append(("ModifyLink", {"link": link, "changes": changes}))
        km = row["length_m"] / 1000
        per_km = {"lanes": 0.85, "width_m": 0.25, "surface": 0.08, "class": 0.6}[row["attribute"]]
        first = round(0.1 + per_km * km, 2)
        book.add(
            f"{row['ref']}{row['name']}交界段{words[row['attribute']]}工程", "交界瓶颈路", "transport", cities, state=state,
            lead=circle.bureaus(cities, _TRAFFIC), edits=edits, length={"2020-05": round(km, 2)},
            cost={"2020-05": first, "2022-03": round(1.18 * first, 2)}, done=0.4 if state[0] == "continued" else None,
            place=shapely.Point(row["lon"], row["lat"]),
        )  # fmt: skip


def _transit(book: Book) -> None:
    """Carry the suburban railway over the border, run trains and buses more often."""
    circle, region = book.circle, book.circle.region
    capital, last = circle.cities[0], circle.cities[-1]
    stops = region["line_stops"]
    number = len(circle.cities) - 1
    here = stops[stops["line"] == "suburban-1"].sort_values("seq")
    there = stops[stops["line"] == f"rail-{number}"].sort_values("seq").tail(2)
    along = [*here["station"].iloc[[0, -1]], *there["station"]]
    minutes = [0.0, float(here["minutes"].iloc[-1])]
    minutes += [minutes[-1] + 9.0, minutes[-1] + 18.0]
    book.add(
        f"{circle.pair(capital, last)}市域铁路二期工程", "轨道交通", "transport", [capital, last],
        state=("preparatory", "preparatory", "2023-03", "2027-12"), lead=f"{circle.name(capital)}轨道交通集团",
        support=circle.bureaus([capital, last], _PLANNING),
        edits=[("AddLine", {"line": "suburban-2", "name": f"{circle.pair(capital, last)}市域铁路（全线）",
                            "mode": "suburban_rail", "stops": [list(pair) for pair in zip(along, minutes, strict=True)],
                            "headway_min": 12})],
        cost={"2020-08": 96.0, "2021-03": 104.5, "2022-09": 131.2}, length={"2020-08": 21.4, "2022-09": 23.0},
        note="不同日期公布的总投资、长度不同，口径可能不同",
    )  # fmt: skip
    second, third = circle.cities[1], circle.cities[2]
    book.add(
        f"{circle.pair(capital, second)}动车公交化开行", "轨道交通", "transport", [capital, second], kind="matter",
        state=("continued", "under_construction", "2021-01", "2023-12"), lead="综合交通专项合作组",
        support=circle.bureaus([capital, second], _TRAFFIC),
        edits=[("ChangeService", {"line": "rail-1", "headway_min": 20})], cost={"2021-03": 1.2}, done=0.5,
    )  # fmt: skip
    book.add(
        f"{circle.pair(capital, third)}毗邻公交加密", "毗邻公交", "transport", [capital, third], kind="matter",
        state=("completed", "completed", "2021-05", "2022-03"), lead=circle.bureaus([capital, third], _TRAFFIC),
        cost={"2021-05": 0.06}, done=1.0, note="已加密，现行班次即加密后的班次",
    )  # fmt: skip


def _poorest(circle: Circle, kind: str, among: list[str]) -> str:
    """Give the county of some cities with the least capacity of a kind per resident."""
    region = circle.region
    by_county = residents_of(circle)
    facilities = region["facilities"]
    capacity = facilities[facilities["kind"] == kind].groupby("county")["capacity"].sum()
    counties = region["counties"]
    own = counties[counties["city"].isin(among)]["county"]
    return str((capacity / by_county)[own].idxmin())


def _new(circle: Circle, kind: str, county: str, name: str, capacity: float, **more: Any) -> Edit:
    """Put a facility where most people of a county live."""
    region = circle.region
    people = region["residents"]
    people = people[people["group"] == "all"].set_index("zone")["value"]
    zones = region["zones"].set_index("zone")
    zone = zones.loc[people[zones.index[zones["county"] == county]].idxmax()]
    return "AddFacility", {
        "facility": f"new-{kind}-{county}", "kind": kind, "name": name, "city": zone["city"], "county": county,
        "lon": zone["lon"], "lat": zone["lat"], "capacity": capacity, **more,
    }  # fmt: skip


def _facilities(book: Book) -> None:
    """Build and enlarge hospitals, schools and homes where there are fewest per resident."""
    circle = book.circle
    capital, second, third, last = circle.cities[:4]
    county = _poorest(circle, "hospital", [third])
    name = f"{circle.name(capital)}第一医院{circle.name(county)}院区"
    new = _new(circle, "hospital", county, name, 500, grade="三级乙等", open_to="all")
    book.add(
        f"{name}建设项目", "医疗卫生", "services", [capital, third], counties=circle.name(county),
        state=("continued", "under_construction", "2021-08", "2024-08"),
        lead=circle.bureaus([third, capital], _HEALTH), edits=[new], cost={"2021-03": 6.8, "2022-06": 7.4}, done=0.3,
        place=shapely.Point(new[1]["lon"], new[1]["lat"]),
    )  # fmt: skip
    county = _poorest(circle, "hospital", [last])
    facilities = circle.region["facilities"]
    hospitals = facilities[(facilities["kind"] == "hospital") & (facilities["county"] == county)]
    own = hospitals.nlargest(1, "capacity").iloc[0]
    book.add(
        f"{own['name']}扩建项目", "医疗卫生", "services", [last], counties=circle.name(county),
        state=("start", "planned", "2022-10", "2025-06"), lead=circle.bureau(last, _HEALTH),
        edits=[("ChangeCapacity", {"facility": own["facility"], "capacity": float(own["capacity"] + 180)})],
        cost={"2021-12": 1.9}, place=shapely.Point(own["lon"], own["lat"]),
    )  # fmt: skip
    county = _poorest(circle, "primary_school", [second])
    new = _new(circle, "primary_school", county, f"{circle.name(county)}九年一贯制学校（小学部）", 1200,
               open_to=capital)  # fmt: skip
    book.add(
        f"{circle.name(county)}九年一贯制学校（跨市学位共享）", "教育", "services", [capital, second], counties=circle.name(county),
        state=("start", "planned", "2022-07", "2024-09"), lead=circle.bureaus([second, capital], _SCHOOLS),
        edits=[new], cost={"2021-12": 2.1}, place=shapely.Point(new[1]["lon"], new[1]["lat"]),
    )  # fmt: skip
    county = _poorest(circle, "elder_care", [second, third, last])
    city = circle.region["counties"].set_index("county")["city"][county]
    new = _new(circle, "elder_care", county, f"{circle.name(county)}康养中心", 400, open_to="all")
    book.add(
        f"{circle.name(county)}康养中心", "养老", "services", [capital, city], counties=circle.name(county),
        state=("preparatory", "preparatory", "2023-05", "2025-05"), lead=circle.bureaus([city, capital], "民政局"),
        edits=[new], cost={"2022-01": 1.4}, place=shapely.Point(new[1]["lon"], new[1]["lat"]), lists=LIST_2022,
    )  # fmt: skip


def _opened(circle: Circle, sector: str, factor: float) -> list[Edit]:
    """Open every border of the capital a good deal more in one sector."""
    borders = circle.region["borders"]
    rows = borders[(borders["city_a"] == circle.cities[0]) & (borders["sector"] == sector)]
    return [
        ("OpenBorder", {"city_a": row["city_a"], "city_b": row["city_b"], "sector": sector,
                        "openness": round(min(row["openness"] * factor, 0.95), 2), "penalty_min": row["penalty_min"]})
        for _, row in rows.iterrows()
    ]  # fmt: skip


def _services(book: Book) -> None:
    """Reforms that open services to residents of the other cities."""
    circle = book.circle
    cities = circle.cities
    book.add(
        "四市检查检验结果互认和异地就医直接结算", "医疗卫生", "services", cities, kind="reform",
        state=("continued", "under_construction", "2021-03", "2023-12"), lead="公共服务专项合作组",
        support=circle.bureaus(cities, _HEALTH), edits=_opened(circle, "services", 1.5), cost={"2021-03": 0.8}, done=0.6,
    )  # fmt: skip
    book.add(
        "政务服务事项四市通办", "政务服务", "platforms", cities, kind="matter",
        state=("continued", "under_construction", "2020-06", "2023-06"), lead="同城化办公室",
        support=circle.bureaus(cities, "行政审批局"), cost={"2020-06": 0.5}, done=0.8,
    )  # fmt: skip
    book.add(
        "传染病联防联控信息共享平台", "联防联控", "health", cities, kind="platform",
        state=("completed", "completed", "2020-03", "2022-05"), lead=circle.bureaus(cities, _HEALTH),
        cost={"2020-03": 0.35}, done=1.0, note="已上线，现行开放程度已包含其作用",
    )  # fmt: skip
    book.add(
        "人力资源市场一体化", "就业", "industry", cities, kind="reform", lists=LIST_2022,
        state=("start", "planned", "2022-09", "2024-12"), lead=circle.bureaus(cities, "人力资源和社会保障局"),
        edits=_opened(circle, "industry", 1.25), cost={"2022-01": 0.2},
    )  # fmt: skip


def _others(book: Book) -> None:
    """Parks, platforms and rivers: rows without an edit of the model."""
    circle = book.circle
    capital, second, third, last = circle.cities[:4]
    areas = circle.region["areas"].set_index("area")
    for area, city, cost, state in (
        (
            "belt-1",
            second,
            {"2020-05": 48.0, "2022-02": 52.5},
            ("continued", "under_construction", "2020-10", "2024-12"),
        ),
        ("belt-3", last, {"2021-06": 36.0}, ("start", "planned", "2022-06", "2025-12")),
    ):
        book.add(
            f"{circle.pair(capital, city)}合作产业园", "产业协作", "industry", [capital, city], state=state,
            lead=circle.bureaus([capital, city], "经济和信息化局"), support=circle.bureaus([capital, city], "财政局"),
            cost=cost, done=0.35 if state[0] == "continued" else None, note=f"位于{areas.loc[area, 'name']}",
        )  # fmt: skip
    book.add(
        f"{circle.pair(capital, third)}科技创新协作平台", "科技创新", "platforms", [capital, third], kind="platform",
        state=("start", "planned", "2022-05", "2024-06"), lead=circle.bureaus([capital, third], "科学技术局"),
        cost={"2021-11": 3.2}, lists=LIST_2022,
    )  # fmt: skip
    barriers = circle.region["barriers"]
    river = barriers[barriers["kind"] == "river"].iloc[0]
    book.add(
        f"{river['name']}交界断面水质联防联治", "生态环境", "ecology", [capital, second, third],
        state=("continued", "under_construction", "2021-02", "2024-12"),
        lead=circle.bureaus([capital, second, third], "生态环境局"), cost={"2021-02": 4.6, "2022-04": 5.1}, done=0.4,
        place=shapely.Point(shapely.get_coordinates(river["geometry"])[130]),
    )  # fmt: skip
    book.add(
        "大气污染联防联控", "生态环境", "ecology", circle.cities, kind="matter",
        state=("continued", "under_construction", "2020-10", "2025-12"),
        lead=circle.bureaus(circle.cities, "生态环境局"), cost={"2020-10": 2.4}, done=0.5,
    )  # fmt: skip
