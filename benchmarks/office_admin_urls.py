"""Addresses of the peer, with what its admin shows; see :mod:`benchmarks.office_admin`."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from tongcheng.office.lists.models import Item, ItemUnit, Milestone, Project


class _Milestones(admin.TabularInline):
    model = Milestone
    extra = 0


class _Units(admin.TabularInline):
    model = ItemUnit
    extra = 0
    raw_id_fields = ("unit",)


class _Project(admin.StackedInline):
    model = Project
    extra = 0


@admin.register(Item)
class _Items(admin.ModelAdmin):
    list_display = ("code", "title", "reporting_unit", "due", "state", "kind", "_investment", "_year_plan")
    list_filter = ("state", "kind")
    list_select_related = ("list", "reporting_unit", "project")
    list_per_page = 100
    search_fields = ("title", "content")
    raw_id_fields = ("list", "part_of", "successor", "reporting_unit")
    inlines = (_Project, _Units, _Milestones)

    def _investment(self, item):
        return item.project.investment if hasattr(item, "project") else None

    def _year_plan(self, item):
        return item.project.year_plan if hasattr(item, "project") else None


urlpatterns = [path("admin/", admin.site.urls)]
