"""One item of the review queue: read it, mend it, decide it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from portal.accounts.models import User
from portal.accounts.rules import access_rule
from procedures import catalogue
from procedures.models import ReviewItem, ReviewState, RunKind
from procedures.review import deciding, listing, mending
from procedures.review.listing import Question
from procedures.review.mending import CannotDecide
from procedures.review.menu import PUBLISHER
from procedures.review.showing import sections_of


@access_rule(PUBLISHER)
class ItemView(View):
    """An item; every decision is a POST of one form of the page, and leads back to a page."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the item as it stands."""
        return _page(request, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do what was asked; what no longer fits is said on the page, and nothing changed."""
        act = _ACTS.get(request.POST.get("action", ""))
        if act is None or not isinstance(request.user, User):
            return _page(request, pk, _("Không rõ việc cần làm: hãy tải lại trang."), status=400)
        try:
            return act(request, pk, request.user)
        except CannotDecide as problem:
            return _page(request, pk, str(problem), status=409)


def _page(request: HttpRequest, pk: int, problem: str = "", status: int = 200) -> HttpResponse:
    found = ReviewItem.objects.visible_to(request.user).beside_ours()
    item = get_object_or_404(found.select_related("run", "version", "decided_by"), pk=pk)
    standing_pk = deciding.standing_id(item.code)
    is_waiting = item.state == ReviewState.WAITING
    standing = catalogue.find_version(standing_pk) if standing_pk and is_waiting else None
    question = Question.read(request.GET.dict())
    before, after = listing.neighbours(question, item)
    context = {
        "item": item,
        "is_waiting": is_waiting,
        "is_national": item.run.kind == RunKind.NATIONAL,
        "standing": standing,
        "sections": sections_of(item, standing),
        "question": question,
        "here": question.address(),
        "list_url": reverse("review:queue") + question.address(),
        "before_url": _address(before, question),
        "after_url": _address(after, question),
        "problem": problem,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "procedures/review/item.html", context, status=status)


def _address(pk: int | None, question: Question) -> str:
    return reverse("review:item", args=(pk,)) + question.address() if pk else ""


def _stay(request: HttpRequest, pk: int, anchor: str = "") -> HttpResponseRedirect:
    question = Question.read(request.GET.dict())
    return HttpResponseRedirect(_address(pk, question) + anchor)


def _accept(request: HttpRequest, pk: int, user: User) -> HttpResponse:
    question = Question.read(request.GET.dict())
    item = get_object_or_404(ReviewItem, pk=pk)
    _before, after = listing.neighbours(question, item)
    item = deciding.accept(pk, user, _number(request.POST, "version"), _number(request.POST, "standing"))
    messages.success(request, _("Đã duyệt và công bố %(code)s.") % {"code": item.code})
    if "and_next" in request.POST and after:
        return HttpResponseRedirect(_address(after, question))
    return redirect(reverse("review:queue") + question.address())


def _send_back(request: HttpRequest, pk: int, user: User) -> HttpResponse:
    item = deciding.send_back(pk, user, request.POST.get("reason", ""))
    messages.success(request, _("Đã trả lại %(code)s.") % {"code": item.code})
    return redirect(reverse("review:queue") + Question.read(request.GET.dict()).address())


def _open_again(request: HttpRequest, pk: int, user: User) -> HttpResponse:
    deciding.open_again(pk)
    return _stay(request, pk)


def _doubt(request: HttpRequest, pk: int, user: User) -> HttpResponse:
    """One doubt: a suggestion taken by its key, or the doubt cleared or kept as it is."""
    flag, where, key = (request.POST.get(name, "") for name in ("flag", "where", "key"))
    if key in ("cleared", "kept"):
        mending.look_at(pk, user, flag, where, is_true=key == "kept")
    else:
        mending.take(pk, user, flag, where, key)
    return _stay(request, pk, f"#{request.POST.get('section', '')}")


def _take_all(request: HttpRequest, pk: int, user: User) -> HttpResponse:
    mending.take_all(pk, user, request.POST.get("flag", ""))
    return _stay(request, pk)


def _take_back(request: HttpRequest, pk: int, user: User) -> HttpResponse:
    place = _number(request.POST, "place")
    mending.take_back(pk, -1 if place is None else place)
    return _stay(request, pk)


def _number(data: QueryDict, name: str) -> int | None:
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


_ACTS: dict[str, Callable[[HttpRequest, int, User], HttpResponse]] = {
    "accept": _accept,
    "send_back": _send_back,
    "open_again": _open_again,
    "doubt": _doubt,
    "take_all": _take_all,
    "take_back": _take_back,
}
