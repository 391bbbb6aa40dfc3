"""What of a list is asked for, read from the page's address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef

from tongcheng.office.core.widgets import QuickChecks, QuickSelect
from tongcheng.office.core.wording import both, say
from tongcheng.office.lists.models import Item, ItemKind, ItemState, List, ProjectClass
from tongcheng.office.lists.queries.columns import COLUMNS
from tongcheng.office.lists.queries.table import ALL, CURRENT, GROUPS, OPEN, SORTS, Wanted
from tongcheng.office.people.models import City, Unit
from tongcheng.office.people.standing import Standing


class _Choice(forms.ChoiceField):
    widget = QuickSelect


_ANY = ("", both("不限", "any"))


class FilterForm(forms.Form):
    """Filter, sorting, grouping and columns of a list page; nonsense is passed over."""

    q = forms.CharField(label=both("查找", "Find"), required=False, max_length=100)
    state = _Choice(
        label=both("状态", "State"),
        required=False,
        choices=[
            ("", both("现行", "current")),
            (OPEN, both("在办", "open")),
            *ItemState.choices,
            (ALL, both("全部（含已替换、取消）", "all, with what was replaced or cancelled")),
        ],
    )
    kind = _Choice(label=both("类型", "Kind"), required=False, choices=[_ANY, *ItemKind.choices])
    unit = _Choice(label=both("单位", "Unit"), required=False)
    city = _Choice(label=both("市", "City"), required=False)
    group = _Choice(label=both("大类", "Group"), required=False)
    project_class = _Choice(label=both("项目类别", "Class"), required=False, choices=[_ANY, *ProjectClass.choices])
    due = _Choice(
        label=both("时限", "Due"),
        required=False,
        choices=[
            _ANY,
            ("overdue", both("已逾期", "overdue")),
            ("30", both("30 日内到期", "within 30 days")),
            ("90", both("90 日内到期", "within 90 days")),
            ("moved", both("时限有调整", "date was moved")),
            ("none", both("未定时限", "no date")),
        ],
    )
    by = _Choice(
        label=both("分组", "Grouped by"),
        required=False,
        choices=[
            ("", both("大类", "group")),
            ("unit", both("填报单位", "reporting unit")),
            ("kind", both("类型", "kind")),
            ("class", both("项目类别", "class")),
            ("state", both("状态", "state")),
            ("none", both("不分组", "nothing")),
        ],
    )
    sort = _Choice(
        label=both("排序", "Sorted by"),
        required=False,
        choices=[
            ("", both("印发顺序", "printed order")),
            ("due", both("时限由近到远", "due, earliest first")),
            ("-due", both("时限由远到近", "due, latest first")),
            ("unit", both("填报单位", "reporting unit")),
            ("state", both("状态", "state")),
            ("title", both("名称", "title")),
            ("-investment", both("总投资由大到小", "investment, largest first")),
            ("investment", both("总投资由小到大", "investment, smallest first")),
            ("-year_plan", both("年度计划由大到小", "year's plan, largest first")),
            ("year_plan", both("年度计划由小到大", "year's plan, smallest first")),
        ],
    )
    c = forms.MultipleChoiceField(label=both("显示的列", "Columns"), required=False, widget=QuickChecks)

    def __init__(self, data: Any, standing: Standing, lst: List, *, contacts: bool) -> None:
        super().__init__(data, auto_id="f_%s", label_suffix="")
        seen = Item.objects.visible_to(standing).filter(list=lst).order_by()
        # Asked unit by unit, where the first row answers; +0 keeps SQLite from reading the whole list for each unit.
        rows = Item.objects.visible_to(standing).alias(of=F("list_id") + 0).filter(of=lst.pk).order_by()
        unit = OuterRef("pk")
        on = Exists(rows.filter(item_units__unit=unit)) | Exists(rows.filter(reporting_unit=unit))
        units = [(str(unit.pk), str(unit)) for unit in Unit.objects.filter(on)]
        groups = seen.exclude(group="").values_list("group", flat=True).distinct()
        self._choices("unit", units)
        self._choices("city", [(str(city.pk), str(city)) for city in City.objects.all()])
        self._choices("group", [(name, name) for name in sorted(groups)])
        columns = [(one.key, say(one.label)) for one in COLUMNS.values() if contacts or one.kind != "contact"]
        self._choices("c", columns, some=False)

    def _choices(self, name: str, choices: list[tuple[str, str]], *, some: bool = True) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [_ANY, *choices] if some else choices

    def wanted(self) -> Wanted:
        """Give what is asked for; what is not on offer is passed over."""
        self.is_valid()
        said = self.cleaned_data
        by = said.get("by") or "group"
        return Wanted(
            state=said.get("state") or CURRENT,
            kind=said.get("kind", ""),
            unit=int(said["unit"]) if said.get("unit") else None,
            city=int(said["city"]) if said.get("city") else None,
            group=said.get("group", ""),
            project_class=said.get("project_class", ""),
            due=said.get("due", ""),
            text=said.get("q", ""),
            sort=said["sort"] if said.get("sort") in SORTS else "",
            by=by if by in GROUPS else "",
            columns=tuple(said.get("c", ())),
        )
