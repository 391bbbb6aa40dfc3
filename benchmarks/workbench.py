"""The map of the workbench with 45,000 zones and 500,000 links, in Chromium with WebGL drawn by the processor.

A circle is invented: H3 cells of about 0.1 km² with one measure in three border states, straight links between them.
"Recolour" is from the arrival of the values to the map's ``idle`` event, as the page itself measures it; "another
state" is from the choice in the form to ``idle``, with the server's answer; a bare frame is what the renderer takes
when nothing changed: the rest of "recolour" is ours. No peer: held against 300 ms. On a desk with a graphics card
drawing takes a small part of this. Fifty readers ask for overview, map and values and think five seconds.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.harness import Row, main
from benchmarks.office_load import Server, alone, crowd, serving
from tongcheng.results import COLUMNS, figure_ids

_ROOT = Path(__file__).resolve().parents[1]
_PASSWORD = "long-enough-1"
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_RUN = "bench0workbench0run0"
_PAINT = """new Promise((done) => new PerformanceObserver((list) => {
    const one = list.getEntriesByName("first-contentful-paint")[0]; if (one) done(one.startTime);
}).observe({ type: "paint", buffered: true }))"""
_STATES = ("together", "apart", "together-today", "today")


def rows(quick: bool) -> list[Row]:
    """Measure the map."""
    zones, links = (5_000, 20_000) if quick else (45_000, 500_000)
    with tempfile.TemporaryDirectory(prefix="tongcheng-workbench-") as scratch:
        home, run = Path(scratch, "home"), Path(scratch, "run")
        make_run(run, zones)
        add_roads(home, links)
        _office(home, "-m", "tests.office.reliability.make")
        command = "import sys; from tongcheng.cli import main; sys.argv[0] = 'tongcheng'; main()"
        _office(home, "-c", command, "office", "attach", str(run))
        with serving(str(home)) as server:
            found, session = _measure(f"http://{server.host}:{server.port}/", links)
            found += _readers(server, session, 10 if quick else 60)
    return [Row(work, seconds, None, None, None, 0.0, count or zones) for work, seconds, count in found]


def make_run(folder: Path, count: int) -> None:
    """Write a run with ``count`` H3 zones around a point, one measure in three states."""
    import h3

    from tongcheng import open_region
    from tongcheng.region import Region
    from tongcheng.runs.hashing import file_hash

    radius = int(np.ceil((np.sqrt(12 * count - 3) - 3) / 6))
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(30.5, 104.0, 9), radius))[:count]
    region = open_region("chengdu")
    small = {name: region[name] for name in ("cities", "counties", "service_kinds", "sources")}
    Region("bench", region.title, True, small).save(folder / "circle")
    frame = pd.concat([_figures(cells, state, number) for number, state in enumerate(("apart", "today", "together"))])
    frame = frame.reset_index(drop=True)
    frame["figure_id"] = figure_ids(frame)
    frame[COLUMNS].to_parquet(folder / "results.parquet", index=False)
    pd.DataFrame({"gap_key": pd.Series(dtype="str")}).to_parquet(folder / "gaps.parquet", index=False)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    papers = {
        "run": _RUN, "region": "bench", "title": region.title._asdict(), "fictional": True, "software": "0",
        "code": "c0de", "options": {}, "locked": [], "inputs": {"road_links": "none", "road_nodes": "none"},
        "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
    }  # fmt: skip
    (folder / "run.json").write_text(json.dumps(papers), encoding="utf-8")


def _figures(cells: list[str], state: str, number: int) -> pd.DataFrame:
    values = np.random.default_rng(number).gamma(2.0, 1000.0 * (number + 1), len(cells))
    fixed = {
        "sector": "transport", "indicator": "jobs_reached", "level": "zone", "borders": state, "scenario": "base",
        "mode": "drive", "group": "all", "threshold": 45.0, "percentile": np.nan, "low": np.nan, "high": np.nan,
        "unit": "job", "year": "2020", "basis": "synthetic", "method": "",
    }  # fmt: skip
    return pd.DataFrame({"place": cells, "value": values} | fixed)


def add_roads(home: Path, count: int) -> None:
    """Put a packed layer of straight links where the office keeps it, as if it had been read from a circle."""
    import gzip

    from tongcheng.office.workbench.maps.packing import packed_path

    (home / "office/circles/bench").mkdir(parents=True)

    source = np.random.default_rng(7)
    starts = source.uniform((103.6, 30.1), (104.4, 30.9), (count, 2)).round(5)
    ends = (starts + source.normal(0, 0.003, (count, 2))).round(5)
    features = [
        {"type": "Feature", "id": number, "properties": {"p": str(number), "z": "", "m": ""},
         "geometry": {"type": "LineString", "coordinates": [first, last]}}
        for number, (first, last) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True))
    ]  # fmt: skip
    path = packed_path(home / "office", _RUN, "layer-roads")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()
    path.write_bytes(gzip.compress(text, 6, mtime=0))


def _office(home: Path, *arguments: str) -> None:
    own = {"TONGCHENG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tongcheng.office.settings"}
    subprocess.run(
        [sys.executable, *arguments], cwd=_ROOT, env=os.environ | own, check=True, stdout=subprocess.DEVNULL
    )


def _measure(address: str, links: int) -> tuple[list[tuple[str, float, int]], str]:
    """Measure in the browser; give the session as well."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(180_000)
        page.goto(f"{address}people/login/")
        page.fill("input[name=username]", "joint_office")
        page.fill("input[name=password]", _PASSWORD)
        page.click("main button")
        found = [("map: first view, nothing packed yet", _opened(page, address), 0)]
        for name, path in (("overview", "workbench/"), ("map", "workbench/map/")):
            found.append((f"{name}: first paint (target 1.5 s)", _painted(page, f"{address}{path}?run={_RUN}"), 0))
        found.append(("map: first view", _opened(page, address), 0))
        recoloured, chosen = _recoloured(page)
        found += [("map: bare frame of the renderer, in each of what follows", _frame(page), 0)]
        found += [("map: recolour", recoloured, 0), ("map: another state, from the choice", chosen, 0)]
        found += [("map: road network, from tick to idle", _with_roads(page), links)]
        session = next(one["value"] for one in page.context.cookies() if one["name"] == "sessionid")
        browser.close()
    return found, session


