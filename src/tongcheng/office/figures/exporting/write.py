"""Write ``projects, project_edits, figures, verdicts`` back into a copy of a circle's folder."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from django.utils import timezone

from tongcheng.errors import InputError, Problem
from tongcheng.language import Text, preferred_language
from tongcheng.office.figures.exporting.projects import ProjectRow, project_rows, state_for
from tongcheng.office.figures.models import Basis, Figure, Verdict
from tongcheng.plan.delivered import deliver
from tongcheng.region import Region, open_region

_SOURCE = "office"


@dataclass(frozen=True)
class Exported:
    """What was written."""

    folder: Path
    delivered: tuple[str, ...]
    changed: int
    added: int
    figures: int
    verdicts: int


def export_region(source: str | Path, folder: Path, *, apply_edits: bool = True) -> Exported:
    """Write a copy of a circle with what the office decided and delivered in it.

    Projects that are done become completed on the day the log has, and their edits are made in the tables, so that
    the next run measures the world with them in it. An empty cell of the office erases nothing.

    Parameters
    ----------
    source
        Sample or folder of the circle.
    folder
        Folder to make, or an earlier export to replace; never the source itself.
    apply_edits
        Whether edits of delivered projects are made; not wanted where a newer road extract holds them already.

    Raises
    ------
    InputError
        If the folder is the source, the office has no row of this circle, or the result would have errors.
    """
    region = open_region(source)
    _refuse_same(source, folder)
    rows = project_rows(region.name)
    _refuse_other_circle(region, rows)
    after, delivered = _with_projects(region, rows, apply_edits=apply_edits)
    after, figures = _with_figures(after, rows)
    after, verdicts = _with_verdicts(after)
    after = _with_source(after)
    after.check(strict=True)
    target = after.save(folder)
    _copy_papers(source, target)
    known = set(region["projects"]["project"])
    new = sum(project not in known for project in rows)
    return Exported(target, delivered, len(rows) - new, new, figures, verdicts)


def _with_projects(
    region: Region, rows: Mapping[str, ProjectRow], *, apply_edits: bool
) -> tuple[Region, tuple[str, ...]]:
    table = region["projects"].copy()
    status = dict(zip(table["project"], table["status"], strict=True))
    fresh = [row for project, row in rows.items() if project not in status]
    for project, row in rows.items():
        if project in status:
            _overwrite(table, project, row)
    if fresh:
        made = pd.DataFrame([_new_cells(region, row) for row in fresh])
        table = pd.concat([table, made.reindex(columns=[c for c in table.columns if c in made])], ignore_index=True)
    after = region.with_tables({"projects": table})
    status = dict(zip(after["projects"]["project"], after["projects"]["status"], strict=True))
    delivered = [
        project
        for project, row in rows.items()
        if row.delivered and status[project] not in ("completed", "cancelled")
    ]
    for project in delivered:
        after = deliver(after, project, finish=rows[project].delivered, apply_edits=apply_edits)
    if delivered:
        done = after["projects"]
        told = done["source"].mask(done["project"].isin(delivered), _SOURCE)
        after = after.with_tables({"projects": done.assign(source=told)})
    return after, tuple(delivered)


def _overwrite(table: pd.DataFrame, project: str, row: ProjectRow) -> None:
    here = table["project"] == project
    before = table.loc[here].iloc[0]
    cells = {name: value for name, value in row.cells.items() if name not in ("lists", "kind", "field")}
    if row.cancelled:
        cells["status"] = "cancelled"
    differ = {
        name: value for name, value in cells.items() if not _says_the_same(name, _plain(before[name]), value, row)
    }
    for name, value in differ.items():
        table.loc[here, name] = value
    if differ:
        table.loc[here, "source"] = _SOURCE


def _says_the_same(name: str, before: str, now: str, row: ProjectRow) -> bool:
    """Say whether a cell means what it meant: cities in any order, units by any of their names."""
    if name == "cities":
        return set(before.split(";")) == set(now.split(";"))
    if name in row.names:
        held, units = before.split(";"), row.names[name]
        return len(held) == len(units) and all(one in unit for one, unit in zip(held, units, strict=True))
    return before == now


def _plain(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _new_cells(region: Region, row: ProjectRow) -> dict[str, Any]:
    status = "cancelled" if row.cancelled else state_for(row)
    return {"field": "—", "project": row.project, **row.cells, "status": status, **_origin(region)}


def _origin(region: Region) -> dict[str, str]:
    return {"basis": Basis.SYNTHETIC.value if region.fictional else Basis.OFFICIAL.value, "source": _SOURCE}


def _with_figures(region: Region, rows: Mapping[str, ProjectRow]) -> tuple[Region, int]:
    """Add the values recorded in the office; those that came from the circle's tables stand there already."""
    by_item = {row.item.pk: project for project, row in rows.items()}
    wanted = Figure.objects.filter(figure_id__isnull=True).select_related("item").order_by("pk")
    wanted = wanted.filter(basis=Basis.SYNTHETIC) if region.fictional else wanted.exclude(basis=Basis.SYNTHETIC)
    made = [
        _figure(one, by_item.get(one.item_id) if one.item_id else None)
        for one in wanted
        if one.item_id is None or one.item_id in by_item
    ]
    if not made:
        return region, 0
    table = pd.concat([region["figures"], pd.DataFrame(made)], ignore_index=True)
    return region.with_tables({"figures": table}), len(made)


