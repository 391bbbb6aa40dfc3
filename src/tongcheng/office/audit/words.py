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
    "meetings.body": Text("会议机构", "body that meets"),
    "meetings.meeting": Text("会议", "meeting"),
    "meetings.venue": Text("会场", "venue"),
    "meetings.attendance": Text("参会", "attendance"),
    "meetings.agendaitem": Text("议题", "agenda item"),
    "meetings.resolution": Text("议定事项", "resolution"),
    "meetings.instruction": Text("批示", "instruction"),
    "meetings.outcomerow": Text("议定事项对应条目", "row of a resolution"),
    "cross_services.service": Text("跨市通办事项", "service across cities"),
    "cross_services.offer": Text("各市办理", "what a city offers"),
    "cross_services.use": Text("办件量", "use of a service"),
    "supervision.rule": Text("预警规则", "rule of lights"),
    "supervision.ruleversion": Text("预警规则版本", "version of a rule"),
    "supervision.follows": Text("规则适用范围", "what a rule covers"),
    "supervision.settings": Text("督导设置", "settings of supervision"),
    "supervision.judgement": Text("完成预判", "judgement"),
    "supervision.light": Text("拟亮灯", "proposed light"),
    "supervision.step": Text("亮灯环节", "step of a light"),
    "supervision.signal": Text("预警灯", "light"),
    "supervision.blocker": Text("卡点", "blocker"),
    "supervision.pause": Text("暂缓", "pause"),
    "supervision.duechange": Text("时限调整", "change of a due date"),
    "supervision.order": Text("督办件", "order"),
    "reconcile.comparison": Text("核对", "comparison"),
    "reconcile.choice": Text("核对取舍", "choice of a comparison"),
    "papers.draft": Text("文稿", "draft of a paper"),
    "papers.section": Text("文稿段落", "section of a paper"),
    "papers.issued": Text("印发文稿", "paper as issued"),
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
