"""Where the list of root causes is kept: all of them with their days, adding one, ending one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from dossiers.views.people import person
from hotline.causes import listing
from hotline.models import Cause
from hotline.views.asking import AskView
from portal.accounts.rules import access_rule
from portal.ui.fields import TypedText
from units.access import staff_rule
from units.roles import Role

KEEPING = staff_rule(Role.SYSTEM_ADMIN, Role.SUPERVISOR)
_MOST = 300


class CauseForm(forms.Form):
    """A cause in both languages."""

    use_required_attribute = False
    name = TypedText(
        label=gettext_lazy("Tên nguyên nhân"),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy ghi tên nguyên nhân.")},
    )
    name_en = TypedText(
        label=gettext_lazy("Tên bằng tiếng Anh"),
        max_length=120,
        error_messages={"required": gettext_lazy("Hãy ghi tên nguyên nhân.")},
    )
    is_fault = forms.BooleanField(label=gettext_lazy("Cơ quan có lỗi"), required=False)


@access_rule(KEEPING)
@require_safe
def list_causes(request: HttpRequest) -> HttpResponse:
    """Those in force first, then those that ended."""
    in_force = list(listing.in_force()[:_MOST])
    ended = Cause.objects.exclude(pk__in=[cause.pk for cause in in_force]).order_by("-valid_to", "name")[:_MOST]
    context = {"in_force": in_force, "ended": ended, "may_keep": listing.may_keep(person(request))}
    return render(request, "hotline/causes/list.html", context)


class CauseView(AskView):
    """One question about the list."""

    def require(self) -> None:
        """403 in words for supervisors of one unit."""
        if not listing.may_keep(self.user):
            raise PermissionDenied(_("Chỉ quản trị hệ thống và người giám sát đường dây nóng tỉnh sửa danh sách này."))

    def back(self) -> str:
        """The list."""
        return reverse("hotline:causes")


@access_rule(KEEPING)
class AddView(CauseView):
    """A new cause."""

    title = gettext_lazy("Thêm nguyên nhân gốc")
    text = gettext_lazy("Người soạn câu trả lời chọn được ngay từ hôm nay.")
    button = gettext_lazy("Thêm nguyên nhân")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> CauseForm:
        """Its names."""
        return CauseForm(data, initial=initial)

    def act(self, form: Any) -> str:
        """Add it."""
        listing.add(self.user, **form.cleaned_data)
        return _("Đã thêm nguyên nhân.")


@access_rule(KEEPING)
class EndView(CauseView):
    """Using a cause no longer."""

    title = gettext_lazy("Ngừng dùng nguyên nhân này?")
    text = gettext_lazy("Câu trả lời đã ghi nguyên nhân này giữ nguyên. Muốn đổi tên: ngừng dùng rồi thêm tên mới.")
    button = gettext_lazy("Ngừng dùng")
    cause: Cause

    def find(self, **kwargs: Any) -> None:
        """The cause of the code."""
        self.cause = get_object_or_404(Cause, code=kwargs["code"])

    def context(self) -> dict[str, Any]:
        """Its name above the title."""
        return {"caption": self.cause}

    def act(self, form: Any) -> str:
        """End it."""
        listing.end(self.user, self.cause)
        return _("Đã ngừng dùng nguyên nhân.")
