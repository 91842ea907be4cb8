"""What every page of staff that asks for something shares: find what it is about, ask, do it, or say what is wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.views import View

from dossiers.views.people import person
from hotline.answering import Unanswered
from hotline.problems import HotlineError, Incomplete, NotYours

if TYPE_CHECKING:
    from portal.accounts.models import User


class AskView(View):
    """One page with one form and one button. Sub-classes say about what (`find`), ask (`form`), and do it (`act`)."""

    title: ClassVar[str | Promise] = ""
    text: str | Promise = ""
    button: ClassVar[str | Promise] = ""
    is_dangerous: ClassVar[bool] = False
    template_name: ClassVar[str] = "hotline/ask.html"
    user: User

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Find what it is about; 404 for what the person does not see, 403 for what is not theirs."""
        self.user = person(request)
        self.find(**kwargs)
        self.require()
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def find(self, **kwargs: Any) -> None:
        """Set what the address names."""

    def require(self) -> None:
        """PermissionDenied for whom the page is not, beyond the rule of the view."""

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """The form; an empty one where only a yes is asked for."""
        return forms.Form(data)

    def initial(self) -> dict[str, Any]:
        """What a fresh form begins with."""
        return {}

    def act(self, form: Any) -> str:
        """Do it; the words of success."""
        raise NotImplementedError

    def back(self) -> str:
        """The page before, which also follows."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """What the page shows beside the form."""
        return {}

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask, with what was typed before the session ended."""
        rescued = getattr(request, "rescued_post", None)
        return self._show(request, self.form(initial=rescued.dict() if rescued else self.initial()))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do it, or say what is wrong with everything typed kept."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            told = self.act(form)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except HotlineError as error:
            tell(form, error)
            is_typed = isinstance(error, Incomplete)
            return self._show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY if is_typed else HTTPStatus.CONFLICT)
        messages.success(request, told)
        return redirect(self.back())

    def _show(self, request: HttpRequest, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        context = {
            "title": self.title,
            "text": self.text,
            "action": self.button,
            "is_dangerous": self.is_dangerous,
            "form": form,
            "back_url": self.back(),
            **self.context(),
        }
        return render(request, self.template_name, context, status=status)


def tell(form: forms.Form, error: HotlineError) -> None:
    """Say what is wrong beside the field that it is about, or above the form."""
    faults = error.faults if isinstance(error, Unanswered) else {getattr(error, "field", ""): str(error)}
    for field, message in faults.items():
        form.add_error(field if field in form.fields else None, message)
