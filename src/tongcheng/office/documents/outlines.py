"""The county outlines that lie under the areas of a document, where the office's circle has them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from tongcheng.language import Text
from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import List
from tongcheng.office.people.standing import Standing
from tongcheng.render.blocks import Layer

_NAME = Text("区（市）县界线（示意）", "county outlines (schematic)")
#: What is said where there are none: the table and the field that open them.
LOCKED = Text(
    "未绘区（市）县界线（待数据）：接入含 counties 表 geometry 字段（区（市）县边界，民政或自然资源部门审定）的都市圈数据后绘出。",
    "County outlines are not drawn (locked): they need the circle's table “counties” with its field “geometry”, "
    "boundaries approved by the civil affairs or natural resources department.",
)


def county_outlines(standing: Standing) -> Layer | None:
    """Give the outlines of the circle that the reader's latest run measured, else of the lists' own; two queries."""
    run = Run.objects.visible_to(standing).first()
    if run is not None and (found := _of_run(run.pk)) is not None:
        return found
    from tongcheng.region import sample_names

    for circle in List.objects.exclude(circle="").order_by("pk").values_list("circle", flat=True):
        if circle in sample_names():
            return _of_sample(circle)
    return None


@lru_cache(maxsize=2)
def _of_run(pk: int) -> Layer | None:
    from tongcheng.office.workbench.reading import circle_of

    return _layer(circle_of(Run.objects.get(pk=pk)))


@lru_cache(maxsize=2)
def _of_sample(name: str) -> Layer | None:
    from tongcheng.region import open_region

    # By its folder: a folder of the same name where the server happens to stand is no sample.
    return _layer(open_region(str(files("tongcheng.region") / "samples" / name)))


def _layer(region: object) -> Layer | None:
    rows = region["counties"]  # type: ignore[index]
    rows = rows[rows["geometry"].notna()]
    if rows.empty:
        return None
    names = [Text(str(zh), str(en)) for zh, en in zip(rows["name"], rows["name_en"], strict=True)]
    return Layer(_NAME, list(rows["geometry"]), "outline", labels=names, color="#8a8f98", width=0.7)
