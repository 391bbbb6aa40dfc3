"""What is prepared, made, approved and withdrawn: nothing leaves otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import head, record
from tongcheng.office.core.acting import Act, Change, RefusedError, action
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.publication import rules
from tongcheng.office.publication.content import digest, document
from tongcheng.office.publication.gathering import gather
from tongcheng.office.publication.models import Approval, Publication, PublicationKind, Snapshot, Withdrawal

NOTHING_PUBLIC = Text("没有可公开的行，未制作", "There is no public row; nothing was made")
IN_FUTURE = Text("截至日期不能晚于今天", "The day of the data is not in the future")
CHANGED = Text(
    "有的行已不再公开或已改动，请撤回此件并重新制作",
    "Rows are no longer public or have changed; withdraw this one and make it anew",
)
#: Names that stand for pages in the address.
RESERVED = ("new",)


@action("publication.add_publication", Text("新增公开数据", "add a publication"), rule=rules.may_prepare)
def add_publication(act: Act, publication: Publication) -> Publication:
    """Describe a data set; nothing leaves yet.

    Raises
    ------
    InputError
        If its name is taken, or what its kind needs is missing.
    """
    _check(publication)
    publication.save()
    record(act, [new(publication)])
    return publication


@action("publication.change_publication", Text("修改公开数据说明", "change a publication"), rule=rules.may_prepare)
def change_publication(
    act: Act, publication: Publication, values: Mapping[str, Any], base_revision: int | None = None
) -> Publication:
    """Change how a data set is described, for later snapshots; name, kind and list stay."""
    own = {name: value for name, value in values.items() if name not in ("slug", "kind", "list", "circle")}
    change = publication.revise(own, base_revision)
    if change is not None:
        _check(publication)
        publication.save()
        record(act, [change])
    return publication


def _check(publication: Publication) -> None:
    problems = Problems("publications")
    others = Publication.objects.exclude(pk=publication.pk).filter(slug=publication.slug)
    if publication.slug in RESERVED or others.exists():
        problems.add(
            "slug_taken", column="slug", expected=Text("未用过的地址名", "a name not used before"),
            found=publication.slug, remedy=Text("换一个地址名", "choose another"),
        )  # fmt: skip
    if publication.kind == PublicationKind.LIST and publication.list is None:
        problems.add(
            "no_list", column="list", expected=Text("选择一个清单", "a list"), found="",
            remedy=Text("选择要公开的清单", "choose the list to publish"),
        )  # fmt: skip
    if publication.kind == PublicationKind.AREAS and not publication.circle:
        problems.add(
            "no_circle", column="circle", expected=Text("都市圈编号", "a circle"), found="",
            remedy=Text("填写已挂接测算的都市圈编号", "name the circle of an attached run"),
        )  # fmt: skip
    problems.raise_if_any()


@action("publication.make_snapshot", Text("制作公开数据", "make a snapshot"), rule=rules.may_prepare)
def make_snapshot(act: Act, publication: Publication, as_of: date) -> Snapshot:
    """Freeze what is public now; it waits for approval.

    Raises
    ------
    RefusedError
        If nothing is public, the day lies ahead, or a map has no approval number.
    """
    if as_of > timezone.localdate(act.at):
        raise RefusedError(IN_FUTURE)
    found = gather(publication)
    if found.why_not is not None:
        raise RefusedError(found.why_not)
    if not found.rows:
        raise RefusedError(NOTHING_PUBLIC)
    number = (publication.snapshots.aggregate(last=Max("number"))["last"] or 0) + 1
    content = document(publication, number, found, as_of, act.at)
    snapshot = Snapshot(
        publication=publication,
        number=number,
        content=content,
        shapes=found.shapes,
        rows=len(found.rows),
        as_of=as_of,
        made=act.at,
        maker=act.standing.person,
        sha256=digest(content),
        chain_head=head().short,
        synthetic=found.synthetic,
    )
    snapshot.save()
    kept = {name: value for name, value in state_of(snapshot).items() if name not in ("content", "shapes")}
    record(act, [Change(snapshot, None, kept)])  # the hash stands for the content
    return snapshot


@action("publication.approve_snapshot", Text("审定公开数据", "approve a snapshot"), rule=rules.may_approve)
def approve_snapshot(act: Act, snapshot: Snapshot) -> Approval:
    """Let a snapshot out: every row must be as public, and say the same, as when it was made.

    Raises
    ------
    RefusedError
        If a row changed or is no longer public.
    """
    found = gather(snapshot.publication)
    now = {digest(row) for row in found.rows}
    if any(digest(row) not in now for row in snapshot.content["rows"]):
        raise RefusedError(CHANGED)
    if snapshot.shapes is not None and not found.map_number:
        raise RefusedError(CHANGED)
    row = Approval(snapshot=snapshot, person=act.standing.person, at=act.at)
    row.save()
    record(act, [new(row)])
    return row


@action(
    "publication.withdraw_snapshot",
    Text("撤回公开数据", "withdraw a snapshot"),
    rule=rules.may_withdraw,
    reason_needed=True,
)
def withdraw_snapshot(act: Act, snapshot: Snapshot) -> Withdrawal:
    """Take a snapshot back; its address answers 410 with the reason from now on."""
    row = Withdrawal(snapshot=snapshot, person=act.standing.person, at=act.at, reason=act.reason)
    row.save()
    record(act, [new(row)])
    return row
