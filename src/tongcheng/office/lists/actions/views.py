"""Save a view of a list under a name, and take it away."""

from __future__ import annotations

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.fields import cleaned
from tongcheng.office.lists.models import List, SavedView

NO_NAME = Text("请填写视图名称", "Give the view a name")


@action("lists.save_view", Text("保存视图", "save a view"), rule=rules.may_save_view)
def save_view(act: Act, lst: List, name: str, query: str, *, shared: bool = False) -> SavedView:
    """Save the filter, sorting and columns of a list page; a view of the same name is replaced.

    Views for everyone are saved by those who keep the list.
    """
    if not name.strip():
        raise RefusedError(NO_NAME)
    if shared and not rules.keeps(act.standing, lst):
        raise RefusedError(rules.KEEPER_ONLY)
    problems = Problems("saved_views")
    values = cleaned(SavedView(), {"name": name.strip(), "query": query}, ("name", "query"), problems)
    problems.raise_if_any()
    old = SavedView.objects.filter(list=lst, person=act.standing.person, name=values["name"]).first()
    view = old or SavedView(list=lst, person=act.standing.person, name=values["name"])
    before = state_of(old) if old else None
    view.query, view.shared = values["query"], shared
    view.save()
    record(act, [Change(view, before, state_of(view)) if before else new(view)])
    return view


@action("lists.delete_view", Text("删除视图", "remove a saved view"), rule=rules.may_delete_view)
def delete_view(act: Act, view: SavedView) -> None:
    """Take a saved view away."""
    change = Change(SavedView.objects.get(pk=view.pk), state_of(view), None)
    SavedView.objects.filter(pk=view.pk).delete()
    record(act, [change])
