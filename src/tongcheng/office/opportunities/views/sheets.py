"""The list as a workbook: out, and in by preview and apply."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tongcheng.errors import InputError
from tongcheng.language import Text
from tongcheng.office.core.pages import answer_refusals
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import both, say
from tongcheng.office.lists.models import List
from tongcheng.office.lists.rules import sees_contacts
from tongcheng.office.opportunities import importing
from tongcheng.office.opportunities.queries import board
from tongcheng.office.opportunities.sheets import in_words, read, workbook

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_BYTES = 5 * 1024**2
_SALT = "opportunities.import"
#: A preview is good for this long (seconds).
_GOOD_FOR = 3600


class UploadForm(forms.Form):
    """A table for a list."""

    list = forms.ChoiceField(label=both("导入到", "Into"))
    file = forms.FileField(label=both("Excel 文件", "Workbook"), max_length=200)


@login_required
@require_GET
def export(request: OfficeRequest) -> HttpResponse:
    """Give what the filters leave, as a workbook."""
    if not sees_contacts(request.standing):
        raise Http404
    today = timezone.localdate()
    filters = board.Filters.typed(request.GET.dict())
    rows = list(board.rows_of(request.standing, filters, today))
    fact = f"截至日期：{today.year}年{today.month}月{today.day}日"
    content = workbook(rows, "城市机会清单", [fact], synthetic=any(one.item.synthetic for one in rows))
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="opportunities-{today:%Y%m%d}.xlsx"'
    return response


def _lists(request: OfficeRequest) -> list[List]:
    lists = board.lists_for(request.standing)
    if not lists:
        raise Http404
    return lists


@login_required
@answer_refusals
def upload(request: OfficeRequest) -> HttpResponse:
    """Take a table and show what it would do; nothing is written yet."""
    lists = _lists(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    form.fields["list"].choices = [(str(one.pk), str(one)) for one in lists]  # type: ignore[attr-defined]
    said: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        lst = next(one for one in lists if str(one.pk) == form.cleaned_data["list"])
        file = form.cleaned_data["file"]
        try:
            content = file.read(_MOST_BYTES + 1)
            if len(content) > _MOST_BYTES:
                return render(request, "opportunities/import.html", said | {"too_large": True}, status=422)
            rows = read(file.name, content)
            plan = importing.plan_of(request.standing, lst, rows, file.name)
            _try(request, lst, plan, file.name)
        except InputError as error:
            return render(request, "opportunities/import.html", said | {"problems": error.problems}, status=422)
        token = signing.dumps([lst.pk, request.user.pk, file.name, content.hex()], salt=_SALT, compress=True)
        changed = [
            (number, one, [in_words(*pair) for pair in values.items()]) for one, values, _, number in plan.changed
        ]
        said |= {"changed": changed, "plan": plan, "token": token, "lst": lst, "file": file.name}
    return render(request, "opportunities/import.html", said)


def _try(request: OfficeRequest, lst: List, plan: importing.Plan, file: str) -> None:
    """Do it and undo it: whatever the actions would refuse is said in the preview."""
    with transaction.atomic():
        importing.apply(act_of(request), lst, plan, file)
        transaction.set_rollback(True)


@login_required
@require_POST
@answer_refusals
def apply(request: OfficeRequest) -> HttpResponse:
    """Do what the preview showed, all or nothing; the table travels with the page, signed."""
    lists = _lists(request)
    try:
        key, person, file, content = signing.loads(request.POST.get("table", ""), salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    lst = next((one for one in lists if one.pk == key), None)
    if lst is None or person != request.user.pk:
        raise Http404
    plan = importing.plan_of(request.standing, lst, read(file, bytes.fromhex(content)), file)
    with transaction.atomic():
        importing.apply(act_of(request, f"导入 {file}"), lst, plan, file)
    n, m = len(plan.new), len(plan.changed)
    messages.success(request, say(Text(f"已新增 {n} 条、修改 {m} 条", f"Rows added: {n}; changed: {m}")))
    return redirect("opportunities:opportunities")
