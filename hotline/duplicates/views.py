"""Linking a ticket with the leading one of its matter, and taking the link back: each on a page of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline import codes
from hotline.duplicates import linking
from hotline.forms.handling import ReasonForm
from hotline.menus import AT_WORK
from hotline.models import Ticket
from hotline.problems import Incomplete
from hotline.views.asking import AskView
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


class LinkView(AskView):
    """One question about a link of the ticket."""

    template_name = "hotline/duplicates/ask.html"
    ticket: Ticket
    leader: Ticket | None = None

    def find(self, **kwargs: Any) -> None:
        """The ticket in the person's reach; 404 for every other."""
        self.ticket = get_object_or_404(Ticket.objects.visible_to(self.user).for_pages(), code=kwargs["code"])

    def back(self) -> str:
        """The ticket."""
        return reverse("hotline:desk-ticket", args=[self.ticket.code])

    def context(self) -> dict[str, Any]:
        """Both tickets."""
        return {"ticket": self.ticket, "leader": self.leader}


@access_rule(AT_WORK)
class MergeView(LinkView):
    """Letting the ticket follow another one."""

    title = _("Gắn với phản ánh khác về cùng một việc")
    text = _(
        "Phản ánh này chuyển đến nơi giải quyết phản ánh dẫn và nhận cùng câu trả lời. Hạn trả lời, mã, quyền đánh giá "
        "và phản ánh lại của người gửi giữ nguyên. Tách ra được khi chưa trả lời."
    )
    button = _("Đúng là một việc, gắn lại")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask, with the words of the one that the address names."""
        self.leader = self._found(codes.tidy(request.GET.get("leader", "")))
        return super().get(request, **kwargs)

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> MergeForm:
        """Which one leads."""
        return MergeForm(data, initial=initial)

    def initial(self) -> dict[str, Any]:
        """The one that the address names."""
        return {"leader": self.request.GET.get("leader", "")[:40]}

    def act(self, form: Any) -> str:
        """Link them."""
        leader = self._found(form.cleaned_data["leader"])
        if leader is None:
            raise Incomplete(gettext("Không có phản ánh nào như vậy trong phạm vi của bạn."), "leader")
        linking.merge(self.ticket, leader, self.user)
        return gettext("Đã gắn phản ánh. Người gửi được báo.")

    def _found(self, code: str) -> Ticket | None:
        if not codes.looks_like_code(code):
            return None
        return Ticket.objects.visible_to(self.user).for_pages().filter(code=code).first()


@access_rule(AT_WORK)
class SplitView(LinkView):
    """Taking the link back."""

    title = _("Tách phản ánh này ra?")
    text = _("Phản ánh được trả lời riêng, trong hạn của chính nó. Người gửi được báo và đọc được lý do.")
    button = _("Tách ra")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> ReasonForm:
        """Why."""
        return ReasonForm(data, initial=initial)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask; 404 for a ticket that follows none, as far as the person may know."""
        link = linking.link_of(self.ticket)
        if link is None or not linking.may_see(self.user, self.ticket):
            raise Http404
        self.leader = link.leader
        return super().get(request, **kwargs)

    def act(self, form: Any) -> str:
        """Take it back."""
        linking.split(self.ticket, self.user, form.cleaned_data["reason"])
        return gettext("Đã tách phản ánh.")
