"""Cities and functional areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import altered, new
from tongcheng.office.people import rules
from tongcheng.office.people.drafts import AreaDraft, CityDraft
from tongcheng.office.people.models import City, FunctionalArea


@action("people.add_cities", Text("新增城市", "add cities"), rule=rules.may_manage_units)
def add_cities(act: Act, drafts: Sequence[CityDraft]) -> list[City]:
    """Add cities.

    Raises
    ------
    InputError
        If a code or name is missing or taken.
    """
    _refuse_taken("city", drafts, dict(City.objects.values_list("code", "name")))
    cities = City.objects.bulk_create(
        City(code=one.code, name=one.name, name_en=one.name_en, order=one.order, circle=one.circle) for one in drafts
    )
    record(act, [new(city) for city in cities])
    return list(cities)


@action("people.change_city", Text("修改城市", "change a city"), rule=rules.may_manage_units)
def change_city(act: Act, city: City, values: Mapping[str, Any]) -> City:
    """Change a city's names, order or circle; its code stays."""
    change = altered(city, {name: values[name] for name in ("name", "name_en", "order", "circle") if name in values})
    city.save()
    record(act, [change])
    return city


@action("people.add_areas", Text("新增功能区", "add functional areas"), rule=rules.may_manage_units)
def add_areas(act: Act, drafts: Sequence[AreaDraft]) -> list[FunctionalArea]:
    """Add functional areas; they overlap counties and are never summed with them.

    Raises
    ------
    InputError
        If a code or name is missing or taken, or a city is not known.
    """
    cities = {city.code: city for city in City.objects.all()}
    _refuse_taken("functional_area", drafts, dict(FunctionalArea.objects.values_list("code", "name")))
    problems = Problems("functional_area")
    for row, one in enumerate(drafts, 1):
        if one.city not in cities:
            known = "、".join(cities)
            problems.add(
                "unknown_city", row=row, column="city", expected=Text("已登记城市的代码", "the code of a city kept here"),
                found=one.city, remedy=Text(f"可用：{known}", f"known: {known}"),
            )  # fmt: skip
    problems.raise_if_any()
    areas = FunctionalArea.objects.bulk_create(
        FunctionalArea(code=one.code, name=one.name, name_en=one.name_en, city=cities[one.city]) for one in drafts
    )
    record(act, [new(area) for area in areas])
    return list(areas)


@action("people.change_area", Text("修改功能区", "change a functional area"), rule=rules.may_manage_units)
def change_area(act: Act, area: FunctionalArea, values: Mapping[str, Any]) -> FunctionalArea:
    """Change a functional area's names; its code and city stay."""
    change = altered(area, {name: values[name] for name in ("name", "name_en") if name in values})
    area.save()
    record(act, [change])
    return area


def _refuse_taken(table: str, drafts: Sequence[CityDraft | AreaDraft], kept: Mapping[str, str]) -> None:
    problems = Problems(table)
    codes, names = set(kept), set(kept.values())
    for row, one in enumerate(drafts, 1):
        for column, value, taken in (("code", one.code.strip(), codes), ("name", one.name.strip(), names)):
            if not value:
                problems.add(
                    "empty", row=row, column=column, expected=Text("有内容", "a value"), found="",
                    remedy=Text("填写", "fill it in"),
                )  # fmt: skip
            elif value in taken:
                problems.add(
                    "taken", row=row, column=column, expected=Text("尚未使用的值", "a value not yet used"),
                    found=value, remedy=Text("换一个，或修改已有的一条", "take another, or change the one that is kept"),
                )  # fmt: skip
            taken.add(value)
    problems.raise_if_any()
