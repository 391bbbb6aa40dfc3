"""What keeps a paper from being issued, all at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tongcheng.errors import Problem, Problems
from tongcheng.language import Text
from tongcheng.office.papers.drafting.periods import MOST_MATTERS
from tongcheng.office.papers.models import Draft, PaperKind, Section

#: A special report is read in one sitting.
MOST_PAGES = 2
_OPEN = re.compile(r"【请[^】]*】")
_MATTER = re.compile(r"^\s*(?:\d+[.．、]|[一二三四五六七八九]是|（[一二三四五六七八九]）)")
_DECIDES = re.compile(r"提?请[^，。；]{2,40}(决定|审定|研究|协调|明确|批准|牵头|支持)")


def check_paper(draft: Draft, sections: Sequence[Section], pages: int, on: date) -> tuple[Problem, ...]:
    """Give everything that is wrong with a paper."""
    problems = Problems(draft.title)
    for section in sections:
        for place in _OPEN.findall(section.text):
            problems.add(
                "open_place", column=section.heading or section.key, expected=Text("填写完整的文字", "words filled in"),
                found=place, remedy=Text("补充或删去方括号内的提示", "fill it in or take it out"),
            )  # fmt: skip
    if not draft.title.strip():
        problems.add(
            "no_title", expected=Text("标题", "a title"), found="", remedy=Text("填写标题", "give the title")
        )
    if on < draft.as_of:
        problems.add(
            "too_early", expected=Text(f"不早于截至日期 {draft.as_of}", f"not before {draft.as_of}"), found=on,
            remedy=Text("改正印发日期", "correct the day"),
        )  # fmt: skip
    if draft.kind == PaperKind.SPECIAL:
        _check_special(sections, pages, problems)
    return tuple(problems.found)


def _check_special(sections: Sequence[Section], pages: int, problems: Problems) -> None:
    if pages > MOST_PAGES:
        problems.add(
            "too_long", expected=Text(f"不超过 {MOST_PAGES} 页", f"at most {MOST_PAGES} pages"), found=f"{pages}",
            remedy=Text("精简总体进展和存在问题，细节改用附表或通报", "shorten it; details belong into the bulletin"),
        )  # fmt: skip
    asked = next((one for one in sections if one.key == "matters"), None)
    matters = [line for line in asked.text.splitlines() if _MATTER.match(line)] if asked else []
    if len(matters) > MOST_MATTERS:
        problems.add(
            "too_many", column="提请协调事项", found=len(matters),
            expected=Text(f"不超过 {MOST_MATTERS} 项", f"at most {MOST_MATTERS}"),
            remedy=Text("保留最需要上级决定的事项", "keep those that only they can decide"),
        )  # fmt: skip
    for line in matters:
        if not _DECIDES.search(line):
            problems.add(
                "nobody_decides", column="提请协调事项", expected=Text("写明提请谁决定", "who is asked to decide"),
                found=line.strip()[:60], remedy=Text("补上“提请××研究决定”", "name who decides"),
            )  # fmt: skip
