"""Services are added and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tongcheng.errors import Problems
from tongcheng.language import Text
from tongcheng.office.audit.chain import record
from tongcheng.office.core.acting import Act, action
from tongcheng.office.core.recorded import new
from tongcheng.office.cross_services import rules
from tongcheng.office.cross_services.models import Service


@action("cross_services.add_services", Text("新增跨市通办事项", "add services"), rule=rules.may_keep)
def add_services(act: Act, services: Sequence[Service]) -> list[Service]:
    """Add services; nothing is added if a code stands twice or is taken.

    Raises
    ------
    InputError
        Naming every code that is taken or given twice.
    """
    times = Counter(one.code for one in services)
    taken = set(Service.objects.filter(code__in=times).values_list("code", flat=True))
    problems = Problems("services")
    for code in sorted({code for code, count in times.items() if count > 1} | taken):
        problems.add(
            "code_twice", column="code", expected=Text("未用过的编号", "a code not used before"), found=code,
            remedy=Text("换一个编号，或修改已有事项", "choose another code, or change the service that has it"),
        )  # fmt: skip
    problems.raise_if_any()
    made: list[Service] = Service.objects.bulk_create(list(services))
    record(act, [new(one) for one in made])
    return made


@action("cross_services.change_service", Text("修改跨市通办事项", "change a service"), rule=rules.may_keep)
def change_service(
    act: Act, service: Service, values: Mapping[str, Any], base_revision: int | None = None
) -> Service:
    """Change what is known of a service; its code stays."""
    change = service.revise({name: value for name, value in values.items() if name != "code"}, base_revision)
    if change is not None:
        service.save()
        record(act, [change])
    return service
