"""What is wrong with the tables of a road network, named by row and with the remedy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.travel.ids import positions

_FIRST_ROW = 2
_MOST = 20

#: A single link that takes longer is a wrong speed or length; it also keeps sums of times within 32 bits.
_LONGEST_LINK_MS = 86_400_000


def check_nodes(nodes: pd.DataFrame, *, file: str = "road_nodes.csv") -> None:
    """Refuse nodes without a position, and ids given twice.

    Raises
    ------
    InputError
        With every offending row (the first 20 of each kind one by one).
    """
    problems = Problems(file)
    if len(nodes) == 0:
        problems.add(
            "no_roads",
            expected=Text("道路节点", "road nodes"),
            found="0",
            remedy=Text("用 tongcheng import 导入道路数据", "import roads with tongcheng import"),
        )
        problems.raise_if_any()
    for column in ("lon", "lat"):
        rows = np.flatnonzero(~np.isfinite(nodes[column].to_numpy(dtype=np.float64, na_value=np.nan)))
        _name_rows(
            problems, "no_position", rows, column, nodes[column],
            Text("经纬度", "a longitude and latitude"), Text("补填坐标", "fill in the coordinates"),
        )  # fmt: skip
    repeated = np.flatnonzero(positions(nodes["node"], nodes["node"]) != np.arange(len(nodes)))
    _name_rows(
        problems, "node_twice", repeated, "node", nodes["node"],
        Text("不重复的节点编号", "ids that stand once"), Text("删去重复的行", "remove the repeated row"),
    )  # fmt: skip
    problems.raise_if_any()


def check_links(
    links: pd.DataFrame,
    used: NDArray[np.bool_],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    *,
    file: str,
) -> None:
    """Refuse links that lead nowhere or take no sensible time.

    Parameters
    ----------
    links, used
        The whole table, and which of its rows carry traffic.
    tail, head
        Positions of the nodes of those rows; -1 where the id is unknown.
    file
        File of the links.

    Raises
    ------
    InputError
        With every offending row.
    """
    problems = Problems(file)
    rows = np.flatnonzero(used)
    unknown = Text("道路节点表中的编号", "an id of road_nodes")
    add_node = Text("补上该节点，或删去此路段", "add the node, or remove the link")
    for column, ends in (("from_node", tail), ("to_node", head)):
        _name_rows(problems, "unknown_node", rows[ends < 0], column, links[column], unknown, add_node)
    speed = links["speed_kmh"].to_numpy(dtype=np.float64, na_value=np.nan)[used]
    length = links["length_m"].to_numpy(dtype=np.float64, na_value=np.nan)[used]
    bad_speed = ~(np.isfinite(speed) & (speed > 0))
    bad_length = ~(np.isfinite(length) & (length >= 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        slow = ~bad_speed & ~bad_length & (length * 3600 / speed > _LONGEST_LINK_MS)
    _name_rows(
        problems, "bad_speed", rows[bad_speed], "speed_kmh", links["speed_kmh"],
        Text("大于 0 的速度", "a speed above 0"), Text("填写自由流速度", "fill in the free-flow speed"),
    )  # fmt: skip
    _name_rows(
        problems, "bad_length", rows[bad_length], "length_m", links["length_m"],
        Text("不小于 0 的长度", "a length of 0 or more"), Text("填写路段长度", "fill in the length"),
    )  # fmt: skip
    _name_rows(
        problems, "slow_link", rows[slow], "speed_kmh", links["speed_kmh"],
        Text("一天内走完的路段", "a link that takes less than a day"),
        Text("检查长度（米）和速度（公里/小时）的单位", "check the units: length in m, speed in km/h"),
    )  # fmt: skip
    problems.raise_if_any()


def _name_rows(
    problems: Problems,
    code: str,
    rows: NDArray[np.intp],
    column: str,
    values: pd.Series,
    expected: Text,
    remedy: Text,
) -> None:
    for row in rows[:_MOST]:
        problems.add(
            code, row=int(row) + _FIRST_ROW, column=column, expected=expected, found=values.iloc[row], remedy=remedy
        )
    if len(rows) > _MOST:
        problems.add(
            "more_rows", column=column, expected=expected, found=f"… +{len(rows) - _MOST}",
            remedy=Text("其余各行同样处理", "the remaining rows likewise"),
        )  # fmt: skip
