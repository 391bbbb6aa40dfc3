"""Rules by which cities split the cost of what they build together, side by side.

No rule is the right one: two railways of one programme were split by two different, separately negotiated rules, and
neither follows the length of the line. A rule whose data are not there says what is missing and gives no number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongcheng.language import NOTHING, Text
from tongcheng.methods.games import CoreTest, core_test, separable_cost_remaining_benefit, shapley
from tongcheng.plan.shares.stakes import Stake
from tongcheng.results import weakest_basis

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rule:
    """One way to split a cost.

    Parameters
    ----------
    name, label, explanation
        Stable name, and what people read.
    grounds
        Grounds that it needs.
    split
        Gives the amounts, shape (cities,), adding up to the cost.
    opened_by
        Which data open it.
    agreed
        Whether this is what the cities agreed, and no proposal.
    """

    name: str
    label: Text
    explanation: Text
    grounds: tuple[str, ...]
    split: Callable[[Stake], Floats]
    opened_by: Text = NOTHING
    agreed: bool = False


@dataclass(frozen=True)
class Share:
    """What one rule makes each city pay.

    Parameters
    ----------
    rule
        The rule.
    amounts
        亿元, shape (cities,); None while its data are missing.
    basis, as_of
        Weakest basis of what it rests on, and the date of its ground.
    core
        Whether some cities would pay less alone; None where no coalition can be costed.
    missing
        What opens it, if locked.
    """

    rule: Rule
    amounts: Floats | None
    basis: str
    as_of: str
    core: CoreTest | None
    missing: Text = NOTHING


def _by(name: str) -> Callable[[Stake], Floats]:
    def split(stake: Stake) -> Floats:
        value = stake.grounds[name].value
        return np.asarray(stake.cost.value * value / value.sum())

    return split


def _equal(stake: Stake) -> Floats:
    return np.full(len(stake.cities), stake.cost.value / len(stake.cities))


def _scrb(stake: Stake) -> Floats:
    game = stake.game()
    assert game is not None
    return separable_cost_remaining_benefit(game, stake.grounds["benefit"].value)


def _shapley(stake: Stake) -> Floats:
    game = stake.game()
    assert game is not None
    return shapley(game)


def _figures(attribute: str, zh: str, en: str) -> tuple[str, str]:
    return f"{zh}（figures 表：{attribute}）", f"{en} (table figures: {attribute})"


RULES: tuple[Rule, ...] = (
    Rule(
        "length", Text("按境内里程", "by length"),
        Text("各市按境内长度分担", "each city pays for the length inside it"),
        ("length",), _by("length"), Text(*_figures("length_in_<市代码>", "各市境内里程", "length in each city")),
    ),
    Rule(
        "residents", Text("按常住人口", "by residents"),
        Text("各市按常住人口分担", "in proportion to residents"),
        ("residents",), _by("residents"), Text(*_figures("resident_population", "各市常住人口", "residents of each city")),
    ),
    Rule(
        "benefit", Text("按收益", "by benefit"),
        Text("各市按评估所得收益现值分担；收益为负的不分担", "in proportion to the appraised present value of what each gains; who loses pays nothing"),
        ("benefit",), _by("benefit"), Text("路网、人口与出行数据（用于评估收益）", "roads, residents and trips, from which benefits are appraised"),
    ),
    Rule(
        "riders", Text("按客流", "by riders"),
        Text("各市按本市居民乘坐人次分担", "in proportion to the trips of each city's residents"),
        ("riders",), _by("riders"), Text(*_figures("riders_from_<市代码>", "各市乘坐人次", "trips of each city's residents")),
    ),
    Rule(
        "ability", Text("按财力", "by ability to pay"),
        Text("按一般公共预算收入分担；未公布时按地区生产总值", "in proportion to fiscal revenue, or to output where that is not published"),
        ("ability",), _by("ability"), Text(*_figures("fiscal_revenue / gdp", "各市全年一般公共预算收入或地区生产总值", "fiscal revenue or product of each city, of a whole year")),
    ),
    Rule("equal", Text("均摊", "equal"), Text("各市相同", "the same for each"), (), _equal),
    Rule(
        "scrb", Text("可分离成本—剩余收益", "separable cost, remaining benefit"),
        Text("先付可分离成本，余下按剩余收益分担（Heaney、Dickinson 1982）", "separable cost first, the rest by remaining benefit (Heaney and Dickinson 1982)"),
        ("length", "benefit"), _scrb, Text("分市里程与收益评估", "length by city and appraised benefits"),
    ),
    Rule(
        "shapley", Text("沙普利值", "Shapley value"),
        Text("各市在所有加入次序中平均增加的成本（Shapley 1953）；某市用得上的路段＝本市段＋通往中心城市的路段", "the cost that each adds, averaged over all orders of joining (Shapley 1953); a city needs its own part and the way to the largest city"),
        ("length",), _shapley, Text(*_figures("length_in_<市代码>", "各市境内里程", "length in each city")),
    ),
    Rule(
        "paid", Text("已商定：各市承担", "agreed: borne by each"),
        Text("各市承担的金额，含以本市名义的借款", "what each city bears, loans that it takes up included"),
        ("paid",), _by("paid"), Text(*_figures("cost_paid_by_<市代码>", "各市承担金额", "what each city bears")), agreed=True,
    ),
    Rule(
        "equity", Text("已商定：项目公司股权", "agreed: equity of the project company"),
        Text("按项目公司股权折算，仅供比较：股权不等于全部出资", "the cost by shares in the project company, for comparison only: equity is not the whole cost"),
        ("equity",), _by("equity"), Text(*_figures("equity_share_<市代码>", "各市股权比例", "equity of each city")), agreed=True,
    ),
)  # fmt: skip


def share_cost(stake: Stake) -> list[Share]:
    """Split the cost of a joint project by every rule.

    Parameters
    ----------
    stake
        From :func:`tongcheng.plan.shares.stakes.stake_of`.

    Returns
    -------
    list of Share
        In the order of ``RULES``; amounts of an open rule add up to the cost.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.plan.shares.stakes import stake_of
    >>> shares = {share.rule.name: share for share in share_cost(stake_of(open_region("chengdu"), "S3"))}
    >>> shares["length"].amounts.round(2).tolist(), shares["benefit"].amounts is None
    ([68.77, 65.07], True)
    """
    game = stake.game()
    return [_share(rule, stake, game) for rule in RULES]


def _share(rule: Rule, stake: Stake, game: Floats | None) -> Share:
    known = [stake.grounds[name] for name in rule.grounds if name in stake.grounds]
    basis = weakest_basis([stake.cost.basis, *(ground.basis for ground in known)])
    as_of = "、".join(sorted({ground.as_of for ground in known if ground.as_of}))
    if len(known) < len(rule.grounds) or any(ground.value.sum() <= 0 for ground in known):
        return Share(rule, None, basis, as_of, None, rule.opened_by)
    try:
        amounts = rule.split(stake)
    except ValueError:
        why = Text(
            "各市收益均不超过可分离成本，此法不适用",
            "no city gains more than its separable cost: the rule does not apply",
        )
        return Share(rule, None, basis, as_of, None, why)
    core = core_test(game, amounts, cost=True) if game is not None else None
    return Share(rule, amounts, basis, as_of, core)
