"""Tasks, totals, budgets, opportunities, services and sharing rules of the fictional circle."""

from __future__ import annotations

from typing import Any

import pandas as pd

from demo.names import Circle
from demo.projects import LIST_2022

_TASKS_2022 = "2022年度重点工作任务"

#: Heading, content, kind, field, four milestones, lead, support, territories, state.
_TASKS = (
    ("一、交通互联", "打通{ab}、{ac}、{ad}交界断头路5条，改造瓶颈路3条", "项目", "交通",
     "3月底前完成施工图设计", "6月底前开工2条", "9月底前路基完成60%", "12月底前建成1条，力争建成2条",
     "综合交通专项合作组", "各市交通运输局", "四市", "有序推进"),
    ("一、交通互联", "推进{ad}市域铁路二期前期工作；编制{ab}铁路扩能方案；研究{ac}轨道延伸", "项目", "交通",
     "完成可研编制", "完成规划选址和用地预审", "可研报批", "力争可研获批", "{a}轨道交通集团", "{d}发展和改革局", "{a};{d}", "有序推进"),
    ("一、交通互联", "{ab}动车公交化运营，日均列车对数达到26对", "事项", "交通",
     "提出运行图方案", "与铁路部门衔接", "实施新运行图", "评估客流", "综合交通专项合作组", "各市发展和改革局", "{a};{b}", "有序推进"),
    ("一、交通互联", "加密毗邻公交，统一一卡通优惠", "事项", "交通",
     "制定方案", "一卡通系统联调", "全部线路互通", "总结评估", "各市交通运输局", "", "四市", "提前完成"),
    ("二、产业协作", "建设{ab}合作产业园，签订税收分享协议", "项目", "产业",
     "完成控规", "标准厂房封顶20%", "标准厂房封顶60%", "力争首批企业入驻", "{a}经济和信息化局;{b}经济和信息化局", "财政局;统计局", "{a};{b}",
     "有序推进"),
    ("二、产业协作", "编制四市产业链协作目录，发布2批城市机会清单", "事项", "产业",
     "征集条目", "发布第一批", "跟踪对接", "发布第二批", "同城化办公室", "各市经济和信息化局", "四市", "有序推进"),
    ("三、公共服务", "三级医院检查检验结果互认，异地就医直接结算", "事项", "医疗",
     "确定互认项目", "二级以上医院互认", "基层扩面", "年结算突破5万人次", "公共服务专项合作组", "各市卫生健康局;各市医疗保障局", "四市", "有序推进"),
    ("三、公共服务", "{c}新建三级医院院区主体施工", "项目", "医疗",
     "基础完成", "主体完成30%", "主体完成70%", "主体封顶", "{c}卫生健康局", "{a}卫生健康局", "{c}", "有序推进"),
    ("三、公共服务", "政务服务四市通办事项达到200项", "事项", "政务",
     "梳理清单", "达到120项", "达到160项", "达到200项", "同城化办公室", "各市行政审批局", "四市", "提前完成"),
    ("三、公共服务", "交界地带学校学位互认，建设九年一贯制学校", "项目", "教育",
     "选址", "方案批复", "开工", "基础完成", "{b}教育局", "{a}教育局", "{a};{b}", "有序推进"),
    ("四、平台开放", "公共资源交易平台互联互通", "事项", "平台",
     "统一目录", "系统改造", "试运行", "正式运行", "各市公共资源交易中心", "", "四市", "有序推进"),
    ("四、平台开放", "科技创新协作平台开放共享仪器设备300台（套）", "事项", "平台",
     "摸底", "开放100台（套）", "开放200台（套）", "开放300台（套）", "{a}科学技术局;{c}科学技术局", "", "{a};{c}", "有序推进"),
    ("五、生态共治", "交界断面水质联合监测，签订横向补偿协议", "事项", "生态",
     "统一监测方案", "联合监测", "协议文本达成一致", "力争签订协议", "各市生态环境局", "各市财政局", "四市", "有序推进"),
    ("五、生态共治", "重污染天气联合应急", "事项", "生态",
     "修订预案", "联合演练", "错峰方案", "启动冬季行动", "各市生态环境局", "", "四市", "有序推进"),
    ("六、机制创新", "建立跨市项目成本分担和利益共享办法", "事项", "机制",
     "起草", "征求意见", "提交领导小组审议", "印发实施", "同城化办公室", "各市财政局", "四市", "有序推进"),
    ("六、机制创新", "传染病联防联控信息平台常态运行，联合演练1次", "事项", "联防联控",
     "完善接口", "联合演练", "床位信息共享", "年度评估", "各市卫生健康局", "各市疾病预防控制中心", "四市", "有序推进"),
)  # fmt: skip

