"""Linking a ticket with the leading one of its matter, and taking the link back: each on a page of its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotline import codes
from hotline.duplicates import linking
from hotline.forms.handling import ReasonForm
from hotline.menus import AT_WORK
from hotline.models import Ticket
from hotline.problems import HotlineError, Incomplete, NotYours
from hotline.views.staff.bench import DeskView
from portal.accounts.rules import access_rule
from portal.ui.fields import TypedText


class MergeForm(forms.Form):
    """Which ticket leads."""

    use_required_attribute = False
    leader = TypedText(
        label=_("Mã phản ánh dẫn"),
        max_length=40,
        help_text=_("Dạng PAKN-H29-261122-0001. Phản ánh đó được trả lời, phản ánh này nhận cùng câu trả lời."),
        error_messages={"required": _("Hãy ghi mã của phản ánh dẫn.")},
    )

    def clean_leader(self) -> str:
        """The code as it is stored."""
        return codes.tidy(self.cleaned_data["leader"])


class LinkView(DeskView):
    """One question about a link, with its form; `act` does it."""

    form: type[forms.Form]
    title: Any
    text: Any
    button: Any
    done: Any

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do it and go back to the ticket, or say what is wrong with every word kept."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self.act(form)
        except NotYours as error:
            raise PermissionDenied(str(error)) from error
        except HotlineError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error))
            is_typed = isinstance(error, Incomplete)
            return self.show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY if is_typed else HTTPStatus.CONFLICT)
        messages.success(request, str(self.done))
        return redirect("hotline:desk-ticket", self.ticket.code)

    def act(self, form: Any) -> None:
        """What the page is for."""
        raise NotImplementedError

    def show(
        self, request: HttpRequest, form: forms.Form, status: int = HTTPStatus.OK, leader: Ticket | None = None
    ) -> HttpResponse:
        """The page with both tickets."""
        back = reverse("hotline:desk-ticket", args=[self.ticket.code])
        context = {"ticket": self.ticket, "leader": leader, "ask": self, "form": form, "back_url": back}
        return render(request, "hotline/duplicates/ask.html", context, status=status)


@access_rule(AT_WORK)
class MergeView(LinkView):
    """Letting the ticket follow another one."""

    form = MergeForm
    title = _("Gắn với phản ánh khác về cùng một việc")
    text = _(
        "Phản ánh này chuyển đến nơi giải quyết phản ánh dẫn và nhận cùng câu trả lời. Hạn trả lời, mã, quyền đánh giá "
        "và phản ánh lại của người gửi giữ nguyên. Tách ra được khi chưa trả lời."
    )
    button = _("Đúng là một việc, gắn lại")
    done = _("Đã gắn phản ánh. Người gửi được báo.")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask, with the words of the one that the address names."""
        rescued = getattr(request, "rescued_post", None)
        code = (rescued or request.GET).get("leader", "")
        leader = self._found(codes.tidy(code)) if code else None
        return self.show(request, MergeForm(initial={"leader": code}), leader=leader)

    def act(self, form: Any) -> None:
        """Link them."""
        leader = self._found(form.cleaned_data["leader"])
        if leader is None:
            raise Incomplete(str(_("Không có phản ánh nào như vậy trong phạm vi của bạn.")), "leader")
        linking.merge(self.ticket, leader, self.user)

    def _found(self, code: str) -> Ticket | None:
        if not codes.looks_like_code(code):
            return None
        return Ticket.objects.visible_to(self.user).for_pages().filter(code=code).first()


@access_rule(AT_WORK)
class SplitView(LinkView):
    """Taking the link back."""

    form = ReasonForm
    title = _("Tách phản ánh này ra?")
    text = _("Phản ánh được trả lời riêng, trong hạn của chính nó. Người gửi được báo và đọc được lý do.")
    button = _("Tách ra")
    done = _("Đã tách phản ánh.")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask."""
        link = linking.link_of(self.ticket)
        if link is None or not linking.may_see(self.user, self.ticket):
            raise Http404
        return self.show(request, ReasonForm(), leader=link.leader)

    def act(self, form: Any) -> None:
        """Take it back."""
        linking.split(self.ticket, self.user, form.cleaned_data["reason"])
