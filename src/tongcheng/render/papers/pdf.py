"""A paper as PDF through typst: the same layout, searchable words, substitutes for fonts that are not installed."""

from __future__ import annotations

import json
from importlib.resources import files

import typst

from tongcheng.render.papers import layout
from tongcheng.render.papers.model import Block, Heading, Note, Paper, Paragraph, Picture, Roll, Table

_FONTS = {
    "fang": [layout.WESTERN, "FangSong_GB2312", "仿宋_GB2312", "FangSong", "Noto Serif CJK SC", "Noto Serif SC"],
    "title": ["FZXiaoBiaoSong-B05S", "方正小标宋简体", "SimSun", "Noto Serif CJK SC", "Noto Serif SC"],
    "hei": [layout.WESTERN, "SimHei", "Noto Sans CJK SC", "Noto Sans SC"],
    "kai": [layout.WESTERN, "KaiTi_GB2312", "楷体_GB2312", "KaiTi", "Noto Serif CJK SC", "Noto Serif SC"],
    "song": ["SimSun", "Noto Serif CJK SC", "Noto Serif SC"],
}


def write_pdf(paper: Paper) -> bytes:
    """Write a paper as PDF; the same paper gives the same bytes."""
    template = files(__package__).joinpath("paper.typ").read_bytes()
    made = typst.compile(template, format="pdf", sys_inputs={"paper": json.dumps(_plain(paper), ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made


def _plain(paper: Paper) -> dict[str, object]:
    """Give the paper as JSON can hold it: words go into the page as values, never as typst's own language."""
    signed, dated = layout.signature_indents(paper)
    return {
        "fonts": _FONTS,
        "lang": "zh" if paper.language == "zh" else "en",
        "title": layout.title_lines(paper.title),
        "number": paper.number,
        "sheet": _sheet(landscape=paper.landscape, a3=paper.a3),
        "head": _head(paper),
        "imprint": list(paper.imprint or ()),
        "to": paper.to + ("：" if paper.language == "zh" else ":") if paper.to else "",
        "blocks": _blocks(paper.blocks),
        "attachments_word": layout.ATTACHMENTS.say(paper.language),
        "attachment_lines": layout.attachment_lines(paper),
        "signature": paper.signature.split("\n") if paper.signature else [],
        "date": paper.date,
        "signed": signed,
        "dated": dated,
        "attachments": [
            {
                "name": layout.attachment_name(paper, one),
                "title": layout.title_lines(one.title),
                "blocks": _blocks(one.blocks),
                "sheet": _sheet(landscape=one.landscape, a3=one.a3),
            }
            for one in paper.attachments
            if one.blocks
        ],
        "copies": layout.COPIES.say(paper.language) + paper.copies if paper.copies else "",
        "mark": paper.mark,
        "foot": paper.foot,
    }


def _sheet(*, landscape: bool, a3: bool) -> str:
    return "a3" if a3 else "landscape" if landscape else "portrait"


def _head(paper: Paper) -> dict[str, object] | None:
    if paper.head is None:
        return None
    head = paper.head
    size = layout.head_size(head.issuer)
    signer = layout.SIGNER.say(paper.language) + head.signer if head.signer else ""
    return {"issuer": head.issuer, "number": head.number, "signer": signer, "size": size, "red": layout.RED}


def _blocks(blocks: object) -> list[dict[str, object]]:
    assert isinstance(blocks, list | tuple)
    return [_block(block, words) for block, words in layout.numbered(blocks)]


def _block(block: Block, words: str) -> dict[str, object]:
    if isinstance(block, Heading):
        return {"kind": "heading", "words": words, "level": min(max(block.level, 1), 4)}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "lines": block.words.split("\n"), "lead": block.lead, "indent": block.indent}
    if isinstance(block, Note):
        return {"kind": "note", "words": block.words}
    if isinstance(block, Roll):
        return {"kind": "roll", "label": block.label, "words": block.words}
    if isinstance(block, Picture):
        return {"kind": "picture", "svg": block.svg, "about": block.about, "height": block.height}
    assert isinstance(block, Table)
    return {
        "kind": "table",
        "caption": block.caption,
        "header": list(block.header),
        "rows": [
            [[words, block.span(n, column)] for column, words in enumerate(row) if block.span(n, column)]
            for n, row in enumerate(block.rows)
        ],
        "widths": list(block.widths) or [1.0] * len(block.header),
        "aligns": list(block.aligns) or ["left"] * len(block.header),
        "total": block.total,
    }
