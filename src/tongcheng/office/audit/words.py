"""What the log calls things: tables, actions, channels."""

from __future__ import annotations

from django.apps import apps

from tongcheng.language import Text, same
from tongcheng.office.core.acting import ACTIONS

SUBJECTS = {
    "people.city": Text("城市", "city"),
    "people.functionalarea": Text("功能区", "functional area"),
    "people.unit": Text("单位", "unit"),
    "people.unitalias": Text("单位别名", "name of a unit"),
    "people.person": Text("账号", "account"),
    "people.appointment": Text("任职", "post"),
    "lists.list": Text("清单", "list"),
    "lists.version": Text("印发版", "version as issued"),
    "lists.item": Text("条目", "row"),
    "lists.itemunit": Text("条目单位", "unit on a row"),
    "lists.milestone": Text("节点", "milestone"),
    "lists.project": Text("项目信息", "project"),
    "lists.permit": Text("前期手续", "permit"),
    "lists.fundingsource": Text("资金来源", "source of money"),
    "lists.savedview": Text("常用视图", "saved view"),
    "progress.period": Text("填报期", "period"),
    "progress.deadline": Text("截止时间", "deadline"),
    "progress.ledger": Text("台账", "ledger"),
    "progress.report": Text("填报", "report"),
    "progress.milestonereport": Text("节点填报", "report of a milestone"),
    "progress.evidence": Text("佐证", "evidence"),
    "progress.sent": Text("提醒", "reminder"),
    "figures.figure": Text("数值", "figure"),
    "sheets.workbook": Text("来件工作簿", "workbook"),
    "sheets.import": Text("导入", "import"),
}
CHANNELS = {
    "web": Text("网页", "page"),
    "api": Text("接口", "API"),
    "sheet": Text("表格导入", "workbook"),
    "command": Text("服务器命令", "command"),
    "tick": Text("定时任务", "timer"),
}


def subject_words(subject_type: str) -> Text:
    """Name a table."""
    if subject_type in SUBJECTS:
        return SUBJECTS[subject_type]
    try:
        return same(str(apps.get_model(subject_type)._meta.verbose_name))  # noqa: SLF001
    except (LookupError, ValueError):
        return same(subject_type)


def action_words(name: str) -> Text:
    """Name an action; one that is no longer in the program keeps its code."""
    return ACTIONS[name].label if name in ACTIONS else same(name)


def channel_words(channel: str) -> Text:
    """Name the channel through which something was done."""
    return CHANNELS.get(channel, same(channel))
