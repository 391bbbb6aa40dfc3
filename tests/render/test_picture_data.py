from __future__ import annotations

import io

import numpy as np
import pandas as pd
import shapely

from tongcheng.language import SCHEMATIC_MARK, SYNTHETIC_MARK, Text
from tongcheng.render.blocks import Layer, Map
from tongcheng.render.picture_data import chart_csv, map_csv


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), comment="#")


def test_the_data_of_a_map_are_its_values_at_its_places(map_of):
    picture = map_of()
    table = read(map_csv(picture))
    fill = table[table["图层 layer"] == "常住人口"]
    np.testing.assert_array_equal(fill["数值 value"], picture.layers[0].values)
    for shape, lon, lat in zip(picture.layers[0].shapes, fill["经度 lon"], fill["纬度 lat"], strict=True):
        assert shape.buffer(1e-4).contains(shapely.Point(lon, lat))
    assert set(table["图层 layer"]) == {"常住人口", "市界", "高铁站"}


def test_the_data_of_a_chart_are_its_values_with_their_ranges(chart_of):
    table = read(chart_csv(chart_of()))
    np.testing.assert_array_equal(table["数值 value"], [4, 2, 1, np.nan, 6, 5, 4, 3])
    np.testing.assert_array_equal(table["下限 low"][4:], [5, 4.5, 3, 2])
    assert table["下限 low"][:4].isna().all()


def test_marks_and_notes_go_with_the_data(map_of, chart_of):
    for synthetic in (False, True):
        words = map_csv(map_of(synthetic=synthetic))
        assert SCHEMATIC_MARK.zh in words
        assert (SYNTHETIC_MARK.zh in words) == synthetic
        assert (SYNTHETIC_MARK.en in chart_csv(chart_of(synthetic=synthetic))) == synthetic
        assert words.splitlines()[1] == "# 推算。 Modelled."


def test_names_cannot_be_formulas_or_break_the_rows():
    bad = [Text("=1+1", "@x"), Text('a,"b"\n=2', "-1+2")]
    layer = Layer(Text("层\n2", "l"), [shapely.Point(1, 2)] * 2, "point", bad)
    table = read(map_csv(Map(Text("题\n=3", "t"), [layer])))
    assert len(table) == 2
    assert table["名称 name (zh)"].tolist() == ["'=1+1", 'a,"b"\n=2']
    assert table["名称 name (en)"].tolist() == ["'@x", "'-1+2"]
