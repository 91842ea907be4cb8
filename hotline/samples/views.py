"""The samples at the desk: what waits to be rated, what was said, how it was drawn, and how much is drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dossiers.forms.typed import long_text
from dossiers.views.people import person
from hotline.menus import AT_WORK
from hotline.models import Mark, Sample, SampleDraw, SampleShare
from hotline.problems import NotYours
from hotline.samples import drawing, rating
from hotline.views.asking import AskView
from hotline.visibility import watches_everything
from portal.accounts.rules import access_rule
from portal.ui.list_address import ByKey, tab
from portal.ui.paging import page_by_key
from units.access import holds_any, staff_rule
from units.roles import Role

SUPERVISING = staff_rule(Role.SUPERVISOR)
SETTING = staff_rule(Role.SUPERVISOR, Role.SYSTEM_ADMIN)
_DRAWS_SHOWN = 8


class View(models.TextChoices):
    """The tabs."""

    WAITING = "cho-cham", gettext_lazy("Chờ chấm")
    RATED = "da-cham", gettext_lazy("Đã chấm")


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for."""

    view: str = tab("xem", View, View.RATED)


class RateForm(forms.Form):
    """Five marks, words, and what a better answer should say."""

    use_required_attribute = False
    checked = forms.TypedChoiceField(label=gettext_lazy("Đã kiểm tra gì"))
    found = forms.TypedChoiceField(label=gettext_lazy("Kết quả"))
    promise = forms.TypedChoiceField(label=gettext_lazy("Sẽ làm gì, bao giờ xong"))
    legal_basis = forms.TypedChoiceField(label=gettext_lazy("Căn cứ pháp lý"))
    tone = forms.TypedChoiceField(label=gettext_lazy("Giọng văn"))
    words = long_text(
        gettext_lazy("Nhận xét"), hint=gettext_lazy("Bắt buộc khi có điểm 1 hoặc 2. Đơn vị trả lời đọc được.")
    )
    again = long_text(
        gettext_lazy("Yêu cầu trả lời lại vì"),
        hint=gettext_lazy("Chỉ ghi khi điểm trung bình dưới 3: phản ánh được mở lại, người phản ánh đọc được câu này."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The same five choices for each side."""
        super().__init__(*args, **kwargs)
        for name in Sample.MARKS:
            field: Any = self.fields[name]
            field.widget, field.coerce = forms.RadioSelect(), int
            field.choices = Mark.choices
            field.error_messages |= {
                "required": _("Hãy chọn một điểm."),
                "invalid_choice": _("Hãy chọn một điểm."),
            }


class ShareForm(forms.Form):
    """How much is drawn."""

    use_required_attribute = False
    percent = forms.IntegerField(
        label=gettext_lazy("Phần trăm câu trả lời được kiểm tra"),
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Từ 1 đến 100, áp dụng từ tuần sau. Mỗi đơn vị luôn có ít nhất một câu trả lời."),
        error_messages={
            name: gettext_lazy("Hãy ghi một số từ 1 đến 100.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )


@access_rule(AT_WORK)
@require_safe
def list_samples(request: HttpRequest) -> HttpResponse:
    """What the person may rate, what is due first on top; and what was said of answers in their reach."""
    user = person(request)
    rates = holds_any(user, Role.SUPERVISOR)
    question = Question.read(request.GET.dict() if rates else {**request.GET.dict(), "xem": View.RATED})
    if rates and "xem" not in request.GET:
        question = Question(view=View.WAITING)
    waits = question.view == View.WAITING
    found = rating.waiting_for(user) if waits else rating.rated_for(user)
    page = page_by_key(found, question, newest_first=not waits)
    context = {
        "page": page,
        "waits": waits,
        "tabs": [(view.label, question.address(view=view), view == question.view) for view in View] if rates else [],
        "now": timezone.now(),
        "summary": rating.rated_for(user).order_by().aggregate(**rating.counts()),
        "draws": SampleDraw.objects.all()[:_DRAWS_SHOWN],
        "may_set": SETTING.check(request) and may_set(request),
    }
    response = render(request, "hotline/samples/list.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@access_rule(AT_WORK)
@require_safe
def show_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """How the samples of a week were drawn, and whether drawing them again finds the same ones."""
    draw = get_object_or_404(SampleDraw, pk=pk)
    context = {"draw": draw, "ends_on": draw.starts_on + dt.timedelta(days=6), "is_proven": drawing.is_proven(draw)}
    return render(request, "hotline/samples/draw.html", context | {"count": draw.samples.count()})


@access_rule(SUPERVISING)
class RateSampleView(AskView):
    """Rating one."""

    title = gettext_lazy("Chấm câu trả lời")
    button = gettext_lazy("Ghi điểm")
    template_name = "hotline/samples/rate.html"
    sample: Sample

    def find(self, **kwargs: Any) -> None:
        """One that the person may rate; 404 for every other."""
        seen = rating.waiting_for(self.user) | rating.rated_for(self.user)
        self.sample = get_object_or_404(seen, pk=kwargs["pk"])

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> RateForm:
        """The marks."""
        return RateForm(data, initial=initial)

    def context(self) -> dict[str, Any]:
        """The report and its answer."""
        return {"sample": self.sample, "ticket": self.sample.answer.ticket, "answer": self.sample.answer}

    def back(self) -> str:
        """The list."""
        return reverse("hotline:samples")

    def act(self, form: Any) -> str:
        """Keep the marks."""
        typed = form.cleaned_data
        marks = {name: typed[name] for name in Sample.MARKS}
        rating.rate(self.sample, self.user, marks, typed["words"] or "", typed["again"] or "")
        return _("Đã ghi điểm.")


@access_rule(SETTING)
class ShareView(AskView):
    """How much is drawn."""

    title = gettext_lazy("Tỷ lệ lấy mẫu")
    button = gettext_lazy("Lưu")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> ShareForm:
        """The share."""
        return ShareForm(data, initial=initial)

    def initial(self) -> dict[str, Any]:
        """What is drawn next week."""
        return {"percent": drawing.share_on(drawing.next_monday())}

    def back(self) -> str:
        """The list."""
        return reverse("hotline:samples")

    def act(self, form: Any) -> str:
        """Keep it."""
        if not may_set(self.request):
            raise NotYours(_("Chỉ quản trị hệ thống và người giám sát đường dây nóng tỉnh đặt tỷ lệ lấy mẫu."))
        row = {"set_by": self.user, "set_at": timezone.now(), "starts_on": drawing.next_monday()}
        SampleShare.objects.create(percent=form.cleaned_data["percent"], **row)
        return _("Đã lưu tỷ lệ, áp dụng từ tuần sau.")


def may_set(request: HttpRequest) -> bool:
    """Whoever watches the whole hotline, and administrators of the site."""
    return watches_everything(request.user) or holds_any(request.user, Role.SYSTEM_ADMIN)
