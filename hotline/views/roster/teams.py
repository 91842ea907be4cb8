"""Making a team, changing it, ending it, and its pattern of every week."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dossiers.views.people import person
from hotline.forms.roster import ForUnitForm, LineForm, TeamForm
from hotline.models import PatternLine, Team
from hotline.roster import leading, setting_up
from hotline.views.roster.asking import AskView
from portal.accounts.rules import access_rule
from units.access import STAFF
from units.models import Unit


@access_rule(STAFF)
def choose_unit(request: HttpRequest) -> HttpResponse:
    """For which unit a team is made: among those that the person may set one up for."""
    user = person(request)
    units = leading.units_for(user)
    if not units:
        raise PermissionDenied
    form = ForUnitForm(request.GET or None)
    if form.is_bound and form.is_valid():
        unit = form.cleaned_data["don_vi"]
        if unit.pk in units:
            return redirect("hotline:roster-new", unit.code)
        form.add_error("don_vi", _("Bạn không lập được tổ trực ở đơn vị này."))
    context = {"form": form, "back_url": reverse("hotline:roster")}
    response = render(request, "hotline/roster/choose_unit.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@access_rule(STAFF)
class NewTeamView(AskView):
    """A new team of a unit."""

    title = gettext_lazy("Lập tổ trực")
    button = gettext_lazy("Lập tổ trực")
    is_leads_only = False
    unit: Unit

    def find(self, **kwargs: Any) -> None:
        """The unit, among those that the person may set a team up for."""
        units = Unit.objects.current().filter(pk__in=leading.units_for(self.user)).select_related("calendar")
        self.unit = get_object_or_404(units, code=kwargs["unit"])
        self.text = self.unit.name

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With everybody of the agency."""
        return TeamForm(data, initial=initial, people=leading.candidates(self.unit))

    def initial(self) -> dict[str, Any]:
        """Somebody there at every hour, and the unit's own number."""
        return {"coverage": "always", "numbers": self.unit.hotline}

    def act(self, form: TeamForm) -> str:
        """Make it."""
        self.team = setting_up.set_up(self.unit, self.user, form.setting())
        return _("Đã lập tổ trực.")

    def back(self) -> str:
        """To the week of the new team."""
        made = getattr(self, "team", None)
        return reverse("hotline:roster-week", args=[made.pk]) if made else reverse("hotline:roster")


class TeamView(AskView):
    """A page about one team that its lead sees."""

    def find(self, **kwargs: Any) -> None:
        """The team."""
        self.team = get_object_or_404(leading.seen_by(self.user), pk=kwargs["team"])

    def back(self) -> str:
        """To its week."""
        return reverse("hotline:roster-week", args=[self.team.pk])


@access_rule(STAFF)
class ChangeTeamView(TeamView):
    """Another name, numbers, lead, hours."""

    title = gettext_lazy("Sửa tổ trực")
    button = gettext_lazy("Lưu")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With everybody of the agency."""
        return TeamForm(data, initial=initial, people=leading.candidates(self.team.unit))

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return TeamForm.typed_of(self.team)

    def act(self, form: TeamForm) -> str:
        """Change it."""
        setting_up.change(self.team, self.user, form.setting())
        return _("Đã lưu tổ trực.")


@access_rule(STAFF)
class EndTeamView(TeamView):
    """The team answers no more."""

    title = gettext_lazy("Giải thể tổ trực?")
    text = gettext_lazy("Lịch trực cũ vẫn được giữ. Số của tổ không còn hiện là đang trực.")
    button = gettext_lazy("Giải thể")
    is_dangerous = True

    def act(self, form: forms.Form) -> str:
        """End it."""
        setting_up.end(self.team, self.user)
        return _("Đã giải thể tổ trực.")

    def back(self) -> str:
        """To the list, since the team has no page any more."""
        gone = Team.objects.filter(pk=self.team.pk, ended_at__isnull=False).exists()
        return reverse("hotline:roster") if gone else super().back()


@access_rule(STAFF)
class PatternView(TeamView):
    """The pattern: what there is, and one line more."""

    title = gettext_lazy("Lịch mẫu hằng tuần")
    button = gettext_lazy("Thêm dòng")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With everybody of the agency."""
        return LineForm(data, initial=initial, people=leading.candidates(self.team.unit))

    def act(self, form: LineForm) -> str:
        """Add the line."""
        setting_up.add_line(self.team, self.user, form.line(), form.cleaned_data["people"])
        return _("Đã thêm vào lịch mẫu.")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Take a line out, or add one."""
        if taken := request.POST.get("remove", ""):
            key = int(taken) if taken.isascii() and taken.isdecimal() and len(taken) < 16 else 0
            line = get_object_or_404(PatternLine.objects.select_related("team"), pk=key, team=self.team)
            setting_up.remove_line(line, self.user)
            return redirect(self.back())
        return super().post(request, **kwargs)

    def back(self) -> str:
        """The page itself: the next line follows."""
        return reverse("hotline:roster-pattern", args=[self.team.pk])

    def _show(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"team": self.team, "form": form, "lines": self.team.pattern.prefetch_related("people")}
        return render(request, "hotline/roster/pattern.html", context, status=status)
