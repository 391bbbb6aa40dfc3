"""What the API takes and gives."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema


class Words(Schema):
    """The same words in both languages."""

    zh: str
    en: str


class MeasureOut(Schema):
    """Something that can be coloured; ``states`` are the border states and differences in which it is known."""

    key: str
    sector: str
    indicator: str
    label: Words
    unit: str
    unit_label: Words
    better: str
    states: list[str]


class MarkOut(Schema):
    """A class of a layer."""

    word: str
    label: Words
    color: str


class LayerOut(Schema):
    """What can lie over the map."""

    name: str
    label: Words
    kind: str
    marks: list[MarkOut]


class MapOut(Schema):
    """What the map of a run can show; ``number`` is the approval number, empty while the map is not public."""

    run_id: str
    circle: str
    title: Words
    synthetic: bool
    number: str
    levels: dict[str, list[MeasureOut]]
    layers: list[LayerOut]


class ClassOut(Schema):
    """A class of the legend."""

    label: Words
    color: str
    count: int


class LegendOut(Schema):
    """The legend of a view."""

    title: Words
    unit: Words
    note: Words
    classes: list[ClassOut]
    missing: int


class ValueOut(Schema):
    """The value of a place and the colour of its class; null where it has none."""

    place: str
    name: Words
    value: float | None
    color: str | None


class PlaceFigureOut(Schema):
    """A measure of a place: its values by border state, by an empty word where it knows none."""

    key: str
    label: Words
    unit: str
    values: dict[str, float]


class FactOut(Schema):
    """A fact in words."""

    label: Words
    value: Words


class PlaceOut(Schema):
    """What the map tells of a place or of a thing on it; ``item`` is the permanent id of its row in a list."""

    title: Words
    under: Words
    facts: list[FactOut] = []
    figures: list[PlaceFigureOut] = []
    item: str | None = None
    light: str = ""


class VerdictOut(Schema):
    """What was decided about a candidate."""

    subject: str
    verdict: str
    reason: str
    decided: date
    person: str


class CandidateOut(Schema):
    """A possible dead end or bottleneck."""

    candidate: str
    name: str
    kind: str
    border: str
    evidence: Words
    verdict: VerdictOut | None


class VerdictIn(Schema):
    """A decision about a candidate."""

    verdict: str = Field(max_length=10)
    reason: str = Field(max_length=1000)


class NumberIn(Schema):
    """An approval number; an empty one withdraws it."""

    number: str = Field("", max_length=60)
    reason: str = Field(max_length=400)


class NumberOut(Schema):
    """The approval number that governs now."""

    circle: str
    number: str
    entered: datetime
    person: str


class BudgetIn(Schema):
    """The money of a city in a stage, 亿元; an empty city is the joint money."""

    stage: str = Field(max_length=40)
    city: str = Field("", max_length=40)
    value: float = Field(ge=0, le=1e6)


class WishesIn(Schema):
    """What is asked of a plan; what is not said is as in the run."""

    weights: dict[str, float] = {}
    objective: str = Field("score", max_length=40)
    easy_first: bool = True
    livelihood_first: bool = True
    factor: float = Field(100.0, ge=0, le=1000)
    budgets: list[BudgetIn] = Field([], max_length=500)
    must: list[str] = Field([], max_length=2000)
    never: list[str] = Field([], max_length=2000)


class SaveIn(WishesIn):
    """Wishes to be kept under a name."""

    name: str = Field(max_length=120)


class PlannedOut(Schema):
    """How a project stands in a plan, and why."""

    project: str
    name: str
    decision: str
    stage: str
    start: str
    finish: str
    cities: str
    why_zh: str
    why_en: str
    order: float | None
    cost: float | None
    rank: float | None
    score: float | None


class PlanCityOut(Schema):
    """What a city pays and gains, 亿元; null where it is not known."""

    city: str
    cost: float | None
    net: float | None


class PlanOut(Schema):
    """A plan: how good it is, what no plan can exceed, projects and cities."""

    run: str
    status: str
    objective: float | None
    bound: float | None
    projects: list[PlannedOut]
    cities: list[PlanCityOut]


class PlanSavedOut(Schema):
    """A saved plan."""

    id: int
    name: str
    run_id: str
    saved: datetime
    person: str


class SavedPlanOut(PlanSavedOut):
    """A saved plan with what was asked and what came of it."""

    options: dict[str, str]
    result: PlanOut


class PlanPairOut(Schema):
    """A project in two plans."""

    name: str
    first: Words
    second: Words
    differs: bool


class CityPairOut(Schema):
    """A city in two plans, 亿元."""

    name: Words
    cost: tuple[float | None, float | None]
    net: tuple[float | None, float | None]


class ComparedOut(Schema):
    """Two saved plans, row by row."""

    projects: list[PlanPairOut]
    cities: list[CityPairOut]


class SendIn(Schema):
    """Where a saved plan shall go: the code of a list of projects."""

    list: str = Field(max_length=40)
    reason: str = Field("", max_length=1000)


class SentOut(Schema):
    """The permanent ids of the rows that were made."""

    made: list[str]


class JointOut(Schema):
    """A joint project."""

    project: str
    name: str


class PartOut(Schema):
    """What a city pays, 亿元, and its share in percent."""

    city: str
    amount: float
    share: float


class RuleOut(Schema):
    """A rule: what each city pays by it (none while its data are missing), and whether a city does better alone."""

    name: str
    label: Words
    explanation: Words
    parts: list[PartOut]
    core: Words
    as_of: str
    agreed: bool


class AgreedOut(Schema):
    """A rule that was agreed on."""

    rule: str
    amounts: dict[str, float]
    meeting: int
    reason: str
    recorded: datetime
    person: str


class SharesOut(Schema):
    """A joint project, rule beside rule."""

    project: str
    name: str
    cost: float
    as_of: str
    rules: list[RuleOut]
    agreed: list[AgreedOut]


class AgreeIn(Schema):
    """The rule that the parties agreed on at a meeting."""

    rule: str = Field(max_length=30)
    meeting: int = Field(ge=1, lt=2**63)
    reason: str = Field(max_length=1000)
