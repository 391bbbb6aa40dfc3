"""Projects on the map: where the circle's tables put them, with the light that was published for their row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongcheng.office.figures.models import Run
from tongcheng.office.lists.models import Item
from tongcheng.office.people.standing import Standing
from tongcheng.office.supervision.lights import worst
from tongcheng.office.supervision.models import Signal
from tongcheng.office.workbench.reading import circle_of

if TYPE_CHECKING:
    import geopandas as gpd


def items_of_projects(run: Run, standing: Standing) -> dict[str, Item]:
    """Give the rows of lists that stand for projects of a run's circle, by the project's id; one query."""
    rows = (
        Item.objects.visible_to(standing)
        .filter(list__circle=run.circle, synthetic=run.synthetic)
        .exclude(project_id="")
        .select_related("list", "reporting_unit")
        .order_by("list__year", "pk")
    )
    return {item.project_id: item for item in rows}


def published_colours(standing: Standing, items: dict[str, Item]) -> dict[int, str]:
    """Give the worst published colour of each row; one query."""
    found: dict[int, str] = {}
    rows = Signal.objects.visible_to(standing).filter(
        item__in=[item.pk for item in items.values()], published__isnull=False
    )
    for pk, colour in rows.values_list("item_id", "published_colour"):
        found[pk] = worst([found.get(pk, ""), colour])
    return found


def project_points(run: Run, standing: Standing) -> gpd.GeoDataFrame:
    """Give a point for each project that has a place and a row which the reader sees: id, names, colour as mark."""
    import geopandas as gpd
    import shapely

    items = items_of_projects(run, standing)
    colours = published_colours(standing, items)
    rows = circle_of(run)["projects"]
    rows = rows[rows["geometry"].notna() & rows["project"].isin(list(items))]
    names = [items[one].title for one in rows["project"]]
    return gpd.GeoDataFrame(
        {
            "id": rows["project"].to_numpy(),
            "zh": names,
            "en": names,
            "mark": [colours.get(items[one].pk, "") for one in rows["project"]],
        },
        geometry=list(shapely.point_on_surface(rows["geometry"].to_numpy())),
        crs="EPSG:4326",
    )
