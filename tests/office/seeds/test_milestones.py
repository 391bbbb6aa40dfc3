"""What is read out of the wording of milestones, and what is left as it stands."""

from __future__ import annotations

import pytest

from tongcheng.office.seeds.milestones import milestones_of


@pytest.mark.parametrize(
    ("words", "kind", "firmness", "target"),
    [
        ("9月底前路基完成60%", "percent", "", 60),
        ("主体封顶", "gate", "", None),
        ("力争可研获批", "gate", "try", None),
        ("达到120项", "amount", "", 120),
        ("12月底前建成1条，力争建成2条", "text", "", None),
        ("路基土石方95%、桥梁95%、路面60%", "text", "", None),
        ("S11/S5主线争取可研批复并开工", "text", "try", None),
        ("摸底", "text", "", None),
    ],
)
def test_only_what_is_certain_is_read(words: str, kind: str, firmness: str, target: int | None) -> None:
    (one,) = milestones_of({"q2": words}, 2022)
    assert (one["text"], str(one["kind"]), one["firmness"], one.get("target")) == (words, kind, firmness, target)
    assert one["due"].isoformat() == "2022-06-30"


def test_a_cell_that_names_several_things_gives_several_milestones() -> None:
    found = milestones_of({"q1": "3月底前: 甲打围; 乙工可", "q2": float("nan")}, 2021)
    assert [one["text"] for one in found] == ["3月底前: 甲打围", "乙工可"]
