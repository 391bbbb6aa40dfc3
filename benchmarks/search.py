"""Search over 60,000 rows in the office's index, beside Django's ``icontains`` on the same rows of the same database.

The rows are invented and have the words of real lists. Both sides give the first 50 keys of what holds the words; ours
also asks who may see them, ranks them and marks the words. Times are the 95th percentile over the questions below,
each asked several times. A database of its own is made in a temporary folder; with ``DATABASE_URL`` set, a PostgreSQL.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Callable

from benchmarks.harness import Measured, Row, compare, main, peak_mb

#: Two characters, three, Traditional forms, a line number, two words at once, English, common and absent words.
QUESTIONS = (
    "结算", "斷頭路", "大桥", "S3", "跨市公交", "污染 联防", "产业园", "工程", "甲市交通局", "天府大道",
    "异地就医", "hospital", "项目", "没有这个词", "7号线", "2022", "通办", "枢纽 建设",
)  # fmt: skip
_PLACES = ("甲", "乙", "丙", "丁", "临江", "东山", "西河", "北湖", "南岭", "天府", "简阳", "高新")
_WORKS = (
    "断头路",
    "大桥",
    "产业园",
    "枢纽",
    "水厂",
    "医院 hospital",
    "学校",
    "跨市公交",
    "异地就医结算",
    "污染联防联控",
    "S{n}线",
    "{n}号线",
)
_VERBS = ("建设工程", "改造项目", "一期", "二期工程", "服务事项", "通办", "研究")


def rows(quick: bool) -> list[Row]:
    """Measure both on as many rows."""
    n = 4000 if quick else 60_000
    with tempfile.TemporaryDirectory(prefix="tongcheng-search-") as home:
        os.environ["TONGCHENG_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongcheng.office.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        _fill(n)
        start = time.perf_counter()
        from tongcheng.office.search.index import rebuild

        rebuild()
        built = Measured(time.perf_counter() - start, peak_mb(), None)
        found = [compare(f"{connection.vendor}: make the whole index", built, n)]
        for name, standing in _readers().items():
            ours, theirs = _p95(_ours(standing)), _p95(_theirs(standing))
            work = f"{connection.vendor}: p95 of a question, {name}"
            found.append(
                compare(
                    work, Measured(ours, peak_mb(), None), n,
                    peer="django icontains", theirs=Measured(theirs, 0, None),
                )
            )  # fmt: skip
        connection.close()
    return found


def _fill(n: int) -> None:
    from tongcheng.office.core.acting import _named
    from tongcheng.office.lists.models import Item, ItemUnit, List
    from tongcheng.office.people.models import City, Unit

    chance = random.Random(4)
    with _named("benchmark"):
        cities = [City.objects.create(code=f"99{i}", name=f"{place}市") for i, place in enumerate(_PLACES[:4])]
        units = [
            Unit.objects.create(
                code=f"u{i}", name=f"{cities[i % 4].name}{word}", kind="city_body", city=cities[i % 4]
            )
            for i, word in enumerate(("交通局", "卫健委", "发改委", "水务局") * 25)
        ]
        lists = [
            List.objects.create(code=f"l{i}", name=f"{2020 + i}年清单", kind="task", keeper=units[0])
            for i in range(6)
        ]
        items = [
            Item(
                list=lists[number % 6],
                code=str(number),
                kind="matter",
                title=_title(chance),
                content="；".join(_title(chance) for _ in range(6)),
                remark=f"{2019 + chance.randrange(6)}年",
                reporting_unit=units[number % 100],
                visibility=("public", "parties", "office")[number % 3],
                state="active",
            )
            for number in range(n)
        ]
        Item.objects.bulk_create(items, batch_size=2000)
        ItemUnit.objects.bulk_create(
            [ItemUnit(item=item, unit=units[(item.pk * 7) % 100], role="lead") for item in items], batch_size=5000
        )


def _title(chance: random.Random) -> str:
    number = chance.randrange(1, 20)
    return f"{chance.choice(_PLACES)}{chance.choice(_PLACES)}{chance.choice(_WORKS).format(n=number)}{chance.choice(_VERBS)}"


def _readers() -> dict[str, object]:
    from tongcheng.office.people.models import Person, Unit
    from tongcheng.office.people.standing import Post, Standing

    unit = Unit.objects.get(code="u4")
    person = Person(username="reader")
    return {
        "the joint office": Standing(person, (Post("joint_office", unit.pk, None, frozenset({unit.pk})),)),
        "a unit": Standing(person, (Post("filler", unit.pk, unit.city_id, frozenset({unit.pk})),)),
    }


def _ours(standing: object) -> Callable[[str], object]:
    from tongcheng.office.search.queries import find

    return lambda words: [(hit.title, hit.text) for hit in find(standing, words).hits[:50]]


def _theirs(standing: object) -> Callable[[str], object]:
    from django.db.models import Q

    from tongcheng.office.lists.models import Item
    from tongcheng.office.search.folding import fold

    def ask(words: str) -> object:
        wanted = Q()
        for word in fold(words).split():  # icontains knows no Traditional forms: it is given the Simplified ones
            wanted &= (
                Q(title__icontains=word)
                | Q(content__icontains=word)
                | Q(remark__icontains=word)
                | Q(reporting_unit__name__icontains=word)
            )
        return list(
            Item.objects.filter(wanted).visible_to(standing).order_by("-pk").values_list("pk", flat=True)[:50]
        )

    return ask


def _p95(ask: Callable[[str], object], repeats: int = 5) -> float:
    times = []
    for words in QUESTIONS:
        ask(words)
        for _ in range(repeats):
            start = time.perf_counter()
            ask(words)
            times.append(time.perf_counter() - start)
    times.sort()
    return times[int(len(times) * 0.95)]


if __name__ == "__main__":
    main(__doc__, rows)
