"""A meeting before it is held: its notice, its agenda, who sits where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tongcheng.render.official.words import book, day, hour, marks, moment
from tongcheng.render.papers import Attachment, Block, Heading, Note, Paper, Paragraph, Roll, Table
from tongcheng.render.papers.layout import ems

#: A title of so many characters stands in one line, with 关于召开…的通知 around it or not.
_ONE_LINE = 13


@dataclass(frozen=True)
class Person:
    """Somebody at a meeting: name, office, in which capacity; ``capacity`` as a code, ``said`` as words."""

    name: str
    office: str = ""
    role: str = ""
    unit: str = ""
    capacity: str = "attends"
    said: str = "出席"
    speaks: bool = False
    deputy: str = ""

    @property
    def whole(self) -> str:
        """Give name and office as minutes print them; an office without a name stands alone.

        Examples
        --------
        >>> Person("张三", "甲市市长", "副组长").whole, Person("", "成员单位有关负责同志").whole
        ('张三（甲市市长、副组长）', '成员单位有关负责同志')
        """
        posts = "、".join(one for one in (self.office, self.role) if one)
        return f"{self.name}（{posts}）" if self.name and posts else self.name or posts


@dataclass(frozen=True)
class VenueRow:
    """A venue and who sits there, in order; without a name for those whose venue is not known."""

    name: str
    city: str = ""
    main: bool = False
    people: Sequence[Person] = ()


@dataclass(frozen=True)
class AgendaRow:
    """An item of the agenda."""

    number: int
    verb: str
    title: str
    presenter: str = ""
    minutes: int | None = None
    document: str = ""
    version: str = ""
    review: str = ""


@dataclass(frozen=True)
class Sitting:
    """A meeting as its papers speak of it.

    Parameters
    ----------
    title, body, issuer
        Its title, who meets, who signs its papers.
    settled, called
        Whether its agenda is settled; the day of its notice, if it was called.
    from_source
        Whether it was held elsewhere and is told by a source: its papers then are not ours.
    """

    title: str
    body: str
    issuer: str
    on: date | None
    begins: time | None = None
    by_video: bool = False
    venues: Sequence[VenueRow] = ()
    agenda: Sequence[AgendaRow] = ()
    settled: bool = False
    called: date | None = None
    synthetic: bool = False
    from_source: bool = False
    source: str = ""

    @property
    def broken(self) -> str:
        """Give the title with a line break after the name of who meets, where one line does not hold it."""
        name, rest = self.body, self.title.removeprefix(self.body)
        return f"{name}\n{rest}" if rest and rest != self.title and ems(self.title) > _ONE_LINE else self.title

    @property
    def people(self) -> list[Person]:
        """Give everybody, venue by venue."""
        return [who for venue in self.venues for who in venue.people]

    def places(self) -> str:
        """Say in which form it is held and where."""
        named = [one for one in self.venues if one.name]
        form = "电视电话会议" if self.by_video else ""
        main = "、".join(one.name for one in named if one.main)
        others = "、".join(one.name for one in named if not one.main)
        if not named:
            return form or "待定"
        said = f"主会场：{main}；分会场：{others}" if main and others else main or others
        return f"{form}，{said}" if form else said


def item_words(item: AgendaRow) -> str:
    """Write an item with what the meeting does with it.

    Examples
    --------
    >>> item_words(AgendaRow(1, "审议", "审议工作规则")), item_words(AgendaRow(2, "听取", "上半年进展情况"))
    ('审议工作规则', '听取上半年进展情况')
    """
    return item.title if item.title.startswith(item.verb) else f"{item.verb}{item.title}"


def notice(sitting: Sitting) -> Paper:
    """Write the notice of a meeting; a draft until it is called, and without a number: it was given none."""
    blocks: list[Block] = [
        Paragraph(f"定于{moment(sitting.on, sitting.begins)}召开{sitting.title}，现将有关事项通知如下。"),
        Heading("会议时间"),
        Paragraph(f"{moment(sitting.on, sitting.begins)}。"),
        Heading("会议形式和会场" if sitting.by_video else "会场"),
        Paragraph(f"{sitting.places()}。"),
        Heading("会议议题"),
        *(Paragraph(_with_presenter(one)) for one in sitting.agenda),
        *([] if sitting.agenda else [Paragraph("待定。")]),
        Heading("参会人员"),
        Paragraph("名单和会场见附件。" if sitting.people else "待定。"),
    ]
    attached = [Attachment(f"{sitting.title}议程")]
    if sitting.people:
        attached.append(Attachment(f"{sitting.title}会场安排"))
    return Paper(
        f"关于召开{sitting.broken}的通知",
        blocks,
        to=_addressees(sitting),
        signature=sitting.issuer,
        date=day(sitting.called) if sitting.called else "",
        attachments=attached,
        mark=marks(draft=sitting.called is None, synthetic=sitting.synthetic),
    )


def _with_presenter(item: AgendaRow) -> str:
    by = f"（汇报：{item.presenter}）" if item.presenter else ""
    return f"{item.number}. {item_words(item)}{by}。"


#: With more units than these a notice goes to 各有关单位.
_MOST_NAMED = 12


def _addressees(sitting: Sitting) -> str:
    units = list(dict.fromkeys(who.unit for who in sitting.people if who.unit))
    return "、".join(units) if 0 < len(units) <= _MOST_NAMED else "各有关单位"


def agenda(sitting: Sitting) -> Paper:
    """Write the agenda; it is a draft until it is settled."""
    presiding = "、".join(who.whole for who in sitting.people if who.capacity == "presides")
    blocks: list[Block] = [Roll("时间：", moment(sitting.on, sitting.begins)), Roll("会场：", sitting.places())]
    if presiding:
        blocks.append(Roll("主持：", presiding))
    timed = all(one.minutes for one in sitting.agenda) and sitting.begins is not None
    header = ["序号", *(["时间"] if timed else []), "议题", "汇报", "用时（分钟）", "文件"]
    rows = [
        [
            str(one.number),
            *([start] if timed else []),
            item_words(one),
            one.presenter or "—",
            str(one.minutes) if one.minutes else "—",
            (book(one.document) if one.document else "—") + (f"（{one.version}）" if one.version else ""),
        ]
        for one, start in zip(sitting.agenda, _starts(sitting), strict=True)
    ]
    if rows:
        widths = (1.4, *((2.4,) if timed else ()), 5, 2.6, 1.7, 4)
        aligns = ("center", *(("center",) if timed else ()), "left", "left", "center", "left")
        blocks.append(Table(header, rows, widths=widths, aligns=aligns))
    else:
        blocks.append(Paragraph("议题待定。"))
    if sitting.from_source:
        blocks.append(Note(_source_words(sitting)))
    draft = not sitting.settled and not sitting.from_source
    title = f"{sitting.title}议题" if sitting.from_source else f"{sitting.title}议程"
    return Paper(title, blocks, mark=marks(draft=draft, synthetic=sitting.synthetic))


def _starts(sitting: Sitting) -> Iterator[str]:
    """Give when each item begins, if the hour and all minutes are known."""
    at = datetime.combine(sitting.on or date(2000, 1, 1), sitting.begins or time())
    for one in sitting.agenda:
        yield hour(at.time())
        at += timedelta(minutes=one.minutes or 0)


def _source_words(sitting: Sitting) -> str:
    said = "据公开资料整理，不是会议的原始材料。"
    return f"{said}资料出处：{sitting.source}" if sitting.source else said


def seating(sitting: Sitting) -> Paper:
    """Write who sits where, venue by venue, and who is excused."""
    blocks: list[Block] = []
    excused: list[Person] = []
    for venue in sitting.venues:
        present = [who for who in venue.people if who.capacity != "excused" or who.deputy]
        excused += [who for who in venue.people if who.capacity == "excused"]
        words = "、".join(one for one in (venue.city, "主会场" if venue.main else "") if one)
        words = words if words != venue.name else ""
        name = venue.name or "未定会场"
        blocks.append(Heading(f"{name}（{words}）" if words else name))
        if not present:
            blocks.append(Paragraph("人员待定。"))
            continue
        rows = [_seat(number, who) for number, who in enumerate(present, start=1)]
        header = ["座次", "姓名", "职务", "单位", "出席方式"]
        blocks.append(
            Table(header, rows, widths=(1.4, 2, 5, 4, 2.6), aligns=("center", "center", "left", "left", "center"))
        )
    if excused:
        blocks.append(Heading("请假"))
        rows = [[who.name or "—", who.office or "—", who.deputy or "—"] for who in excused]
        blocks.append(Table(["姓名", "职务", "代会人"], rows, widths=(2, 5, 4)))
    blocks.append(Note("座次按名单先后排列；同一会场内的具体座位由会务另排。"))
    draft = sitting.called is None and not sitting.from_source
    return Paper(
        f"{sitting.title}会场安排", blocks, mark=marks(draft=draft, synthetic=sitting.synthetic),
    )  # fmt: skip


def _seat(number: int, who: Person) -> list[str]:
    said = who.said + ("、讲话" if who.speaks and "讲话" not in who.said else "")
    if who.capacity == "excused":
        return [str(number), who.deputy, f"代{who.name or who.office}参会", who.unit or "—", "代会"]
    posts = "、".join(one for one in (who.office, who.role) if one)
    return [str(number), who.name or "—", posts or "—", who.unit or "—", said]
