"""What a file is, told by its content; what is wrong with it, said so that the person can mend it."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass, field

from django.conf import settings

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.documents.models import Reading
from tongcheng.office.documents.reading.blocks import Block
from tongcheng.office.documents.reading.pdf import UnreadablePdfError, read_pdf
from tongcheng.office.documents.reading.plain import read_plain, text_of
from tongcheng.office.documents.reading.word import DamagedWordError, Tracked, read_word
from tongcheng.office.progress.files import Upload, shown_name

__all__ = ["Read", "Upload", "most_bytes", "read_upload", "typed_text"]

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A Word file that unpacks to more than this is not opened.
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_BLOCKS = 20_000

TAKEN = Text("docx、pdf、txt、md 文件（按内容识别）", "docx, pdf, txt or md (told by content)")
ANOTHER = Text("换一个文件", "take another file")


@dataclass(frozen=True)
class Read:
    """A file as it was read, ready to become a version."""

    name: str
    content: bytes
    kind: str
    blocks: tuple[Block, ...]
    reading: str
    tracked: Tracked = field(default_factory=Tracked)

    @property
    def content_type(self) -> str:
        """Give the content type that the content, not the name, has."""
        return _TYPES[self.kind]

    @property
    def sha256(self) -> str:
        """Give the SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def text(self) -> str:
        """Give the whole text."""
        return "\n".join(one.text for one in self.blocks)

    def stored_name(self) -> str:
        """Make the name under which the file is kept; nothing in it comes from outside."""
        return f"{secrets.token_hex(16)}.{self.kind}"


def most_bytes() -> int:
    """Give the size up to which files are taken: ``TONGCHENG_DOCUMENT_MB`` of the settings."""
    return int(settings.TONGCHENG_DOCUMENT_MB) * 1024 * 1024


def read_upload(upload: Upload, *, accept_changes: bool = False) -> Read:
    """Look at a file and read its text; outside every action, so that nobody waits for a large file.

    Parameters
    ----------
    upload
        The file as it was sent.
    accept_changes
        Read a Word file with tracked changes as if they were accepted; the file itself is kept as it came.

    Raises
    ------
    InputError
        With what is wrong: too large, of another kind, an old .doc, with macros, locked, damaged, with tracked changes.
    """
    name = shown_name(upload.name)
    problems = Problems(name)
    if not upload.content or len(upload.content) > most_bytes():
        _size(problems, len(upload.content))
    problems.raise_if_any()
    kind = _kind(upload.content, name, problems)
    problems.raise_if_any()
    if kind == "docx":
        return _word(name, upload.content, problems, accept_changes=accept_changes)
    if kind == "pdf":
        return _pdf(name, upload.content, problems)
    text = text_of(upload.content)
    if text is None:
        problems.add("file_kind", expected=TAKEN, found="?", remedy=ANOTHER)
        problems.raise_if_any()
    assert text is not None
    return _finished(Read(name, upload.content, kind, tuple(read_plain(text)), Reading.TEXT), problems)


def typed_text(title: str, text: str) -> Read:
    """Make of typed words what a text file would be."""
    problems = Problems(title)
    if not text.strip():
        problems.add(
            "empty",
            expected=Text("正文", "text"),
            found="",
            remedy=Text("上传文件或填写正文", "send a file or type it"),
        )
        problems.raise_if_any()
    content = text.replace("\r\n", "\n").encode()
    name = f"{shown_name(title)[:80]}.md"
    return _finished(Read(name, content, "md", tuple(read_plain(text)), Reading.TEXT), problems)


def _finished(read: Read, problems: Problems) -> Read:
    if not read.blocks and read.reading != Reading.NO_TEXT:
        remedy = Text("确认文件是否正确", "make sure that this is the file")
        problems.add("empty", expected=Text("有正文的文件", "a file with text"), found=read.name, remedy=remedy)
    if len(read.blocks) > _MOST_BLOCKS:
        expected = Text(f"不超过 {_MOST_BLOCKS:,} 段", f"up to {_MOST_BLOCKS:,} paragraphs")
        remedy = Text("分册上传，或将附表作为清单导入", "send it in parts, or import its tables as lists")
        problems.add("paragraphs", expected=expected, found=f"{len(read.blocks):,}", remedy=remedy)
    problems.raise_if_any()
    return read