_SERVICES = (
    (
        "SV01",
        "审批服务四市通办",
        "政务",
        "通办",
        120,
        "全年办件3.1万件",
        "实施",
        "2021-06",
        "窗口服务;证明材料;审批结果",
    ),
    ("SV02", "企业开办“一件事”", "政务", "一件事一次办", 6, "全年办件0.4万件", "实施", "2022-03", "审批结果"),
    ("SV03", "异地就医直接结算", "医疗", "直接结算", None, "全年5.6万人次", "实施", "2020-12", ""),
    ("SV04", "检查检验结果互认", "医疗", "互认", 43, "", "实施", "2022-06", "检查检验结果"),
    ("SV05", "公积金异地互认互贷", "公积金", "互认互贷", None, "全年发放贷款2.8亿元", "实施", "2021-01", "缴存证明"),
    ("SV06", "公共交通一卡通刷", "交通", "互通", None, "日均1.7万人次", "实施", "2021-10", ""),
    ("SV07", "社保关系转移网上办", "社保", "网上办", 8, "全年1.2万件", "实施", "2021-09", ""),
    ("SV08", "友好学校结对", "教育", "结对", 24, "", "实施", "2021-09", ""),
    ("SV09", "公共资源交易平台互联", "市场", "平台互联", None, "", "推进", "2022", ""),
    ("SV10", "空气质量联合预报", "生态", "联合预报", None, "", "运行", "2020-11", ""),
)

_ENTRIES = (
    ("甲", "政府需求", "应用场景", "交界道路智能养护应用场景", "智慧交通"),
    ("甲", "政府需求", "应用场景", "新区无人配送试点场景", "智慧交通"),
    ("甲", "企业需求", "技术联合攻关", "高精度减速器联合攻关", "装备制造"),
    ("甲", "企业需求", "企业协作", "航空零部件外协加工", "航空"),
    ("乙", "政府需求", "项目建设", "临港产业园标准厂房招商", "园区建设"),
    ("乙", "企业需求", "人才招募", "铸造工艺工程师引进", "装备制造"),
    ("丙", "政府需求", "应用场景", "流域水质在线监测场景", "生态环境"),
    ("丙", "企业需求", "技术联合攻关", "电池回收工艺攻关", "新能源"),
    ("丁", "政府需求", "项目建设", "临空物流仓储招商", "现代物流"),
    ("丁", "企业需求", "企业协作", "农产品冷链协作配送", "现代农业"),
)

_COUNTS = {"甲": 18, "乙": 9, "丙": 7, "丁": 6}


