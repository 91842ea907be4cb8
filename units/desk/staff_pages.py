"""The staff of a unit: roles given, ended and transferred, and accounts for those who have none."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.accounts.models import Kind, User
from portal.accounts.rules import access_rule
from portal.outbox.putting import put
from units.desk import keeping, reach
from units.desk.forms import EndForm, RoleForm, TransferForm
from units.desk.plans import get_or_post, person, posted
from units.desk.reach import UNIT_ADMIN, unit_of
from units.desk.unit_pages import form_page
from units.giving_roles import GIVEN_AT_UNITS
from units.models import StaffRole, Unit, today_in_vietnam


@access_rule(UNIT_ADMIN)
@get_or_post
def give_role(request: HttpRequest, code: str) -> HttpResponse:
    """Give a role; whoever has no account yet gets one and a letter to set a password."""
    unit = unit_of(request, code)
    form = RoleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            _give(request, unit, form)
            return redirect("unit-desk:unit", code)
        except ValidationError as error:
            form.add_error(None, _in_form(error))
    return form_page(request, unit, form, _("Giao vai trò"))


def _in_form(error: ValidationError) -> ValidationError:
    """The error with the names of this form's boxes."""
    if not hasattr(error, "error_dict"):
        return error
    names = {"user": "email", "unit": "role", "valid_to": "last_day"}
    return ValidationError({names.get(name, name): found for name, found in error.error_dict.items()})


@transaction.atomic
def _give(request: HttpRequest, unit: Unit, form: RoleForm) -> None:
    data = form.cleaned_data
    user: User | None = data["user"]
    is_new = user is None
    if user is None:
        user = User.objects.create_user(data["email"].lower(), None, full_name=data["full_name"], kind=Kind.STAFF)
        EmailAddress.objects.create(user=user, email=user.email or "", primary=True, verified=False)
    keeping.give_role(person(request), user, unit, data["role"], data["valid_from"], form.end)
    if is_new:
        _invite(user, unit)
        messages.success(request, _("Đã lập tài khoản và gửi thư mời đặt mật khẩu."))
    else:
        messages.success(request, _("Đã giao vai trò."))


def _invite(user: User, unit: Unit) -> None:
    """A letter with the page where a password is set: that page sends a code here, so no password travels."""
    link = urljoin(settings.PORTAL_URL, reverse("account_reset_password"))
    with override(user.language):
        text = _(
            "Bạn được giao vai trò tại %(unit)s. Hãy mở %(link)s, ghi địa chỉ thư này để nhận mã, rồi đặt mật khẩu."
        )
        payload = {
            "to": user.email,
            "language": user.language,
            "subject": _("Tài khoản cán bộ của bạn đã được lập"),
            "text": text % {"unit": unit.name, "link": link},
        }
    put("email", f"user/{user.public_id}", payload, f"invitation/{user.public_id}")


def _role_of(request: HttpRequest, code: str, pk: int) -> StaffRole:
    """A role at a unit of theirs that they may touch: nobody's rights over units, and not their own."""
    held = StaffRole.objects.filter(unit=unit_of(request, code), role__in=GIVEN_AT_UNITS)
    held = held.exclude(valid_to__lte=today_in_vietnam()).exclude(user=person(request))
    return get_object_or_404(held.select_related("user", "unit"), pk=pk)


@access_rule(UNIT_ADMIN)
@get_or_post
def end_role(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let a role end on a day."""
    role = _role_of(request, code, pk)
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.end_role(role, form.cleaned_data["last_day"] + dt.timedelta(days=1))
            messages.success(request, _("Đã ghi ngày kết thúc vai trò."))
            return redirect("unit-desk:unit", code)
        except ValidationError as error:
            form.add_error(None, _in_form(error))
    return form_page(request, role.unit, form, _("Kết thúc vai trò: %(name)s") % {"name": role.user.full_name})


@access_rule(UNIT_ADMIN)
@get_or_post
def transfer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Let somebody go on with the same role at another unit."""
    role = _role_of(request, code, pk)
    form = TransferForm(reach.administered(request).exclude(pk=role.unit_id), posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            keeping.transfer(person(request), role, form.cleaned_data["unit"], form.cleaned_data["valid_from"])
            messages.success(request, _("Đã chuyển. Việc đang làm dở của người này ở lại đơn vị cũ."))
            return redirect("unit-desk:unit", code)
        except ValidationError as error:
            form.add_error(None, error if not hasattr(error, "error_dict") else ValidationError(error.messages))
    return form_page(request, role.unit, form, _("Chuyển đơn vị: %(name)s") % {"name": role.user.full_name})
