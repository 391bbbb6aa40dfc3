"""What is looked at before a file is opened: that it is there, is what it says, and unpacks to a sane size.

Sizes that an archive declares are not believed: every member is unpacked into the void, up to the limit.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from tongcheng.errors import Problems
from tongcheng.language import Text

#: An archive may unpack to this much, hold this many files, and above ``RATIO_FROM`` bytes shrink by this factor.
MOST_BYTES = 2 * 1024**3
MOST_FILES = 10_000
MOST_RATIO = 200
RATIO_FROM = 64 * 1024**2

_CHUNK = 1024**2
_LOCAL_HEADER = 30
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")

#: Suffixes of workbooks; ``.et`` is WPS.
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"}


def check_file(path: Path, problems: Problems) -> bool:
    """Look at a file before anything opens it; note what is wrong.

    Parameters
    ----------
    path
        The file.
    problems
        Gathers: missing, a folder, empty, disguised, password-protected, a zip bomb.

    Returns
    -------
    bool
        Whether the file may be opened.
    """
    if not path.is_file():
        _name_missing(path, problems)
        return False
    if path.stat().st_size == 0:
        problems.add(
            "empty_file",
            expected=Text("有内容的文件", "a file with content"),
            found="0 bytes",
            remedy=Text("重新导出此文件", "export the file again"),
        )
        return False
    before = len(problems.found)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if path.suffix.lower() in WORKBOOKS:
        _name_disguise(path, head, problems)
    if head.startswith(_ZIP):
        check_archive(path, problems)
    return len(problems.found) == before


def check_archive(path: Path, problems: Problems) -> None:
    """Note if an archive unpacks to more than the limits allow, is broken or encrypted."""
    limit = max(RATIO_FROM, min(MOST_BYTES, MOST_RATIO * path.stat().st_size))
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
        encrypted = any(member.flag_bits & 1 for member in members)
        total = 0 if encrypted or len(members) > MOST_FILES else _unpacked_bytes(path, members, limit)
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, NotImplementedError) as error:
        problems.add(
            "broken_archive",
            expected=Text("完整的压缩文件", "a complete archive"),
            found=str(error) or type(error).__name__,
            remedy=Text("重新下载或导出此文件", "download or export the file again"),
        )
        return
    if encrypted:
        name_password(problems)
    if total > limit or len(members) > MOST_FILES:
        problems.add(
            "zip_bomb",
            expected=Text(
                f"解压后不超过 {limit // 1024**2} MB、不超过 {MOST_FILES} 个文件",
                f"at most {limit // 1024**2} MB and {MOST_FILES} files when unpacked",
            ),
            found=f"> {limit // 1024**2} MB" if total > limit else f"{len(members)} files",
            remedy=Text(
                "核实文件来源；确属正常数据的，分成几个文件或改用 CSV、Parquet",
                "check where the file comes from; if it is sound, split it or use CSV or Parquet",
            ),
        )


def name_password(problems: Problems) -> None:
    """Note a workbook or archive that is locked with a password."""
    problems.add(
        "password",
        expected=Text("未加密的文件", "a file without a password"),
        found="有密码保护 password-protected",
        remedy=Text("在 Excel 或 WPS 中取消打开密码后另存", "remove the password in Excel or WPS and save it again"),
    )


def _unpacked_bytes(path: Path, members: list[zipfile.ZipInfo], limit: int) -> int:
    total = 0
    for member in members:
        for piece in unpack(path, member):
            total += len(piece)
            if total > limit:
                return total
    return total


def unpack(path: Path, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give the content of one member of an archive piece by piece, whatever size the archive declares.

    Yields
    ------
    bytes
        At most 1 MB each.
    """
    with path.open("rb") as stream:
        stream.seek(member.header_offset)
        header = stream.read(_LOCAL_HEADER)
        name, extra = struct.unpack("<HH", header[26:30])
        stream.seek(member.header_offset + _LOCAL_HEADER + name + extra)
        if member.compress_type == zipfile.ZIP_STORED:
            yield from _stored(stream, member.compress_size)
        elif member.compress_type == zipfile.ZIP_DEFLATED:
            yield from _inflated(stream, member.compress_size)
        else:
            raise NotImplementedError(f"compression method {member.compress_type} of {member.filename}")


def _stored(stream: BinaryIO, left: int) -> Iterator[bytes]:
    while left > 0 and (piece := stream.read(min(left, _CHUNK))):
        left -= len(piece)
        yield piece


def _inflated(stream: BinaryIO, left: int) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(stream, left):
        piece = inflate.decompress(packed, _CHUNK)
        yield piece
        while inflate.unconsumed_tail:
            yield inflate.decompress(inflate.unconsumed_tail, _CHUNK)
    yield inflate.flush()


def _name_missing(path: Path, problems: Problems) -> None:
    near = sorted(item.name for item in path.parent.glob("*") if item.is_file()) if path.parent.is_dir() else []
    hint = [name for name in near if Path(name).stem == path.stem or Path(name).suffix == path.suffix][:5]
    problems.add(
        "missing_file",
        expected=Text("一个文件", "a file"),
        found="文件夹 folder" if path.is_dir() else "—",
        remedy=Text(
            "检查路径" + (f"；该文件夹内有 {'、'.join(hint)}" if hint else ""),
            "check the path" + (f"; the folder holds {', '.join(hint)}" if hint else ""),
        ),
    )


def _name_disguise(path: Path, head: bytes, problems: Problems) -> None:
    """Note a web page, XML or plain text that calls itself a workbook, and workbooks locked with a password."""
    if head.startswith(_OLE):
        if _ENCRYPTED_STREAM in path.read_bytes():
            name_password(problems)
        return
    if head.startswith(_ZIP) or (head[:1] == b"\t" and b"\x00" in head):  # BIFF2 to 4 begin with 0x09
        return
    text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version", b"<meta", b"<style", b"<div")):
        found = Text("网页或 XML 文本", "a web page or XML text")
    elif b"\x00" not in head:
        found = Text("纯文本", "plain text")
    else:
        found = Text("不是工作簿", "not a workbook")
    problems.add(
        "disguised_file",
        expected=Text("Excel 或 WPS 工作簿", "an Excel or WPS workbook"),
        found=f"{found.zh} {found.en}",
        remedy=Text(
            "用 Excel 或 WPS 打开，“另存为” .xlsx 后再导入；纯文本改扩展名为 .csv",
            "open it in Excel or WPS and save it as .xlsx; rename plain text to .csv",
        ),
    )
