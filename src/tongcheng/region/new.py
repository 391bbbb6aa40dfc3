"""A new, empty circle: a folder to fill from the data request workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tongcheng.errors import InputError, Problem
from tongcheng.language import SYNTHETIC_MARK, Text
from tongcheng.region.files import replace_folder, write_text_atomically
from tongcheng.region.region import Region

_README = """# {title}

都市圈数据文件夹：一张表一个文件，`datapackage.json` 说明各表。
A folder of tables of one metropolitan circle; `datapackage.json` describes them.

- 把数据需求清单发给各部门填报，再导入 Send round the data request workbook, then import it:
  `tongcheng import workbook 填好的工作簿.xlsx --into {name}`
- 已有的表格直接导入 Import tables that exist:
  `tongcheng import table residents 人口.xlsx --map mapping.toml --into {name}`
- 检查 Check: `tongcheng check {name}`
- 测算 Measure: `tongcheng run {name} --out DIR`

每行注明数据性质（basis）和来源（source）；涉密内容不得录入。
Every row states its basis and source; nothing classified belongs here.
{mark}"""


def new_region(
    folder: str | Path, *, title: Text, fictional: bool = False, cities: Mapping[str, str] | None = None
) -> Path:
    """Make the folder of a new circle.

    Parameters
    ----------
    folder
        Folder to make; it must not exist, or be empty.
    title
        Name for people.
    fictional
        True only for a circle that is made up: everything made from it is marked.
    cities
        Names of the member cities by their codes, to begin with.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    InputError
        If the folder already holds something.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = new_region(f"{place}/example", title=Text("甲乙都市圈", "Jia–Yi"))
    ...     sorted(path.name for path in folder.iterdir())
    ['README.md', 'datapackage.json']
    """
    target = Path(folder).resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError([_in_the_way(target)])
    name = re.sub(r"[^\w.-]+", "-", target.name).strip("-").lower() or "region"
    region = Region(name, title, fictional)
    if cities:
        region = region.with_tables(_cities(cities, "synthetic" if fictional else "official"))
    mark = f"\n{SYNTHETIC_MARK.zh}。{SYNTHETIC_MARK.en}.\n" if fictional else ""
    words = _README.format(
        title=f"{title.zh} {title.en}" if title.zh != title.en else title.zh, name=target.name, mark=mark
    )

    def fill(fresh: Path) -> None:
        region.save(fresh)
        write_text_atomically(fresh / "README.md", words)

    replace_folder(target, fill)
    return target


def _cities(cities: Mapping[str, str], basis: str) -> dict[str, Any]:
    rows = [{"city": code, "name": name, "basis": basis, "source": "office"} for code, name in cities.items()]
    source = {
        "source": "office",
        "title": "建库时录入的成员城市 / member cities entered when the folder was made",
        "licence": "行政区划名称与代码，公开 / names and codes of places, public",
    }
    return {"cities": pd.DataFrame(rows), "sources": pd.DataFrame([source])}


def _in_the_way(target: Path) -> Problem:
    return Problem(
        "folder_exists",
        target.name,
        Text("新的或空的文件夹", "a new or empty folder"),
        "、".join(sorted(item.name for item in target.iterdir())[:5]) if target.is_dir() else target.name,
        Text("换一个名称，或先移走其中的文件", "choose another name, or move what is in it"),
    )
