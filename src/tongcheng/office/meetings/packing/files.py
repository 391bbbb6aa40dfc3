"""The papers of a pack as files: each as Word and PDF, a contents page, the files that came in, one zip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongcheng.office.audit.chain import head
from tongcheng.office.meetings.models import Meeting, MeetingState
from tongcheng.office.meetings.packing.pieces import Gathered, Piece
from tongcheng.office.sheets.export.files import DOCX, PDF, ZIP, File, distinct, safe_name
from tongcheng.office.supervision.words import label
from tongcheng.render import official
from tongcheng.render.packed import packed

#: Kinds of file that a paper is given as.
KINDS = {"docx": (official.word_of, DOCX), "pdf": (official.pdf_of, PDF)}


@dataclass(frozen=True)
class Pack:
    """The files of a pack in order, by their names in the archive."""

    name: str
    files: list[tuple[str, bytes]]

    def zipped(self) -> File:
        """Give them as one archive."""
        return File(self.name, packed(self.files), ZIP)


def piece_file(meeting: Meeting, piece: Piece, ending: str) -> File:
    """Lay one paper out as one file."""
    write, kind = KINDS[ending]
    return File(safe_name(meeting.title, _plain(piece.title.zh), ending=ending), write(piece.lay()), kind)


def pack_zip(gathered: Gathered, today: date) -> File:
    """Lay out everything and pack it."""
    return pack_files(gathered, today).zipped()


def pack_files(gathered: Gathered, today: date) -> Pack:
    """Lay out every paper, with a contents page before them."""
    meeting = gathered.meeting
    parts: list[official.Part] = []
    written: list[tuple[str, bytes]] = []
    for number, piece in enumerate(gathered.pieces, start=1):
        paper = piece.lay()
        pdf = official.pdf_of(paper)
        name = f"{number:02d} {_plain(piece.title.zh)}"
        written += [(safe_name(name, ending="docx"), official.word_of(paper)), (safe_name(name, ending="pdf"), pdf)]
        parts.append(official.Part(f"{number:02d}", piece.title.zh, official.pages_of(pdf), piece.note.zh))
    originals = list(_originals(gathered))
    paper = official.contents(
        meeting.title,
        "已召开，据公开资料补录" if meeting.from_source else label(MeetingState(meeting.state)).zh,
        parts,
        made=f"{_day(today)}由同城办公系统生成，日志链首{head().short}。每件材料有Word、PDF各一份。",
        missing=[one.zh for one in gathered.missing],
        originals=[name for name, _ in originals],
        synthetic=meeting.synthetic,
    )
    first = [("00 目录.docx", official.word_of(paper)), ("00 目录.pdf", official.pdf_of(paper))]
    every = [*first, *written, *originals]
    names = distinct([name for name, _ in every])
    files = [(name, data) for name, (_, data) in zip(names, every, strict=True)]
    return Pack(safe_name(meeting.title, "会议材料", today.isoformat(), ending="zip"), files)


def _originals(gathered: Gathered) -> Iterator[tuple[str, bytes]]:
    """Give the files that came in, under names that lead into no other folder."""
    for number, one in gathered.originals:
        stem, _, ending = one.version.name.rpartition(".")
        name = safe_name(f"议题{number}" if number else "会议记录", stem or ending, ending=ending if stem else "bin")
        try:
            with one.version.file.open("rb") as stream:
                yield f"原件/{name}", stream.read()
        except FileNotFoundError:  # a damaged upload is told by the backup, not by a broken pack
            continue


def _plain(title: str) -> str:
    return title.replace("：", " ").replace("\n", "")


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
