"""Hand-overs of a team: reading and confirming them, and writing one at the end of a shift."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from dossiers.forms.typed import long_text
from dossiers.views.people import person
from hotline.models import Call, HandOver, Ticket
from hotline.roster import handing_over, leading
from hotline.roster.handing_over import Note
from hotline.views.roster.teams import TeamView
from portal.accounts.rules import access_rule
from portal.ui import speaking
from portal.ui.list_address import ByKey
from portal.ui.paging import page_by_key
from units.access import STAFF

_PAGE_SIZE = 10


@access_rule(STAFF)
class HandOversView(View):
    """What was handed over in a team, the newest first; what the person has not confirmed says so."""

    def get(self, request: HttpRequest, team: int) -> HttpResponse:
        """Show a page of them."""
        user = person(request)
        found = get_object_or_404(leading.seen_by(user), pk=team)
        rows = handing_over.dressed(HandOver.objects.filter(team=found))
        context = {
            "team": found,
            "page": page_by_key(rows, ByKey.read(request.GET.dict()), size=_PAGE_SIZE),
            "unread": {row.pk for row in handing_over.unread(user).filter(team=found)},
        }
        response = render(request, "hotline/roster/hand_overs.html", context)
        response["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest, team: int) -> HttpResponse:
        """Confirm having read one."""
        found = get_object_or_404(leading.seen_by(person(request)), pk=team)
        key = request.POST.get("hand_over", "")
        is_key = key.isascii() and key.isdecimal() and len(key) < 16
        handing_over.confirm(get_object_or_404(HandOver, pk=int(key) if is_key else 0, team=found), person(request))
        return redirect("hotline:hand-overs", found.pk)


class HandOverForm(forms.Form):
    """Words for the team, and for each matter that is still open."""

    use_required_attribute = False
    text = long_text(
        gettext_lazy("Điều cả tổ cần biết"), hint=gettext_lazy("Không có gì đặc biệt thì ghi như vậy."), rows=4
    )

    def __init__(self, *args: Any, matters: list[Ticket | Call], **kwargs: Any) -> None:
        """One box a matter."""
        super().__init__(*args, **kwargs)
        self.matters = {f"{type(one).__name__.lower()}_{one.pk}": one for one in matters}
        for name, matter in self.matters.items():
            self.fields[name] = long_text(_label(matter), rows=2, most=1000)

    def notes(self) -> list[Note]:
        """What was typed about each."""
        return [Note(matter, self.cleaned_data[name] or "") for name, matter in self.matters.items()]


def _label(matter: Ticket | Call) -> str:
    if isinstance(matter, Ticket):
        return _("Phản ánh %(code)s, hạn %(due)s") % {"code": matter.code, "due": speaking.moment(matter.due_at)}
    return _("Cuộc gọi lúc %(when)s") % {"when": speaking.moment(matter.began_at)}


@access_rule(STAFF)
class WriteHandOverView(TeamView):
    """The notes of whoever leaves."""

    title = gettext_lazy("Bàn giao ca")
    text = gettext_lazy("Ghi điều ca sau cần biết. Đã gửi thì không sửa được nữa.")
    button = gettext_lazy("Bàn giao")
    is_leads_only = False

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With what the person leaves open."""
        return HandOverForm(data, initial=initial, matters=handing_over.matters_of(self.user))

    def act(self, form: HandOverForm) -> str:
        """Write it."""
        handing_over.write(self.team, self.user, form.cleaned_data["text"] or "", form.notes())
        return _("Đã bàn giao ca.")

    def back(self) -> str:
        """To the hand-overs of the team."""
        return reverse("hotline:hand-overs", args=[self.team.pk])
