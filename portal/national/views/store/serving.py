"""Which kinds of results serve as which paper: kept by publishers, who know both catalogues."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from dossiers.views.people import person
from portal.accounts.rules import access_rule
from portal.national.models import ServingResult
from portal.national.results_store.rights import PUBLISHERS
from portal.ui.fields import TypedText
from portal.ui.list_address import ByKey, words
from portal.ui.paging import page_by_key
from portal.ui.templatetags.portal_ui import error_summary
from procedures.models import Component


@dataclass(frozen=True)
class Question(ByKey):
    """What the page is asked for."""

    text: str = words("tim")


class ServingForm(forms.Form):
    """One more kind of result for a paper."""

    use_required_attribute = False
    component_code = TypedText(
        label=gettext_lazy("Mã thành phần hồ sơ"),
        help_text=gettext_lazy("Ví dụ 000.00.00.G15-KQ004389."),
        max_length=64,
        error_messages={"required": gettext_lazy("Hãy ghi mã thành phần hồ sơ.")},
    )
    result_code = TypedText(
        label=gettext_lazy("Mã kết quả trong kho"),
        help_text=gettext_lazy("Ví dụ KQ.G15.000031."),
        max_length=64,
        error_messages={"required": gettext_lazy("Hãy ghi mã kết quả.")},
    )

    def clean_component_code(self) -> str:
        """A code that no procedure knows is a slip of the pen."""
        code: str = self.cleaned_data["component_code"]
        if not Component.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Không thủ tục nào có thành phần hồ sơ mang mã này."))
        return code


@access_rule(PUBLISHERS)
class ServingView(View):
    """The list, and adding to it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the list."""
        return self._show(request, ServingForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add a row; one that is there already is no error."""
        form = ServingForm(request.POST)
        if not form.is_valid():
            return self._show(request, form, status=422)
        try:
            with transaction.atomic():
                ServingResult.objects.create(**form.cleaned_data, added_by=person(request))
            messages.success(request, _("Đã thêm."))
        except IntegrityError:
            messages.info(request, _("Hai mã này đã có trong danh sách."))
        return redirect("store-desk:serving")

    def _show(self, request: HttpRequest, form: ServingForm, status: int = 200) -> HttpResponse:
        question = Question.read(request.GET)
        found = ServingResult.objects.all()
        if question.text:
            by_component = found.filter(component_code__icontains=question.text)
            found = by_component | found.filter(result_code__icontains=question.text)
        page = page_by_key(found.select_related("added_by"), question)
        names = _names({row.component_code for row in page.rows})
        rows = [(row, names.get(row.component_code, "")) for row in page.rows]
        context = {"page": page, "rows": rows, "question": question, "form": form, **error_summary(form)}
        return render(request, "national/store/serving.html", context, status=status)


@access_rule(PUBLISHERS)
class RemoveServingView(View):
    """Taking a row off: filings that used it stay as they are."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to the list; a row that somebody else took off is no error."""
        ServingResult.objects.filter(pk=pk).delete()
        messages.success(request, _("Đã bỏ khỏi danh sách."))
        return redirect("store-desk:serving")


def _names(codes: set[str]) -> dict[str, str]:
    """What the papers of the codes are called, as the newest version says; one query."""
    named = Component.objects.filter(code__in=codes).order_by("code", "-pk").distinct("code")
    return dict(named.values_list("code", "name"))
