"""Who asked for a person's results, and whom the person lets fetch them: theirs to see, to give and to take back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from dossiers.views.people import person
from portal.accounts.models import AssuranceLevel
from portal.accounts.rules import SIGNED_IN, access_rule
from portal.accounts.sign_on import sessions
from portal.national.models import ResultAsk
from portal.national.results_door import consents
from portal.national.results_door.forms import AllowForm
from portal.national.results_door.grounds import GivingGround
from portal.national.results_store.problems import StoreRefused
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key
from portal.ui.templatetags.portal_ui import error_summary

#: Of what ended: the list is no archive.
MOST_SHOWN = 30


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""


def in_words(ask: ResultAsk) -> tuple[ResultAsk, list[str]]:
    """A question with the grounds on which something was given."""
    return ask, [str(GivingGround(ground).label) for ground in ask.grounds]


@access_rule(SIGNED_IN)
def list_asks(request: HttpRequest) -> HttpResponse:
    """Every question of other agencies about the person, newest first, and what they agreed to."""
    user = person(request)
    page = page_by_key(consents.asks_about(user), Question.read(request.GET))
    context = {
        "page": page,
        "asks": [in_words(ask) for ask in page.rows],
        "consents": consents.shown_to(user, MOST_SHOWN),
    }
    return render(request, "national/store/asked.html", context)


@access_rule(SIGNED_IN)
class AllowView(View):
    """Letting an agency fetch results: chosen first, then agreed to in words that name all of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask which agency, which results, for how long; who is not known surely enough signs on first."""
        if sessions.level(request) < AssuranceLevel.LEVEL_1:
            return render(request, "dossiers/filing/sign_on.html", _sign_on(request), status=403)
        return self._show(request, AllowForm(kinds=consents.own_kinds(person(request))))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show the words of what was chosen, or keep them once they are agreed to."""
        if sessions.level(request) < AssuranceLevel.LEVEL_1:
            return render(request, "dossiers/filing/sign_on.html", _sign_on(request), status=403)
        kinds = consents.own_kinds(person(request))
        form = AllowForm(request.POST, kinds=kinds)
        if not form.is_valid():
            return self._show(request, form, status=422)
        chosen = form.cleaned_data
        words = consents.words_of(chosen["agency"].name, kinds[chosen["kind"]], chosen["days"])
        # Agreed to as they were shown: an agency that was named otherwise since is asked about anew.
        if request.POST.get("agree") != words:
            told = {"words": words, "chosen": chosen}
            return render(request, "national/store/allow_words.html", told)
        try:
            consents.allow(person(request), chosen["agency"], chosen["kind"], chosen["days"])
        except StoreRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã ghi nhận sự đồng ý."))
        return redirect("store:asked")

    def _show(self, request: HttpRequest, form: AllowForm, status: int = 200) -> HttpResponse:
        has_any = bool(form.fields["agency"].queryset) and bool(form.fields["kind"].choices)  # type: ignore[attr-defined]
        context = {"form": form, "has_any": has_any, **error_summary(form)}
        return render(request, "national/store/allow.html", context, status=status)


@access_rule(SIGNED_IN)
class DisallowView(View):
    """Taking such a consent back, after asking."""

    def get(self, request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
        """Ask first."""
        found = get_object_or_404(consents.consents_of(person(request)), public_id=consent)
        context = {
            "title": _("Rút lại sự đồng ý?"),
            "text": _("%(agency)s sẽ không lấy được kết quả này của bạn nữa, trừ khi pháp luật cho phép.")
            % {"agency": found.agency.name},
            "action": _("Rút lại sự đồng ý"),
            "back_url": reverse("store:asked"),
            "is_dangerous": True,
        }
        return render(request, "components/confirm_page.html", context)

    def post(self, request: HttpRequest, consent: uuid.UUID) -> HttpResponse:
        """Take it back; taking it back twice is no error."""
        if consents.withdraw(get_object_or_404(consents.consents_of(person(request)), public_id=consent)):
            messages.success(request, _("Đã rút lại sự đồng ý."))
        else:
            messages.info(request, _("Sự đồng ý này đã hết hiệu lực trước đó."))
        return redirect("store:asked")


def _sign_on(request: HttpRequest) -> dict[str, object]:
    return {"here": request.path, "for_store": True}
