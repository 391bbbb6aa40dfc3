"""What the API takes and gives: units by code, cities by code, money in 亿元, days as ISO dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from ninja import Field, Schema

State = Literal[
    "current",
    "open",
    "all",
    "draft",
    "active",
    "paused",
    "done",
    "closed",
    "cancelled",
    "swapped",
    "split",
    "merged",
    "transferred",
]
Sort = Literal["", "due", "-due", "title", "state", "unit", "investment", "-investment", "year_plan", "-year_plan"]
Words = list[str]


class ListOut(Schema):
    """A list."""

    id: int
    code: str
    name: str
    kind: str
    year: int | None
    stage: str
    function: str
    field: str
    keeper: str = Field(alias="keeper.code")
    circle: str
    source: str
    synthetic: bool
    closed: bool
    revision: int


class ListIn(Schema):
    """A list to be made; ``keeper`` is the code of a unit."""

    keeper: str
    code: str
    name: str
    kind: str
    year: int | None = None
    stage: str = ""
    function: str = ""
    field: str = ""
    circle: str = ""
    source: str = ""
    synthetic: bool = False


class ListChange(Schema):
    """What is to be changed about a list."""

    reason: str
    revision: int | None = None
    code: str | None = None
    name: str | None = None
    kind: str | None = None
    year: int | None = None
    stage: str | None = None
    function: str | None = None
    field: str | None = None
    circle: str | None = None
    source: str | None = None


class Filter(Schema):
    """Which rows of a list are asked for."""

    state: State = "current"
    kind: Literal["", "problem", "project", "matter", "opportunity", "service"] = ""
    unit: str = ""
    city: str = ""
    group: str = ""
    project_class: Literal["", "preparatory", "start", "continued", "completed"] = ""
    due: Literal["", "overdue", "30", "90", "moved", "none"] = ""
    text: str = ""
    sort: Sort = ""


class MoneyOut(Schema):
    """One source of a project's money."""

    kind: str
    name: str
    amount: Decimal | None


class PermitOut(Schema):
    """One gate of a project."""

    state: str
    granted: date | None


class ProjectOut(Schema):
    """The project behind a row."""

    revision: int
    national_code: str
    nature: str
    scale: str
    start_year: int | None
    end_year: int | None
    investment: Decimal | None
    price_year: int | None
    invested_before: Decimal | None
    year_plan: Decimal | None
    project_class: str
    in_statistics: bool | None
    place: str
    length_km: Decimal | None


class MilestoneOut(Schema):
    """A milestone; ``original_due`` never changes."""

    id: int
    revision: int
    order: int
    quarter: str
    subject: str
    kind: str
    text: str
    target: Decimal | None
    unit: str
    firmness: str
    original_due: date | None
    due: date | None
    evidence_wanted: str
    reached: date | None


class ItemOut(Schema):
    """A row of a list."""

    uid: UUID
    revision: int
    list: int = Field(alias="list_id")
    code: str
    order: int
    kind: str
    tags: Any
    group: str
    title: str
    content: str
    field: str
    stage: str
    function: str
    state: str
    visibility: str
    leads: Words
    supporting: Words
    guiding: Words
    reporting_unit: str | None
    cities: Words
    original_due: date | None
    due: date | None
    ended: date | None
    end_reason: str
    resolution: str
    origin_kind: str
    origin: str
    remark: str
    source: str
    synthetic: bool
    accountable_leader: str
    officer: str
    liaison_a: str
    liaison_b: str
    project: ProjectOut | None


class ItemWhole(ItemOut):
    """A row with everything that belongs to it."""

    funding: list[MoneyOut]
    permits: dict[str, PermitOut]
    milestones: list[MilestoneOut]
    part_of: UUID | None
    parts: list[UUID]
    successor: UUID | None
    predecessors: list[UUID]


