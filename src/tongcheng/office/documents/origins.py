"""From a row of a list back to the paragraphs that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongcheng.language import Text
from tongcheng.office.documents.models import Paragraph
from tongcheng.office.lists.models import Item
from tongcheng.office.lists.origins import Origin, register
from tongcheng.office.people.standing import Standing

_WORDS = Text("《{title}》{version}第{n}段", "{title}, {version}, ¶ {n}")


def paragraphs_of(standing: Standing, item: Item) -> Iterator[Origin]:
    """Give the paragraphs that a row was made of or tied to, as far as the reader may see: one query."""
    rows = Paragraph.objects.visible_to(standing).filter(rows__item=item)
    for one in rows.select_related("version__dossier").defer("version__text").order_by("version", "order"):
        version = one.version.label or Text(f"第{one.version.number}版", f"version {one.version.number}")
        url = f"{reverse('documents:version', args=[one.version_id])}#p{one.order}"
        words = _WORDS.fill(title=one.version.dossier.title, version=version, n=one.order)
        yield Origin(words, url, one.text.replace("\t", " "))


register("documents.paragraphs", paragraphs_of)
