"""What offices publish about sharing services, and what is only counted: one declaration each."""

from __future__ import annotations

from tongcheng.language import Text
from tongcheng.results import Indicator, Need
from tongcheng.sectors.needs import RESIDENTS
from tongcheng.sectors.services.declaring import one


def _office(name: str, label: Text, definition: Text, unit: str) -> Indicator:
    return one(name, label, definition, unit, needs=(Need("figures", ("value",), (("attribute", name),)),))


MEDICAL_SETTLEMENTS = _office(
    "cross_city_medical_settlements",
    Text("异地就医直接结算人次", "cross-city medical settlements"),
    Text("圈内市与市之间住院、门诊直接结算的人次，按公布口径", "direct settlements between cities, as published"),
    "人次",
)
SERVICE_CASES = _office(
    "cross_city_service_cases",
    Text("跨市通办办件量", "cross-city service cases"),
    Text("跨市通办事项办结件数，按公布口径；事项数不等于办件量", "cases completed across cities, as published"),
    "件",
)
HOUSING_FUND = _office(
    "housing_fund_cross_city",
    Text("公积金互认互贷笔数", "housing fund loans across cities"),
    Text("圈内异地公积金贷款笔数，按公布口径", "housing fund loans across cities, as published"),
    "笔",
)
FEVER_CLINICS = Indicator(
    indicator="fever_clinics_per_100k",
    sector="health",
    label=Text("每十万常住人口发热门诊数", "fever clinics per 100,000 residents"),
    definition=Text(
        "2020 年公布的发热门诊名单按所在县区计数，除以常住人口；设在功能区而未写明县区的，计入所跨各县区的上限",
        "clinics on the published list of 2020 by county over residents; those of a functional area without a county "
        "count in the upper end of every county that it overlaps",
    ),
    unit="facility/100000",
    aggregate="mean",
    weight="residents",
    needs=(Need("facilities", (), (("kind", "fever_clinic"),)), RESIDENTS),
    better="more",
)

OFFICE_INDICATORS = (MEDICAL_SETTLEMENTS, SERVICE_CASES, HOUSING_FUND)
