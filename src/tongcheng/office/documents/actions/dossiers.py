"""Dossiers and their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, Change, RefusedError, action, check
from tongcheng.office.core.recorded import new, state_of
from tongcheng.office.documents import rules
from tongcheng.office.documents.actions.held import clean, hold
from tongcheng.office.documents.matching import Known, keys_of
from tongcheng.office.documents.models import Dossier, Paragraph, Reading, Version
from tongcheng.office.documents.reading import Block, Read

HAS_FILES = Text("已有带文本的版本，不能改为原文未收录", "It has versions with a text; its text is known")


@action("documents.save_dossier", Text("登记文件", "save a document"), rule=rules.may_write_dossier)
def save_dossier(act: Act, dossier: Dossier, values: Mapping[str, Any], base: int | None = None) -> Dossier:
    """Write a dossier, new or changed; nobody writes it away from those whom they act for."""
    row = hold(dossier, "unit") if dossier.pk else dossier
    check(rules.may_write_dossier, act.standing, row)
    change = row.revise(values, base) if row.pk else None
    if not row.pk:
        for name, value in values.items():
            setattr(row, name, value)
    check(rules.may_write_dossier, act.standing, row)
    if row.pk and not row.text_known and row.versions.exclude(reading=Reading.ABSENT).exists():
        raise RefusedError(HAS_FILES)
    clean(row)
    fresh = row.pk is None
    row.save()
    record(act, [new(row) if fresh else change])
    return row


@action("documents.add_version", Text("上传文件版本", "add a version"), rule=rules.may_add_version)
def add_version(act: Act, dossier: Dossier, read: Read, *, label: str = "", note: str = "") -> Version:
    """Keep a file that was read as the next version; its paragraphs get the keys of those they were before.

    Raises
    ------
    InputError
        If the same file is a version of this dossier already: it says which.
    """
    dossier = hold(dossier, "unit")
    check(rules.may_add_version, act.standing, dossier)
    _not_twice(dossier, read)
    before = dossier.versions.filter(reading__in=(Reading.TEXT, Reading.ACCEPTED)).order_by("-number").first()
    version = Version(
        dossier=dossier,
        number=_next_number(dossier),
        label=label.strip(),
        note=note.strip(),
        reading=read.reading,
        name=read.name,
        content_type=read.content_type,
        size=len(read.content),
        sha256=read.sha256,
        text=read.text,
        made=act.at,
        maker=act.standing.person,
    )
    version.file.save(read.stored_name(), ContentFile(read.content), save=False)
    try:
        with transaction.atomic():
            clean(version)
            version.save()
            _write_paragraphs(version, read.blocks, before)
    except BaseException:
        version.file.delete(save=False)
        raise
    record(act, [_told(version, len(read.blocks))])
    return version


@action(
    "documents.enter_title", Text("登记题名（原文未收录）", "enter a title without text"), rule=rules.may_enter_title
)
def enter_title(act: Act, dossier: Dossier, *, label: str = "", note: str = "") -> Version:
    """Enter a version of which the title alone is known, so that agendas can name it."""
    dossier = hold(dossier)
    check(rules.may_enter_title, act.standing, dossier)
    version = Version(
        dossier=dossier,
        number=_next_number(dossier),
        label=label.strip(),
        note=note.strip(),
        reading=Reading.ABSENT,
        made=act.at,
        maker=act.standing.person,
    )
    clean(version)
    version.save()
    record(act, [new(version)])
    return version


def _next_number(dossier: Dossier) -> int:
    return (dossier.versions.aggregate(most=Max("number"))["most"] or 0) + 1


def _not_twice(dossier: Dossier, read: Read) -> None:
    same = dossier.versions.filter(sha256=read.sha256).first()
    if same is None:
        return
    same.dossier = dossier
    problems = Problems(read.name)
    problems.add(
        "version_twice",
        expected=Text("与已有版本不同的文件", "a file that differs from every version"),
        found=f"{same}（{same.name}，SHA-256 {read.sha256[:12]}）",
        remedy=Text("内容与该版本完全相同，无需重复上传", "it is that very version; there is nothing to send"),
    )
    problems.raise_if_any()


def _write_paragraphs(version: Version, blocks: Sequence[Block], before: Version | None) -> None:
    rows = before.paragraphs.values_list("key", "kind", "text") if before else ()
    known = [Known(*one) for one in rows]
    keys = keys_of(known, blocks, f"{version.dossier_id}/{version.number}")
    Paragraph.objects.bulk_create(
        [
            Paragraph(
                version=version,
                order=order,
                kind=block.kind,
                level=block.level,
                key=key,
                table=block.table,
                header=block.header,
                cells=list(block.cells),
                text=block.text,
            )
            for order, (key, block) in enumerate(zip(keys, blocks, strict=True), start=1)
        ],
        batch_size=500,
    )


def _told(version: Version, paragraphs: int) -> Change:
    """Give a version as the log holds it: of its text the hash and the count, not the words."""
    told = state_of(version)
    told.pop("text")
    return Change(version, None, told | {"paragraphs": paragraphs})
