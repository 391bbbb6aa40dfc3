"""What is wrong with an input, said so that the person who made it can mend it.

A :class:`Problem` names file, row, column, what was expected, what was found and the remedy. Readers gather all
problems of an input and raise one :class:`InputError` with every one of them; nothing is written before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tongcheng.language import Language, Text, preferred_language


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Parameters
    ----------
    code
        Short name of the kind of problem, e.g. ``unknown_column``.
    file
        File (or table) in which it stands.
    row
        Row as a spreadsheet shows it: the header is row 1. ``None`` for the file as a whole.
    column
        Column, attribute or cell.
    expected, found, remedy
        What should stand there, what stands there, and how to mend it.
    """

    code: str
    file: str
    expected: Text
    found: str
    remedy: Text
    row: int | None = None
    column: str | None = None

    def say(self, language: Language | None = None) -> str:
        """Give the problem as one line.

        Examples
        --------
        >>> Problem("negative", "residents.csv", Text("不小于 0", "0 or more"), "-3",
        ...         Text("改正人数", "correct the number"), row=7, column="value").say("en")
        'residents.csv, row 7, column value: expected 0 or more, found -3. Remedy: correct the number'
        """
        language = language or preferred_language()
        place = self.file
        if language == "zh":
            place += f" 第 {self.row} 行" if self.row is not None else ""
            place += f" {self.column} 列" if self.column else ""
            return f"{place}：应为{self.expected.zh}，实为 {self.found}。处理：{self.remedy.zh}"
        place += f", row {self.row}" if self.row is not None else ""
        place += f", column {self.column}" if self.column else ""
        return f"{place}: expected {self.expected.en}, found {self.found}. Remedy: {self.remedy.en}"

    def as_record(self) -> dict[str, object]:
        """Give the problem as plain values for JSON and tables."""
        return {
            "code": self.code,
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "expected": self.expected._asdict(),
            "found": self.found,
            "remedy": self.remedy._asdict(),
        }


class InputError(ValueError):
    """An input cannot be used; carries every problem that was found.

    Examples
    --------
    >>> raise InputError([Problem("empty", "a.pbf", Text("有内容", "content"), "0 bytes",
    ...                           Text("重新导出", "export it again"))])
    Traceback (most recent call last):
        ...
    tongcheng.errors.InputError: ...
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.say() for problem in self.problems))


@dataclass
class Problems:
    """Gathers problems and raises them together.

    Examples
    --------
    >>> problems = Problems("residents.csv")
    >>> problems.raise_if_any()
    """

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        code: str,
        *,
        expected: Text,
        found: object,
        remedy: Text,
        row: int | None = None,
        column: str | None = None,
        file: str | None = None,
    ) -> None:
        """Note one problem; ``file`` defaults to the file being read."""
        self.found.append(Problem(code, file or self.file, expected, str(found), remedy, row, column))

    def raise_if_any(self) -> None:
        """Raise :class:`InputError` with everything noted so far, if anything was."""
        if self.found:
            raise InputError(self.found)
