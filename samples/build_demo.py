"""Build the fictional sample ``demo``: ``python samples/build_demo.py [--out FOLDER]``.

The generator makes the ground (``tongcheng.region.synth``, seed 2020); figures, plans, projects and lists are added
here. Nothing in it is real: every row is ``synthetic``.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import pandas as pd

from demo import lists, offices, people, projects, statistics
from demo.names import Circle
from tongcheng.language import Text
from tongcheng.region import Region
from tongcheng.region.synth import Synthetic, synthesise, write_gtfs

SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tongcheng" / "region" / "samples" / "demo"

SEED = 2020
_PAPERS = {"basis": "synthetic", "source": "synthetic"}

_README = """# 示意都市圈（甲乙丙丁）——示意数据，不反映真实情况

**完全虚构。** 甲市、乙市、丙市、丁市都不存在，位置在几内亚湾公海（约 1°E、1°N），全部数据由程序生成（`basis` 均为 `synthetic`），
只用来演示每一项结果、清单、预警灯、报告和公文的样子。由它得出的任何数字都不能用于真实的市。

由 `python samples/build_demo.py` 生成：地形、道路、人口、设施、线网出自 `tongcheng.region.synth`（种子 {seed}），
数值、规划、项目和清单出自 `samples/demo/`。埋设的断头路 {dead_ends} 处、瓶颈路 {bottlenecks} 处、无害的相似情形 {decoys} 处，
可用 `synthesise(seed={seed}, nodes=20_000, zones=1_500, dead_ends=16, bottlenecks=12).truth` 取得。

| 表 | 行数 |
| --- | ---: |
{rows}

---

# Fictional circle of four cities — synthetic data, not a real place

**Entirely invented.** The cities Jia, Yi, Bing and Ding do not exist; they lie in the open Gulf of Guinea (about 1°E, 1°N). All rows are generated and
marked `synthetic`; they show what results, lists, lights, reports and documents look like, and say nothing about any real place.
Licence: CC0 1.0.
"""


def generate() -> Synthetic:
    """Generate the ground of the sample."""
    return synthesise(seed=SEED, nodes=20_000, zones=1_500, dead_ends=16, bottlenecks=12, name="demo")


def complete(made: Synthetic, feed_folder: Path) -> Region:
    """Add everything that an office writes, and the timetable."""
    circle = Circle(_with(made.region, {"flows": people.commuting(Circle(made.region, made.truth))}), made.truth)
    written = projects.build(circle)
    parts = [people.census(circle), statistics.series(circle), written["figures"], offices.counted(circle)]
    figures = pd.concat(parts, ignore_index=True)
    circle = Circle(_with(circle.region, {"figures": figures}), made.truth)
    tables = {
        **offices.fever_clinics(circle),
        "townships": people.townships(circle),
        "cases": people.cases(circle),
        "indicators": statistics.indicators(),
        "targets": statistics.targets(circle),
        "projects": written["projects"],
        "project_edits": written["project_edits"],
        "project_relations": written["project_relations"],
        **lists.build(circle, written["projects"], written["figures"]),
    }
    region = _with(circle.region, tables)
    feed = feed_folder / "demo.zip"
    write_gtfs(region, feed)
    return replace(
        region, title=Text("示意都市圈（甲乙丙丁）", "Fictional circle of four cities"), feeds={"demo": feed}
    )


def _with(region: Region, tables: dict[str, pd.DataFrame]) -> Region:
    return region.with_tables({name: table.assign(**_PAPERS) for name, table in tables.items()})


def build(folder: Path) -> Region:
    """Build the sample into a folder."""
    made = generate()
    with tempfile.TemporaryDirectory() as place:
        region = complete(made, Path(place))
        region.save(folder)
    described = region.describe()
    rows = "\n".join(f"| `{name}` {row['label']} | {row['rows']:,} |" for name, row in described.iterrows())
    truth = made.truth
    counts = {"dead_ends": len(truth.dead_ends), "bottlenecks": len(truth.bottlenecks), "decoys": len(truth.decoys)}
    (folder / "README.md").write_text(_README.format(seed=SEED, rows=rows, **counts), encoding="utf-8")
    return region


def main() -> None:
    """Build into the package, or into another folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    folder = parser.parse_args().out
    print(build(folder).describe().to_string())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
