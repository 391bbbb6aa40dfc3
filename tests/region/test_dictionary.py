"""The data dictionary in the docs is the one that the schemas make."""

from __future__ import annotations

from pathlib import Path

from tongcheng.region.dictionary import data_dictionary
from tongcheng.region.schemas import schemas


def test_the_docs_are_up_to_date() -> None:
    shipped = Path(__file__).parents[2] / "docs" / "data_dictionary.md"
    assert shipped.read_text(encoding="utf-8") == data_dictionary(), "run make docs"


def test_every_table_and_attribute_is_described_in_both_languages() -> None:
    for schema in schemas().values():
        assert schema.keys
        assert schema.label.zh
        assert schema.label.en
        for item in schema.attributes:
            assert item.label.zh, (schema.name, item.name)
            assert item.description.zh, (schema.name, item.name)
            assert item.description.en, (schema.name, item.name)


def test_every_reference_names_a_table_with_one_key() -> None:
    for schema in schemas().values():
        for item in schema.attributes:
            if item.references is not None:
                assert len(schemas()[item.references].keys) == 1, (schema.name, item.name)
