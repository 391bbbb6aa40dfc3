"""Who pays for what is built together: rules side by side, with the agreed one beside the others."""

from __future__ import annotations

import pandas as pd

from tongcheng.language import Text
from tongcheng.plan.costs import RULE
from tongcheng.plan.shares import Share, Stake, core_words, joint_projects, share_cost, stake_of
from tongcheng.render.blocks import Block, Column, Section, Table, Value
from tongcheng.render.numbers import compact, period
from tongcheng.runs.pipeline import Run
from tongcheng.runs.report.words import basis_note, unit

#: Projects with tables of their own, the dearest first.
_MOST = 6


def section(run: Run) -> Section | None:
    """Give the section, or None in a circle without any joint project of known cost."""
    stakes = [stake_of(run.region, project, benefit=_benefit(run, project)) for project in joint_projects(run.region)]
    if not stakes:
        return None
    stakes.sort(key=lambda stake: (-_known(stake), -stake.cost.value, stake.project))
    blocks: list[Block] = [_table(stake) for stake in stakes[:_MOST]]
    return Section("shares", Text("成本共担", "Who pays"), _sentence(stakes), blocks)


def _known(stake: Stake) -> int:
    """Count the open rules: a project whose split can be discussed comes before one of which only the cost is known."""
    return sum(share.amounts is not None for share in share_cost(stake))


def _benefit(run: Run, project: str) -> dict[str, float] | None:
    """Give what each city gains from an appraised project (亿元, present value)."""
    appraised = run.tables.get("appraisal_cities", pd.DataFrame())
    if appraised.empty:
        return None
    rows = appraised[appraised["project"] == project]
    known = rows[rows["benefit"].notna()]
    return dict(zip(known["city"].astype(str), known["benefit"].astype(float), strict=True)) or None


def _sentence(stakes: list[Stake]) -> Text:
    agreed = sorted((stake for stake in stakes if stake.agreed), key=lambda stake: "paid" not in stake.grounds)
    lead = Text(
        f"共建项目 {len(stakes)} 个有公布投资，可分担方案并列如下，供协商。",
        f"{len(stakes)} joint projects have a published cost; the rules stand side by side for negotiation.",
    )
    told = [text for stake in agreed if (text := _agreed(stake)) is not None]
    if not told:
        return lead
    return Text(
        f"{lead.zh}已商定的不等于按里程：{'；'.join(text.zh for text in told)}。",
        f"{lead.en} What was agreed does not follow length: {'; '.join(text.en for text in told)}.",
    )


def _agreed(stake: Stake) -> Text | None:
    """Set the last city's part of what was agreed beside its part of the length as it was known on that day."""
    ground, length = stake.agreed, stake.length_then or stake.grounds.get("length")
    if ground is None or length is None:
        return None
    last = len(stake.cities) - 1
    part, km = (100 * float(one.value[last] / one.value.sum()) for one in (ground, length))
    label = stake.labels[last]
    borne = ground.name == "paid"
    verb, of = ("承担投资", "bears {} of") if borne else ("持项目公司股权", "holds {} of the company of")
    return Text(
        f"{stake.name}中{label.zh}{verb} {part:.1f}%，里程占 {km:.1f}%（{length.as_of}）",
        f"{label.en} {of.format(f'{part:.1f} %')} {stake.name}, with {km:.1f} % of its length ({length.as_of})",
    )


def _table(stake: Stake) -> Table:
    # What was agreed comes first, what no data open last.
    shares = sorted(share_cost(stake), key=lambda share: (share.amounts is None, not share.rule.agreed))
    columns = [Column("rule", Text("规则", "rule"))]
    for place, label in enumerate(stake.labels):
        columns.append(Column(f"amount{place}", label, unit("亿元"), 2))
        columns.append(Column(f"part{place}", Text(f"{label.zh}占比", f"{label.en}, share"), unit("%"), 1))
    columns += [
        Column("core", Text("是否有市单独更划算", "would anybody do better alone")),
        Column("explanation", Text("依据", "ground")),
        Column("as_of", Text("依据截至", "ground as of")),
    ]
    cost = stake.cost
    title = Text(
        f"{stake.name}：{compact(cost.value, decimals=2)} 亿元由谁承担",
        f"{stake.name}: who bears {compact(cost.value, decimals=2)} (100 m yuan)",
    )
    return Table(title, columns, [_row(stake, share) for share in shares], _note(stake), sheet=_sheet(stake))


def _row(stake: Stake, share: Share) -> dict[str, Value]:
    row: dict[str, Value] = {
        "rule": share.rule.label,
        "core": core_words(stake, share),
        "explanation": _explained(stake, share),
        "as_of": share.as_of,
    }
    if share.amounts is not None:
        for place, amount in enumerate(share.amounts):
            row[f"amount{place}"] = float(amount)
            row[f"part{place}"] = 100 * float(amount) / stake.cost.value
    return row


def _explained(stake: Stake, share: Share) -> Text:
    """Explain a rule and say what was taken and of what an amount is made."""
    rule = share.rule.explanation
    what = [stake.grounds[name].what for name in share.rule.grounds if name in stake.grounds]
    if not what or not what[0].zh:
        return rule
    return Text(f"{rule.zh}（{what[0].zh}）", f"{rule.en} ({what[0].en})")


def _note(stake: Stake) -> Text:
    cost, stamp = stake.cost, period(stake.cost.as_of)
    spread = (
        Text("", "")
        if cost.versions == 1
        else Text(
            f"公布过 {cost.versions} 个不同数值，{cost.low:g} 至 {cost.high:g} 亿元。",
            f" {cost.versions} different values were published, {cost.low:g} to {cost.high:g}.",
        )
    )
    bases = {cost.basis, *(ground.basis for ground in stake.grounds.values())}
    papers = basis_note(bases)
    return Text(
        f"投资截至{stamp.zh}。{spread.zh}{RULE.zh}{papers.zh}",
        f"Cost as of {stamp.en}.{spread.en} {RULE.en} {papers.en}",
    )


def _sheet(stake: Stake) -> Text:
    return Text(f"分担-{stake.project}", f"shares {stake.project}")