def _size(problems: Problems, size: int) -> None:
    most = settings.TONGCHENG_DOCUMENT_MB
    if size == 0:
        problems.add("file_size", expected=Text("有内容的文件", "a file with content"), found="0 MB", remedy=ANOTHER)
        return
    remedy = Text(
        "压缩图片、拆分附件后分别上传；确需放宽的，由管理员调整 TONGCHENG_DOCUMENT_MB",
        "compress its pictures or send its annexes one by one; an administrator may raise TONGCHENG_DOCUMENT_MB",
    )
    found = f"{size / 1024 / 1024:.1f} MB"
    problems.add("file_size", expected=Text(f"不超过 {most} MB", f"up to {most} MB"), found=found, remedy=remedy)


def _kind(content: bytes, name: str, problems: Problems) -> str:
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OLD_OFFICE):
        found = "Word 97–2003 (.doc)" if b"W\x00o\x00r\x00d\x00D\x00o\x00c" in content else "Office 97–2003 / OLE"
        remedy = Text(
            "在 Word 或 WPS 中打开，另存为 .docx 后上传；只改扩展名无效",
            "open it in Word or WPS and save it as .docx; another name alone does not help",
        )
        problems.add("old_word", expected=TAKEN, found=found, remedy=remedy)
        return ""
    if content.startswith(b"PK\x03\x04"):
        return _packed(content, problems)
    if content.startswith(b"{\\rtf"):
        remedy = Text("另存为 .docx 后上传", "save it as .docx")
        problems.add("file_kind", expected=TAKEN, found="RTF", remedy=remedy)
    return "md" if name.lower().endswith((".md", ".markdown")) else "txt"


def _packed(content: bytes, problems: Problems) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {one.filename for one in archive.infolist()}
            unpacked = sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        problems.add("damaged", expected=TAKEN, found="zip ?", remedy=_AGAIN)
        return ""
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        remedy = Text("另存为不含宏的 .docx 后上传", "save it as a .docx without macros")
        problems.add(
            "macros", expected=Text("不含宏的文件", "a file without macros"), found="vbaProject", remedy=remedy
        )
        return ""
    if "word/document.xml" not in names:
        known = (("xl/workbook.xml", "xlsx"), ("ppt/presentation.xml", "pptx"), ("OFD.xml", "OFD"))
        found = next((kind for part, kind in known if part in names), "zip")
        remedy = Text(
            "表格请在“导入”页面导入；其他文件转为 PDF 后上传", "import tables under Import; turn others into PDF"
        )
        problems.add("file_kind", expected=TAKEN, found=found, remedy=remedy)
        return ""
    if unpacked > _MOST_UNPACKED:
        problems.add(
            "unpacked", expected=Text("正常的 Word 文件", "an ordinary Word file"), found="zip", remedy=_AGAIN
        )
    return "docx"


_AGAIN = Text(
    "文件可能损坏，请用原软件打开后重新保存再上传", "it seems damaged: open it, save it again and send that"
)


def _word(name: str, content: bytes, problems: Problems, *, accept_changes: bool) -> Read:
    try:
        blocks, tracked = read_word(content)
    except DamagedWordError:
        problems.add(
            "damaged", expected=Text("能打开的 Word 文件", "a Word file that opens"), found="?", remedy=_AGAIN
        )
        problems.raise_if_any()
        raise
    if tracked and not accept_changes:
        by = "、".join(f"{who} {count}" for who, count in tracked.authors[:6])
        remedy = Text(
            "在 Word 或 WPS 中逐条接受或拒绝后重新上传；或勾选“按接受全部修订读取”",
            "accept or reject them in Word or WPS; or tick “read with all changes accepted”",
        )
        expected = Text("没有未处理修订的文件", "a file without tracked changes")
        found = f"插入 insertions {tracked.insertions} · 删除 deletions {tracked.deletions}（{by}）"
        problems.add("tracked_changes", expected=expected, found=found, remedy=remedy)
    problems.raise_if_any()
    reading = Reading.ACCEPTED if tracked else Reading.TEXT
    return _finished(Read(name, content, "docx", tuple(blocks), reading, tracked), problems)


def _pdf(name: str, content: bytes, problems: Problems) -> Read:
    try:
        blocks = read_pdf(content)
    except UnreadablePdfError as error:
        if error.locked:
            remedy = Text("去除打开口令后重新上传", "take the password off and send it again")
            problems.add(
                "locked", expected=Text("未加密的 PDF", "a PDF without password"), found="PDF", remedy=remedy
            )
        else:
            problems.add("damaged", expected=Text("能打开的 PDF", "a PDF that opens"), found="PDF", remedy=_AGAIN)
        problems.raise_if_any()
        raise
    return _finished(Read(name, content, "pdf", tuple(blocks), Reading.TEXT if blocks else Reading.NO_TEXT), problems)
