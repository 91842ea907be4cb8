"""/cong-khai/tu-ngu/: the words of search in lists, tried, saved and taken back, and the searches without result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.rules import access_rule
from procedures import searches_in_vain, wording
from procedures.models import Wording
from procedures.search import search
from procedures.views.publisher.reach import person
from procedures.wording_forms.kinds import FORMS
from procedures.wording_forms.one_way import WordingForm
from procedures.wording_lists import MODELS, Kind, Order, Question, orders, page_of
from units.access import staff_rule
from units.roles import Role

PUBLISHERS = staff_rule(Role.PUBLISHER)


@access_rule(PUBLISHERS)
@require_safe
def list_words(request: HttpRequest, kind: str = Kind.IN_VAIN) -> HttpResponse:
    """Show a list: what was looked for in vain, or one kind of words."""
    if kind not in Kind.values:
        raise Http404
    question = Question.read(kind, request.GET)
    sorts = [(Order(order).label, question.address(order=order), order == question.order) for order in orders(kind)]
    context = {"question": question, "page": page_of(question), "sorts": sorts, "kinds": Kind.choices}
    return render(request, "procedures/wording/list.html", context | {"title": Kind(kind).label})


@access_rule(PUBLISHERS)
def add_word(request: HttpRequest, kind: str) -> HttpResponse:
    """Add one; ``?said=`` begins with a search in vain, which is dealt with when it finds something then."""
    model = _model(kind)
    return _edit(request, kind, model())


@access_rule(PUBLISHERS)
def edit_word(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change one or put it out of use."""
    return _edit(request, kind, get_object_or_404(_model(kind), pk=pk))


@access_rule(PUBLISHERS)
@require_POST
def restore_word(request: HttpRequest, kind: str, pk: int, event_id: int) -> HttpResponse:
    """Put one back as it was."""
    model = _model(kind)
    word = get_object_or_404(model, pk=pk)
    get_object_or_404(word.events, pgh_id=event_id)
    wording.restore(word, event_id, person(request))
    messages.success(request, _("Đã khôi phục. Tìm kiếm dùng bản này ngay."))
    return redirect("wording:edit", kind, pk)


@access_rule(PUBLISHERS)
@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Take a search in vain off the list."""
    searches_in_vain.deal_with(request.POST.get("question", ""))
    messages.success(request, _("Đã bỏ câu hỏi khỏi danh sách."))
    return redirect("wording:list")


def _model(kind: str) -> type[Wording]:
    if kind not in MODELS:
        raise Http404
    return MODELS[kind]


def _edit(request: HttpRequest, kind: str, word: Wording) -> HttpResponse:
    said = request.GET.get("said", "")[:100]
    begun = {"said": said, "question_tried": said} if said else None
    form = FORMS[type(word)](request.POST or None, instance=word, initial=begun)
    found = None
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            found = wording.tried(form.instance, form.cleaned_data["question_tried"])
        elif _saved(request, form, said):
            return redirect("wording:kind", kind)
    events = wording.history(word) if word.pk else []
    context: dict[str, Any] = {"form": form, "found": found, "kind": kind, "word": word, "events": events}
    return render(request, "procedures/wording/edit.html", context | {"title": Kind(kind).label})


def _saved(request: HttpRequest, form: WordingForm, said: str) -> bool:
    """Whether it could be saved; a search in vain that finds something now is off the list."""
    try:
        wording.save(form.instance, person(request), form.cleaned_data["seen"])
    except wording.ChangedMeanwhile:
        form.add_error(None, _("Người khác vừa sửa mục này. Hãy xem lịch sử bên dưới rồi mở lại trang để sửa."))
        return False
    if said and _is_answered(form.instance, said):
        searches_in_vain.deal_with(said)
    messages.success(request, _("Đã lưu. Tìm kiếm dùng bản này ngay."))
    return True


def _is_answered(word: Wording, question: str) -> bool:
    page = wording.tried(word, question) if word.is_active else search(question, limit=1)
    return bool(page.results or page.clarify or page.out_of_scope)