def _painted(page: Any, address: str) -> float:
    """Give the seconds to the first paint of content, median of three, as the browser tells them."""
    found = []
    for _ in range(3):
        page.goto(address)
        found.append(page.evaluate(_PAINT) / 1000)
    return statistics.median(found)


def _frame(page: Any) -> float:
    """Give the seconds of a frame in which nothing changed, to the map's ``idle``: the renderer's part."""
    script = """new Promise((done) => { const begun = performance.now();
        tongchengMap.once("idle", () => done(performance.now() - begun)); tongchengMap.triggerRepaint(); })"""
    return statistics.median(page.evaluate(script) / 1000 for _ in range(5))


def _readers(server: Server, session: str, seconds: float) -> list[tuple[str, float, int]]:
    """Let fifty people read overview, map and its data, thinking five seconds; give p95 and processor time."""
    asked = {"overview": f"/workbench/?run={_RUN}", "map": f"/workbench/map/?run={_RUN}"}
    asked |= {
        f"map values, {one}": f"/workbench/map/download/values?run={_RUN}&level=zone&state={one}" for one in _STATES
    }

    def ask_next(chance: random.Random) -> tuple[str, str]:
        return chance.choice(list(asked.items()))

    times, cpu = alone(server, session, list(asked.items()) * 3)
    crowded = crowd(server, [session] * 50, [ask_next] * 50, 5.0, seconds)
    if times.faults or crowded.faults:
        raise RuntimeError("; ".join([*times.faults, *crowded.faults][:5]))
    every = sorted(one for own in crowded.seconds.values() for one in own)
    p95 = every[int(0.95 * len(every))]
    found = [("50 readers: p95 of all requests (target 0.25 s)", p95, len(every))]
    found += [(f"50 readers: p95 of {name}", crowded.at(name), 0) for name in asked]
    return found + [(f"processor time a request: {name}", spent, 0) for name, spent in cpu.items()]


def _opened(page: Any, address: str) -> float:
    begun = time.perf_counter()
    page.goto(f"{address}workbench/map/?run={_RUN}")
    page.wait_for_selector("#map[data-idle]")
    return time.perf_counter() - begun


def _recoloured(page: Any) -> tuple[float, float]:
    """Give the medians over the border states: painting alone, and from the choice on."""
    painted, chosen = [], []
    for state in _STATES * 2:
        page.evaluate("delete document.getElementById('map').dataset.painted")
        begun = time.perf_counter()
        page.select_option("#map-state", state)
        page.wait_for_selector("#map[data-painted]")
        chosen.append(time.perf_counter() - begun)
        painted.append(float(page.get_attribute("#map", "data-painted")) / 1000)
        page.wait_for_load_state("networkidle")
    return statistics.median(painted[4:]), statistics.median(chosen[4:])


def _with_roads(page: Any) -> float:
    begun = time.perf_counter()
    page.check("#map-layers input[value=roads]")
    page.evaluate("new Promise((done) => { tongchengMap.once('idle', () => done()); })")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(__doc__, rows)
