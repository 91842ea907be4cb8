"""The public page that tells how far a dossier is, by its code alone."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dossiers import followed_elsewhere, results_by_post, tracking
from dossiers.forms.acting import TrackForm
from portal.accounts.rules import PUBLIC, access_rule


@access_rule(PUBLIC)
def track(request: HttpRequest) -> HttpResponse:
    """Ask for a code and answer with the level of completion; an unknown code is told in words (200)."""
    if "code" not in request.GET:
        return render(request, "dossiers/track.html", {"form": TrackForm()})
    form = TrackForm(request.GET)
    if not form.is_valid():
        return render(request, "dossiers/track.html", {"form": form})
    if not tracking.may_look(request.META.get("REMOTE_ADDR", "")):
        form.add_error("code", _("Bạn tra cứu quá nhiều lần. Hãy thử lại sau một phút."))
        return render(request, "dossiers/track.html", {"form": form}, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        code, completion = tracking.track(form.cleaned_data["code"])
    except tracking.UnknownCode:
        form.add_error("code", _("Không có hồ sơ nào mang mã này. Hãy xem lại mã trên giấy tiếp nhận."))
        return render(request, "dossiers/track.html", {"form": form})
    context = {
        "form": form,
        "code": code,
        "completion": completion,
        "steps": tracking.steps_to(completion),
        "order": tracking.order_to_pay(code, completion),
        "parcels": results_by_post.parcels(code) if completion in tracking.WITH_RESULT else [],
        "elsewhere": followed_elsewhere.sentences(code),
    }
    return render(request, "dossiers/track.html", context)
