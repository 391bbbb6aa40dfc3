"""Who may do what in this app: one predicate per action, each giving the sentence why not, or ``None``.

What an import may change is decided row by row by the rules of lists and ledgers; here only who may begin one.
"""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.office.people.standing import Standing
from tongcheng.office.sheets.models import Import, ImportState, Workbook

STAFF = ("joint_office", "city_office", "unit_head", "filler")
NOT_STAFF = Text(
    "只有同城化办公室、市级审核人员和填报单位可以导入",
    "Only the joint office, city offices and reporting units import",
)
NOT_YOURS = Text("只能处理本人上传的表格", "Only who uploaded a workbook, or the joint office, may do this")
DONE = Text("该表格已导入，如需更正请重新上传", "The workbook was imported already; upload it again to correct it")
DISCARDED = Text("该导入已放弃", "The import was discarded")


def may_upload(standing: Standing, _: object) -> Text | None:
    """Whoever keeps or fills something."""
    return None if standing.system or standing.has(*STAFF) else NOT_STAFF


def may_take_up(standing: Standing, workbook: Workbook) -> Text | None:
    """Who uploaded it, and the joint office."""
    return may_upload(standing, workbook) or _own(standing, workbook.uploader_id)


def may_handle(standing: Standing, one: Import) -> Text | None:
    """Look again, apply, discard: who made the import, and the joint office; until it is applied or discarded."""
    if why := may_upload(standing, one) or _own(standing, one.maker_id):
        return why
    if one.state == ImportState.APPLIED:
        return DONE
    return DISCARDED if one.state == ImportState.DISCARDED else None


def _own(standing: Standing, owner: int | None) -> Text | None:
    mine = standing.person is not None and standing.person.pk == owner
    return None if mine or standing.system or standing.has("joint_office") else NOT_YOURS
