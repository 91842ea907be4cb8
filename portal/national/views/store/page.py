"""What both pages of a look share: asking, choosing, and the part that refreshes by itself while the worker asks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from portal.accounts.models import User
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import fetching
from portal.national.results_store.forms import ChoiceForm
from portal.national.results_store.problems import StoreRefused
from portal.ui.templatetags.portal_ui import error_summary
from procedures.models import Component

#: The part of the page that refreshes by itself.
PART = "store-look"
CHOOSE, ASK = "choose", "ask"


class StorePage(View):
    """One paper and the newest look for it. A subclass says whose, in which words, and where its paper lies."""

    template: ClassVar[str]
    #: What is taken waits until the answer to a request for papers is sent.
    is_answer: ClassVar[bool] = False
    user: User
    component: Component

    def look(self) -> StoreLook | None:
        """The newest look for this paper."""
        raise NotImplementedError

    def ask_form(self, request: HttpRequest) -> forms.Form:
        """The form that asks for a look, bound where the request asks."""
        raise NotImplementedError

    def ask(self, request: HttpRequest, form: forms.Form) -> StoreLook:
        """Begin a look by a valid form. Raises StoreRefused."""
        raise NotImplementedError

    def place(self) -> dict[str, Any]:
        """What the page names: where it belongs and where it leads back to."""
        raise NotImplementedError

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show how it stands; only the part that changes to a page that refreshes it."""
        if request.headers.get("HX-Target") == PART:
            return render(request, "national/store/_look.html", self._standing(self.look()) | {"is_part": True})
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask the store, or choose one of what was found; sent twice, each counts once."""
        if CHOOSE in request.POST:
            return self._choose(request)
        form = self.ask_form(request)
        if not form.is_valid():
            return self._show(request, form=form, status=422)
        try:
            self._require_shown(self.ask(request, form))
        except StoreRefused as refusal:
            return self._refused(request, form, refusal)
        return redirect(request.path)

    def _require_shown(self, asked: StoreLook) -> None:
        """Raises StoreRefused where somebody else's look for the paper waits: what it finds is not shown here."""
        shown = self.look()
        if shown is None or shown.pk < asked.pk:
            raise StoreRefused(
                _("Người khác đang tìm giấy tờ này trong kho kết quả. Hãy thử lại sau ít phút; lần này chưa ghi gì.")
            )

    def _choose(self, request: HttpRequest) -> HttpResponse:
        look = self.look()
        if look is None:
            return redirect(request.path)
        form = ChoiceForm(request.POST, look=look)
        if not form.is_valid():
            return self._show(request, choice=form, status=422)
        try:
            fetching.choose(look, form.cleaned_data["find"], self.user)
        except StoreRefused as refusal:
            return self._refused(request, form, refusal)
        return redirect(request.path)

    def _refused(self, request: HttpRequest, form: forms.Form, refusal: StoreRefused) -> HttpResponse:
        """Why it can't be done: beside the field that is to blame, or on top."""
        shown = {"choice": form} if isinstance(form, ChoiceForm) else {"form": form}
        if refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
            return self._show(request, status=422, **shown)
        return self._show(request, status=409, problem=str(refusal), **shown)

    def _show(
        self,
        request: HttpRequest,
        *,
        form: forms.Form | None = None,
        choice: forms.Form | None = None,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        asked, standing = form or self.ask_form(request), self._standing(self.look())
        shown = choice or standing["choice"]
        summary = error_summary(*(one for one in (asked, shown) if one is not None))
        context = {"component": self.component, "form": asked, "problem": problem, **summary, **self.place()}
        response = render(request, self.template, {**context, **standing, "choice": shown}, status=status)
        response["Cache-Control"] = "private, no-store"
        return response

    def _standing(self, look: StoreLook | None) -> dict[str, Any]:
        finds = list(look.finds.all()) if look else []
        wanted = _first(finds, FindState.WANTED)
        is_found = look is not None and look.state == LookState.FOUND
        return {
            "look": look,
            "is_answer": self.is_answer,
            "here": self.request.path,
            "wanted": wanted,
            "taken": _first(finds, FindState.TAKEN),
            "failed": [find for find in finds if find.state == FindState.FAILED],
            "choice": ChoiceForm(look=look) if look and is_found and not wanted else None,
            "can_choose": any(find.state == FindState.OFFERED for find in finds),
            "is_moving": wanted is not None or (look is not None and look.state == LookState.WAITING),
            "may_ask": look is None or (look.state != LookState.WAITING and wanted is None),
        }


def _first(finds: list[StoreFind], state: FindState) -> StoreFind | None:
    return next((find for find in finds if find.state == state), None)