def build(circle: Circle, projects: pd.DataFrame, figures: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the tables of lists."""
    return {
        "tasks": _tasks(circle),
        "list_totals": _totals(circle, projects, figures),
        "budgets": _budgets(circle),
        "opportunities": _opportunities(),
        "services": _services(circle),
        "sharing_rules": _rules(circle),
    }


def _tasks(circle: Circle) -> pd.DataFrame:
    names = {letter: circle.name(city) for letter, city in zip("abcd", circle.cities, strict=True)}
    names |= {f"a{letter}": circle.pair(circle.cities[0], circle.cities["abcd".index(letter)]) for letter in "bcd"}
    columns = ("group", "content", "kind", "field", "q1", "q2", "q3", "q4", "lead_units", "support_units",
               "territories", "status")  # fmt: skip
    rows = []
    for number, task in enumerate(_TASKS, start=1):
        words = {key: value.format(**names) or None for key, value in zip(columns, task, strict=True)}
        rows.append({"task": f"2022-{number:02d}", "list": _TASKS_2022, "year": 2022, "seq": str(number), **words})
    return pd.DataFrame(rows).assign(status_date="2022-06")


def _totals(circle: Circle, projects: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Count the list by sector, class and city; one city's own ledger says one more."""
    own = projects[projects["lists"].str.contains(LIST_2022)]
    cost = figures[figures["attribute"] == "investment"].drop_duplicates("subject", keep="last")
    cost = cost.set_index("subject")["value"].reindex(own["project"]).fillna(0.0)
    plan = figures[figures["attribute"] == "year_plan"].set_index("subject")["value"]
    common = {"list": LIST_2022, "list_key": "major_projects_2022", "year": "2022", "count_unit": "项目"}
    issued = {"issued_by": "同城化办公室", "issued": "2022-02"}
    total = {"dimension": "total", "count": len(own), "investment": round(float(cost.sum()), 2),
             "year_plan": round(float(plan.reindex(own["project"]).sum()), 2)}  # fmt: skip
    rows: list[dict[str, Any]] = [{"total": "major_projects_2022.total", **common, **issued, **total}]
    words = {"preparatory": "前期", "start": "开工", "continued": "续建", "completed": "竣工"}
    for dimension, column, names in (("class", "project_class", words), ("sector", "field", {})):
        for item, count in own[column].value_counts(sort=False).items():
            label = names.get(str(item), str(item))
            rows.append({"total": f"major_projects_2022.{dimension}.{label}", **common, **issued,
                         "dimension": dimension, "item": label, "count": int(count)})  # fmt: skip
    for city in circle.cities:
        name, count = circle.name(city), int(own["cities"].str.contains(city).sum())
        part = {"dimension": "city", "item": name, "city": city}
        rows.append({"total": f"major_projects_2022.city.{name}", **common, **issued, **part, "count": count})
        if city == circle.cities[1]:
            other = {"issued_by": f"{name}区域协同发展局", "issued": "2022-08", "count": count + 1}
            rows.append({"total": f"major_projects_2022.city.{name}.own", **common, **part, **other})
    matters = {"list": _TASKS_2022, "list_key": "tasks_2022", "year": "2022", "count_unit": "任务", **issued}
    rows.append({"total": "tasks_2022.total", **matters, "dimension": "total", "count": len(_TASKS)})
    for kind in ("项目", "事项"):
        count = sum(task[2] == kind for task in _TASKS)
        rows.append(
            {"total": f"tasks_2022.kind.{kind}", **matters, "dimension": "kind", "item": kind, "count": count}
        )
    return pd.DataFrame(rows)


def _budgets(circle: Circle) -> pd.DataFrame:
    """Give money by stage, city and kind; joint money has no city."""
    base = dict(zip(circle.cities, (16.0, 6.0, 5.5, 5.0), strict=True))
    growth = {"starting": 1.0, "growing": 1.3, "advancing": 3.2}
    rows = []
    for stage, factor in growth.items():
        for city, value in base.items():
            for source, share in (("财政资金", 0.55), ("专项债券", 0.45)):
                rows.append({"stage": stage, "city": city, "money_source": source,
                             "value": round(value * factor * share, 1)})  # fmt: skip
        rows.append({"stage": stage, "city": None, "money_source": "同城化共同资金", "value": round(8.0 * factor, 1)})
    table = pd.DataFrame(rows)
    table["budget"] = [f"BD{number:02d}" for number in range(1, len(table) + 1)]
    return table.assign(price_year=2020)


def _opportunities() -> pd.DataFrame:
    common = {"list": "2021年第一批城市机会清单", "published": "2021-03-17"}
    rows: list[dict[str, Any]] = [
        {"opportunity": "OPP21-0", **common, "level": "汇总", "publisher": "四市", "side": "政府+企业",
         "count": sum(_COUNTS.values())}
    ]  # fmt: skip
    for stem, count in _COUNTS.items():
        rows.append({"opportunity": f"OPP21-{stem}", **common, "level": "汇总", "publisher": f"{stem}市",
                     "side": "政府+企业", "count": count})  # fmt: skip
    for number, (stem, side, kind, title, field) in enumerate(_ENTRIES, start=1):
        rows.append({"opportunity": f"OPP21-{number:02d}", **common, "level": "条目", "publisher": f"{stem}市",
                     "side": side, "type": kind, "title": title, "field": field, "count": 1})  # fmt: skip
    return pd.DataFrame(rows)


def _services(circle: Circle) -> pd.DataFrame:
    parties = ";".join(circle.name(city) for city in circle.cities)
    columns = ("service", "name", "field", "mode", "items", "volume", "status", "effective", "mutual_recognition")
    return pd.DataFrame(_SERVICES, columns=list(columns)).replace("", None).assign(parties=parties)


def _rules(circle: Circle) -> pd.DataFrame:
    a, b, c, d = (circle.name(city) for city in circle.cities)
    rows = [
        ("COST-1", f"{circle.pair(*circle.cities[::3])}市域铁路二期投资分担", "cost", f"{a};{d}", "线路长度",
         "资本金按境内里程分担，征地拆迁由属地负责", "总投资131.2亿元；资本金占40%", "2023-2027", "2022-09"),
        ("COST-2", "交界断头路建设资金分担", "cost", f"{a};{b};{c};{d}", "境内里程", "各自承担境内路段，桥梁各半",
         "", "2020-2022", "2020-05"),
        ("BEN-1", f"{circle.pair(*circle.cities[:2])}合作产业园税收分享", "benefit", f"{a};{b}", "协商",
         "地方留成部分五五分享，前三年全部留园", "", "2021-2030", "2021-12"),
        ("COMP-1", "1号河横向生态保护补偿", "compensation", f"{a};{b};{c}", "交界断面水质",
         "断面达标下游付上游，不达标上游付下游", "每月每断面100万元", "2022-2024", "2022-01"),
        ("LIGHT-1", "重大项目红黄绿灯规则", "light", f"{a};{b};{c};{d}", "进度",
         "落后计划10至30个百分点亮黄灯，超过30个百分点亮红灯；计划开工未开工当月黄灯，连续三个月红灯", "", "2022", "2022-01"),
    ]  # fmt: skip
    columns = ("rule", "name", "kind", "parties", "ground", "formula", "amounts", "period", "published")
    return pd.DataFrame(rows, columns=list(columns)).replace("", None)
