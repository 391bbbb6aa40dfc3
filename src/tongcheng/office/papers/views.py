"""Pages of papers: the desk, the editor, the files; and the Gantt chart of a list."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongcheng.language import Text
from tongcheng.office.core.acting import may
from tongcheng.office.core.pages import answer_refusals, day_typed, form_page, page_of
from tongcheng.office.core.requests import OfficeRequest, act_of
from tongcheng.office.core.wording import language, say
from tongcheng.office.lists.queries.lists import visible_lists
from tongcheng.office.papers import actions, queries
from tongcheng.office.papers.actions import About
from tongcheng.office.papers.forms import HeadForm, PeriodPaperForm, UnitPaperForm
from tongcheng.office.papers.gantt import gantt, items_of, printed
from tongcheng.office.papers.models import Draft, PaperKind, PaperState, Section
from tongcheng.office.sheets.export.files import DOCX, PDF, File, safe_name
from tongcheng.render.gantt import gantt_svg

_TYPES = {"docx": DOCX, "pdf": PDF}


@login_required
def papers(request: OfficeRequest) -> HttpResponse:
    """Show the papers."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    page = page_of(request, queries.papers(request.standing, kind, state))
    said = {"page": page, "kind": kind, "state": state, "kinds": PaperKind.choices, "states": PaperState.choices}
    return render(request, "papers/papers.html", said)


@login_required
@answer_refusals
def draft_period(request: OfficeRequest) -> HttpResponse:
    """Draft a paper about a period."""
    return _draft(request, PeriodPaperForm(request.POST or None, initial=request.GET.dict()))


@login_required
@answer_refusals
def draft_unit(request: OfficeRequest) -> HttpResponse:
    """Draft a paper to a unit."""
    return _draft(request, UnitPaperForm(request.POST or None, standing=request.standing))


def _draft(request: OfficeRequest, form: Any) -> HttpResponse:
    if not may("papers.draft", request.standing, None):
        raise Http404

    def run(said: dict[str, Any]) -> str:
        about = About(
            said.get("period"),
            said.get("unit"),
            list(said.get("items", ())),
            said.get("answer_by"),
            said.get("words", ""),
        )
        made = actions.draft_paper(act_of(request), None, said["kind"], about)
        return reverse("papers:paper", args=[made.pk])

    return form_page(request, form, "papers/draft.html", run)


def _one(request: OfficeRequest, pk: int) -> Draft:
    made: Draft = get_object_or_404(Draft.objects.visible_to(request.standing), pk=pk)
    return made


@login_required
def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """Show a paper: its sections to edit, what keeps it from being issued, its files."""
    try:
        shown = queries.paper_page(request.standing, pk)
    except Draft.DoesNotExist as error:
        raise Http404 from error
    form = HeadForm(instance=shown.draft, initial={"revision": shown.draft.revision})
    return render(
        request,
        "papers/paper.html",
        {"shown": shown, "draft": shown.draft, "form": form, "today": timezone.localdate()},
    )


@login_required
@require_POST
@answer_refusals
def change_head(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change title, addressees, number or signature."""
    draft = _one(request, pk)
    values = {name: request.POST[name] for name in HeadForm.Meta.fields if name in request.POST}
    actions.change_draft(act_of(request), draft, values, _revision(request))
    return _back(request, pk, Text("已保存", "Saved"))


@login_required
@require_POST
@answer_refusals
def change_section(request: OfficeRequest, pk: int, section: int) -> HttpResponse:
    """Change a section."""
    _one(request, pk)
    one = get_object_or_404(Section.objects.select_related("draft"), pk=section, draft=pk)
    values = {name: request.POST[name] for name in ("heading", "text") if name in request.POST}
    actions.change_section(act_of(request), one, values, _revision(request))
    return redirect(f"{reverse('papers:paper', args=[pk])}#s{one.pk}")


def _revision(request: OfficeRequest) -> int | None:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() else None


def _back(request: OfficeRequest, pk: int, words: Text) -> HttpResponse:
    messages.success(request, say(words))
    return redirect("papers:paper", pk=pk)


@login_required
@require_POST
@answer_refusals
def redraft(request: OfficeRequest, pk: int) -> HttpResponse:
    """Draft anew from the data."""
    actions.redraft(act_of(request), _one(request, pk))
    return _back(
        request, pk, Text("已按最新数据重拟；人工修改过的段落未动", "Drafted anew; edited sections were left")
    )


@login_required
@require_POST
@answer_refusals
def issue(request: OfficeRequest, pk: int) -> HttpResponse:
    """Issue a paper."""
    actions.issue(act_of(request), _one(request, pk), day_typed(request, "on"))
    return _back(request, pk, Text("已印发", "Issued"))


@login_required
@require_POST
@answer_refusals
def discard(request: OfficeRequest, pk: int) -> HttpResponse:
    """Discard a draft."""
    actions.discard(act_of(request), _one(request, pk))
    messages.success(request, say(Text("已作废", "Discarded")))
    return redirect("papers:papers")


@login_required
def paper_file(request: OfficeRequest, pk: int, ending: str) -> HttpResponse:
    """Give a paper as Word or PDF: as it went out, or the draft."""
    draft = _one(request, pk)
    if ending not in _TYPES:
        raise Http404
    words = "" if draft.state == PaperState.ISSUED else say(Text("草稿", "draft"))
    name = safe_name(draft.title, words, draft.as_of.isoformat(), ending=ending)
    return File(name, queries.file_of(draft, ending), _TYPES[ending]).response()


def list_gantt(request: OfficeRequest, code: str) -> HttpResponse:
    """Show a list as a Gantt chart by quarter; ``?file=svg`` gives the picture, ``?file=pdf`` A4 pages to print."""
    lst = get_object_or_404(visible_lists(request.standing), code=code)
    items = items_of(request.standing, lst)
    chart = gantt(lst, items, timezone.localdate())
    picture = gantt_svg(chart, language=language()) if chart is not None else ""
    if picture and request.GET.get("file") == "svg":
        return File(safe_name(lst.name, ending="svg"), picture.encode(), "image/svg+xml").response()
    if chart is not None and request.GET.get("file") == "pdf":
        return File(safe_name(lst.name, ending="pdf"), printed(chart), PDF).response()
    return render(request, "papers/gantt.html", {"list": lst, "picture": picture, "today": timezone.localdate()})