def _figure(one: Figure, project: str | None) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "figure": f"office.{one.pk}",
        "subject": project or one.subject,
        "subject_table": "projects" if project else one.subject_table or "",
        "subject_name": one.subject_name,
        "attribute": one.attribute,
        "value": None if one.value is None else float(one.value),
        "value_text": one.value_text,
        "qualifier": one.qualifier,
        "unit": one.unit,
        "as_of": one.as_of,
        "published": one.published,
        "scope": one.scope,
        "note": "；".join(words for words in (one.note, one.source) if words),
        "basis": one.basis,
        "source": _SOURCE,
    }
    return {name: value for name, value in cells.items() if value not in ("", None)}


def _with_verdicts(region: Region) -> tuple[Region, int]:
    rows = Verdict.objects.filter(run__circle=region.name).order_by("decided", "pk")
    made = [
        {
            "subject": one.subject,
            "decided": one.decided.isoformat(),
            "verdict": one.verdict,
            "reason": one.reason,
            "person": one.person or None,
            **_origin(region),
        }
        for one in {(row.subject, row.decided): row for row in rows}.values()
    ]
    if not made:
        return region, 0
    held = region["verdicts"]
    decided = {(row["subject"], row["decided"]) for row in made}
    keys = zip(held["subject"], held["decided"].dt.strftime("%Y-%m-%d"), strict=True)
    kept = held[[key not in decided for key in keys]]
    fresh = pd.DataFrame(made).assign(decided=lambda frame: pd.to_datetime(frame["decided"]).astype("datetime64[s]"))
    table = pd.concat([kept, fresh], ignore_index=True) if len(kept) else fresh
    return region.with_tables({"verdicts": table}), len(made)


def _with_source(region: Region) -> Region:
    """Add the row of sources that stands for the office, if something now rests on it."""
    used = any(
        "source" in region[name] and (region[name]["source"] == _SOURCE).any()
        for name in ("projects", "figures", "verdicts")
    )
    held = region["sources"]
    if not used:
        return region
    row = {
        "source": _SOURCE,
        "title": "同城化办公室台账" + ("（示意）" if region.fictional else ""),
        "published": timezone.localdate().isoformat(),
        "licence": "CC0-1.0" if region.fictional else "办公数据，按本办规定使用",
    }
    kept = held[held["source"] != _SOURCE]
    return region.with_tables({"sources": pd.concat([kept, pd.DataFrame([row])], ignore_index=True)})


def _copy_papers(source: str | Path, target: Path) -> None:
    """Copy README and licences of the source, so that terms travel with the tables."""
    origin = Path(source)
    if not origin.is_dir():
        from importlib.resources import files

        origin = Path(str(files("tongcheng.region") / "samples" / str(source)))
    for name in ("README.md", "LICENSES"):
        paper = origin / name
        if paper.is_dir():
            shutil.copytree(paper, target / name, dirs_exist_ok=True)
        elif paper.is_file():
            shutil.copyfile(paper, target / name)


def _refuse_same(source: str | Path, folder: Path) -> None:
    if Path(source).is_dir() and Path(source).resolve() == folder.resolve():
        problem = Problem(
            "same_folder",
            str(folder),
            Text("另一个文件夹", "another folder"),
            str(source),
            Text("用 --out 指定新的文件夹，原数据不改动", "name a new folder with --out; the source stays as it is"),
        )
        raise InputError([problem])


def _refuse_other_circle(region: Region, rows: Mapping[str, ProjectRow]) -> None:
    mixed = [row for row in rows.values() if row.item.synthetic != region.fictional]
    if rows and not mixed:
        return
    found = Text("示意与真实混杂", "invented and real mixed") if mixed else Text("没有条目", "no rows")
    problem = Problem(
        "other_circle",
        region.name,
        Text("办公系统中有该都市圈的项目清单", "a project list of this circle in the office"),
        found.say(preferred_language()),
        Text("核对都市圈名称和清单", "check the circle's name and the lists"),
    )
    raise InputError([problem])