class ItemValues(Schema):
    """Fields of a row; those left out stay as they are."""

    code: str | None = None
    kind: str | None = None
    tags: Words | None = None
    group: str | None = None
    title: str | None = None
    content: str | None = None
    field: str | None = None
    stage: str | None = None
    function: str | None = None
    visibility: str | None = None
    leads: Words | None = None
    supporting: Words | None = None
    guiding: Words | None = None
    reporting_unit: str | None = None
    cities: Words | None = None
    due: date | None = None
    origin_kind: str | None = None
    origin: str | None = None
    remark: str | None = None
    source: str | None = None
    synthetic: bool | None = None
    accountable_leader: str | None = None
    officer: str | None = None
    liaison_a: str | None = None
    liaison_b: str | None = None


class MoneyIn(Schema):
    """One source of a project's money."""

    kind: str
    name: str = ""
    amount: Decimal | None = None


class PermitIn(Schema):
    """One gate of a project."""

    state: str = ""
    granted: date | None = None


class ProjectValues(Schema):
    """Fields of a project; ``funding`` and ``permits`` are given as a whole."""

    national_code: str | None = None
    nature: str | None = None
    scale: str | None = None
    start_year: int | None = None
    end_year: int | None = None
    investment: Decimal | None = None
    price_year: int | None = None
    invested_before: Decimal | None = None
    year_plan: Decimal | None = None
    project_class: str | None = None
    in_statistics: bool | None = None
    place: str | None = None
    length_km: Decimal | None = None
    funding: list[MoneyIn] | None = None
    permits: dict[str, PermitIn] | None = None


class MilestoneValues(Schema):
    """Fields of a milestone; one with ``id`` is changed, one without is added."""

    id: int | None = None
    revision: int | None = None
    order: int | None = None
    quarter: str | None = None
    subject: str | None = None
    kind: str | None = None
    text: str | None = None
    target: Decimal | None = None
    unit: str | None = None
    firmness: str | None = None
    due: date | None = None
    evidence_wanted: str | None = None
    reached: date | None = None


class NewRow(ItemValues):
    """A row to be added, with its project and milestones."""

    project: ProjectValues | None = None
    milestones: list[MilestoneValues] = []


class ItemChange(ItemValues):
    """A change of a row; ``revision`` is the one that the person saw."""

    reason: str = ""
    revision: int | None = None


class ProjectChange(ProjectValues):
    """A change of a project; ``revision`` is that of the project."""

    reason: str = ""
    revision: int | None = None


class MilestonesChange(Schema):
    """Changes of a row's milestones."""

    reason: str = ""
    milestones: list[MilestoneValues]
    remove: list[int] = []


class Why(Schema):
    """A reason, and the resolution behind it."""

    reason: str
    resolution: str = ""


class SwapIn(Why):
    """By which row: the uid of a draft, or a new one."""

    draft: UUID | None = None
    row: NewRow | None = None


class SplitIn(Why):
    """Into which parts; ``milestones`` maps a milestone's id to the number of a part, from 0."""

    parts: list[NewRow]
    milestones: dict[int, int] = {}


class MergeIn(Why):
    """With which rows, into an existing row or a new one."""

    others: list[UUID] = []
    into: UUID | None = None
    row: NewRow | None = None


class TransferIn(Why):
    """To which list."""

    to: int
    code: str = ""


class AssignIn(Why):
    """To which unit, by code."""

    unit: str


class NewRowsIn(Schema):
    """Rows to be added."""

    reason: str = ""
    rows: list[NewRow]


class RowOrderIn(Schema):
    """The order of rows, by uid."""

    reason: str
    order: list[UUID]


class IssueIn(Schema):
    """How a version is issued."""

    reason: str
    issued: date
    as_of: date
    name: str = ""
    document: str = ""
    resolution: str = ""


class VersionOut(Schema):
    """A version as issued."""

    number: int
    name: str
    issued: date
    as_of: date
    document: str
    resolution: str
    sha256: str
    chain_head: str


class VersionWhole(VersionOut):
    """A version with its printed rows, as far as the reader may see them."""

    rows: list[dict[str, str]]


class FindingOut(Schema):
    """One thing that looks wrong."""

    uid: UUID
    code: str
    label: dict[str, str]
    found: dict[str, str]
    remedy: dict[str, str]
