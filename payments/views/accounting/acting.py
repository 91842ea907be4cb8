"""What the pages of accountants share: a form that is refused beside its boxes, or taken and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from payments.problems import PaymentProblem

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def is_done(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether a form was sent, is sound, and its act was done; else the form says beside its box why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except PaymentProblem as problem:
        form.add_error(problem.field if problem.field in form.fields else None, problem.message)
        return False
    return True


def form_page(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponse:
    """A page with one form: title, text, button, back_url, is_dangerous; nothing typed is lost."""
    status = 422 if form.is_bound else 200
    return render(request, "payments/accounting/form.html", {"form": form, **context}, status=status)
