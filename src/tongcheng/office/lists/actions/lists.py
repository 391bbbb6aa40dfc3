"""Create, change and archive lists; issue a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import head, record
from tongcheng.office.core.acting import Act, RefusedError, action
from tongcheng.office.core.recorded import new
from tongcheng.office.lists import rules
from tongcheng.office.lists.actions.fields import CORRECT, LIST_FIELDS, cleaned
from tongcheng.office.lists.actions.held import save_all, settle_milestones, with_dates
from tongcheng.office.lists.models import OPEN_STATES, Item, List, Version
from tongcheng.office.lists.printed import printed_rows
from tongcheng.office.people.models import Unit

NOTHING_TO_ISSUE = Text("清单中没有已列入的条目", "The list has no rows in force")
AFTER_ISSUE = Text("截至日期不能晚于印发日期", "What it shows cannot be later than the day of issue")


@action("lists.create_list", Text("新建清单", "create a list"), rule=rules.may_create_list)
def create_list(act: Act, keeper: Unit, values: Mapping[str, Any]) -> List:
    """Make a list kept by a unit; ``values`` are fields of ``LIST_FIELDS``.

    Raises
    ------
    InputError
        With every problem, such as a code that another list has.
    """
    lst = List(keeper=keeper)
    problems = Problems("lists")
    for name, value in cleaned(lst, {**values, "keeper": keeper}, LIST_FIELDS, problems).items():
        setattr(lst, name, value)
    _complete(lst, problems)
    lst.save()
    record(act, [new(lst)])
    return lst


def _complete(lst: List, problems: Problems) -> None:
    for name in ("code", "name", "kind"):
        if not getattr(lst, name):
            problems.add("empty", expected=Text("不为空", "something"), found="", remedy=CORRECT, column=name)
    if List.objects.filter(code=lst.code).exclude(pk=lst.pk).exists():
        problems.add(
            "code_twice",
            expected=Text("未使用过的编号", "a code not used before"),
            found=lst.code,
            remedy=Text("换一个编号", "take another code"),
            column="code",
        )
    problems.raise_if_any()


@action("lists.change_list", Text("修改清单信息", "change a list"), rule=rules.may_change_list, reason_needed=True)
def change_list(act: Act, lst: List, values: Mapping[str, Any], base: int | None = None) -> List:
    """Change what is said about a list; ``base`` is the revision that the person saw."""
    lst.refresh_from_db()
    problems = Problems("lists")
    own = cleaned(lst, values, LIST_FIELDS, problems)
    change = lst.revise(own, base)
    _complete(lst, problems)
    save_all([lst], own)
    record(act, [change])
    return lst


@action("lists.archive_list", Text("归档清单", "archive a list"), rule=rules.may_change_list, reason_needed=True)
def archive_list(act: Act, lst: List) -> List:
    """Archive a list: it stays to be read, nothing on it changes any more."""
    return _set_closed(act, lst, closed=True)


@action("lists.reopen_list", Text("重新启用清单", "reopen a list"), rule=rules.may_reopen_list, reason_needed=True)
def reopen_list(act: Act, lst: List) -> List:
    """Take a list back from the archive."""
    return _set_closed(act, lst, closed=False)


def _set_closed(act: Act, lst: List, *, closed: bool) -> List:
    lst.refresh_from_db()
    change = lst.revise({"closed": closed})
    save_all([lst], ["closed"])
    record(act, [change])
    return lst


@action("lists.issue_version", Text("印发清单", "issue a version"), rule=rules.may_change_list, reason_needed=True)
def issue_version(
    act: Act,
    lst: List,
    issued: date,
    as_of: date,
    *,
    name: str = "",
    document: str = "",
    resolution: str = "",
) -> Version:
    """Issue the list as it stands: its printed rows are kept for ever, with their SHA-256 and the log's head.

    Drafts are not printed. Rows and milestones in force without an original date get the present one.

    Raises
    ------
    RefusedError
        If there is nothing in force to issue, or ``as_of`` is after ``issued``.
    """
    if as_of > issued:
        raise RefusedError(AFTER_ISSUE)
    rows = list(Item.objects.select_for_update().filter(list=lst, state__in=OPEN_STATES))
    if not rows:
        raise RefusedError(NOTHING_TO_ISSUE)
    late = [row for row in rows if row.original_due is None and row.due]
    changes = [row.revise({"original_due": row.due}) for row in late]
    save_all(late, ["original_due"])
    dated = with_dates(changes, settle_milestones(rows))
    number = (lst.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    content = printed_rows(lst)
    problems = Problems("versions")
    version = Version(
        list=lst,
        number=number,
        issued=issued,
        as_of=as_of,
        content=content,
        sha256=content_hash(content),
        chain_head=head().short,
    )
    said = {"name": name, "document": document, "resolution": resolution}
    for field, value in cleaned(version, said, said, problems).items():
        setattr(version, field, value)
    problems.raise_if_any()
    version.save()
    made = new(version)
    after = {key: value for key, value in (made.after or {}).items() if key != "content"}
    record(act, [*dated, made._replace(after=after)])
    return version


def content_hash(content: list[dict[str, str]]) -> str:
    """Give the SHA-256 of a version's printed rows."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
