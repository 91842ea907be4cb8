"""For everybody: one entry, whether it helped, and what may help while a report is typed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from hotline.answer_base import suggesting, voting
from hotline.models import FaqEntry, Publication
from portal.accounts.rules import PUBLIC, access_rule
from portal.ui.throttling import Limit, is_over

MOST_SHOWN = 100
LOOKED_UP = Limit("hotline:helping", 120, 60)


def shown_entries() -> list[FaqEntry]:
    """The entries that everybody reads, in the order of their writing. One query."""
    shown = FaqEntry.objects.filter(withdrawn_at=None, current__isnull=False)
    return list(shown.select_related("current").order_by("pk")[:MOST_SHOWN])


@access_rule(PUBLIC)
@require_safe
def show_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry; 404 once it is withdrawn."""
    shown = FaqEntry.objects.filter(withdrawn_at=None, current__isnull=False).select_related("current")
    entry = get_object_or_404(shown, pk=pk)
    crumbs = [
        (_("Phản ánh, kiến nghị"), reverse("hotline:door")),
        (_("Câu trả lời đã công khai"), reverse("hotline:answers")),
    ]
    context = {"entry": entry, "version": entry.current, "crumbs": crumbs, "usefulness": voting.usefulness(faq=entry)}
    return render(request, "hotline/answer_base/entry.html", context)


@access_rule(PUBLIC)
@require_safe
def show_helping(request: HttpRequest) -> HttpResponse:
    """The answers for the words typed so far, a piece of the form; nothing for whoever asks too fast."""
    kind, content = (request.GET.get(name, "").replace("\0", "")[:2000] for name in ("kind", "content"))
    too_fast = is_over(LOOKED_UP, request.META.get("REMOTE_ADDR", ""))
    helping = [] if too_fast else suggesting.for_words(kind, content)
    response = render(request, "hotline/answer_base/_helping.html", {"helping": helping})
    response["Cache-Control"] = "private, no-store"
    return response


@access_rule(PUBLIC)
class VoteView(View):
    """Whether it helped."""

    def post(self, request: HttpRequest, what: str, pk: int) -> HttpResponse:
        """Count it and go back to the answer; a flood is refused in words, any other word is not counted."""
        answer = _answer(what, pk)
        response = redirect(f"hotline:{'faq' if what == 'hoi-dap' else 'answer'}", pk)
        if is_over(voting.VOTED, request.META.get("REMOTE_ADDR", "")):
            messages.warning(request, _("Từ địa chỉ mạng này vừa có quá nhiều đánh giá. Hãy thử lại sau mười phút."))
            return response
        if (word := request.POST.get("useful")) not in {"yes", "no"}:
            return response
        visitor = voting.visitor_of(request, response)
        voting.vote(visitor, is_useful=word == "yes", **answer)
        messages.success(request, _("Cảm ơn bạn đã cho biết."))
        return response


def _answer(what: str, pk: int) -> dict[str, FaqEntry | Publication]:
    if what == "hoi-dap":
        return {"faq": get_object_or_404(FaqEntry, pk=pk, withdrawn_at=None)}
    if what == "cong-khai":
        return {"publication": get_object_or_404(Publication, pk=pk, withdrawn_at=None)}
    raise Http404
