"""Put the sections of a run into one report."""

from __future__ import annotations

from tongcheng import __version__
from tongcheng.language import Text, same
from tongcheng.region.periods import is_period, period_end
from tongcheng.render.blocks import Report
from tongcheng.render.numbers import period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report import (
    access,
    appraisal,
    border_effect,
    borders,
    candidates,
    census,
    delineation,
    gaps,
    index,
    lists,
    locked,
    nets,
    one_hour,
    peers,
    plan,
    priorities,
    quality,
    scope,
    services,
    shares,
    targets,
    trips,
    versions,
    worth,
)


def make_report(run: Run) -> Report:
    """Make the report of a run: conclusion first, then what is measured, then what is locked.

    Parameters
    ----------
    run
        A finished run.

    Returns
    -------
    tongcheng.render.blocks.Report
    """
    parts = [
        access, scope, one_hour, borders, border_effect, candidates, worth, trips, nets, *services.SECTIONS, census, targets, index, peers, delineation, versions, *plan.SECTIONS, priorities, appraisal,
        shares, lists, gaps, locked,
        quality,
    ]  # fmt: skip
    sections = [made for part in parts if (made := part.section(run)) is not None]
    return Report(
        title=Text(f"{run.region.title.zh}：同城化测度报告", f"{run.region.title.en}: how far the cities are one"),
        conclusion=_conclusion(run, [section.sentence for section in sections]),
        as_of=_as_of(run),
        sections=sections,
        synthetic=run.region.fictional,
        colophon=_colophon(run),
    )


def _conclusion(run: Run, sentences: list[Text]) -> Text:
    headline = access.headline(run)
    if headline is not None:
        return headline
    closed = Text(
        f"道路、岗位、床位等数据未到位，{len(run.locked)} 项结果待数据，不作估计。",
        f"Without roads, jobs and beds {len(run.locked)} results stay locked and are not guessed.",
    )
    first = next((text for text in sentences if text.zh), same(""))
    people = census.section(run)
    lead = people.sentence if people is not None else first
    return Text(lead.zh + closed.zh, f"{lead.en} {closed.en}")


def _as_of(run: Run) -> Text:
    """Give the date of the newest published value, or else the newest year of a result."""
    stamps = [text for text in run.region["figures"]["as_of"].dropna() if "/" not in text]
    stamps = stamps or [text for text in run.results["year"].unique() if is_period(text)]
    return period(max(stamps, key=period_end)) if stamps else same("—")


def _colophon(run: Run) -> list[tuple[Text, Text]]:
    sources = run.region["sources"]
    licences = sources["licence"].dropna().nunique()
    return [
        (Text("软件版本", "Software"), same(f"Tongcheng {__version__}")),
        (
            Text("数据来源", "Sources"),
            Text(f"{len(sources)} 个，见数据包 sources 表", f"{len(sources)}, see table sources"),
        ),
        (
            Text("许可", "Licences"),
            Text(
                f"{licences} 种，逐个列于“数据来源”表", f"{licences} kinds, listed one by one in the table of sources"
            ),
        ),
    ]
