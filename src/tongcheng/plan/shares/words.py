"""What a split means, in a sentence that can be read out in a negotiation."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.plan.shares.rules import Share
from tongcheng.plan.shares.stakes import Stake


def core_words(stake: Stake, share: Share) -> Text:
    """Say whether some cities would do better alone, and by how much.

    Parameters
    ----------
    stake, share
        A project and its split by one rule.

    Examples
    --------
    >>> from tongcheng import open_region
    >>> from tongcheng.plan.shares import share_cost, stake_of
    >>> stake = stake_of(open_region("chengdu"), "S3")
    >>> print(core_words(stake, share_cost(stake)[5]).zh)
    各方均不比单独建设多付，联盟稳定。
    """
    if share.amounts is None:
        return Text(f"待数据：{share.missing.zh}", f"locked: {share.missing.en}")
    if share.core is None:
        return Text("分市里程未公布，无法检验", "the length in each city is not published, so it cannot be tested")
    if share.core.stable:
        return Text("各方均不比单独建设多付，联盟稳定。", "Nobody pays more than alone; the coalition holds.")
    bits, excess = share.core.blocking[0], share.core.excess[0]
    members = [label for place, label in enumerate(stake.labels) if bits >> place & 1]
    zh, en = "、".join(text.zh for text in members), " and ".join(text.en for text in members)
    if share.rule.agreed:
        return Text(
            f"{zh}承担的比只建自己用得上的路段多 {excess:.2f} 亿元；系各方已商定，列此对照。",
            f"{en} bears {excess:.2f} (100 m yuan) more than for the parts of use to them alone; this was agreed and stands here for comparison.",
        )
    return Text(
        f"{zh}多付：比只建自己用得上的路段多 {excess:.2f} 亿元，宜另作补偿。",
        f"{en} would pay {excess:.2f} (100 m yuan) more than for the parts of use to them alone, and may ask for compensation.",
    )
