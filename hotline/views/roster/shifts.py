"""One shift: adding it, who is on it, removing it; and one duty: stand-in, taking off, asking for a swap."""

from __future__ import annotations

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotline.forms.roster import PutOnForm, ShiftForm, StandInForm, SwapForm
from hotline.models import Duty, Shift
from hotline.roster import arranging, leading, swapping
from hotline.views.roster.asking import AskView
from hotline.views.roster.teams import TeamView
from hotline.views.roster.week import week_of
from portal.accounts.rules import access_rule
from portal.ui import speaking
from units.access import STAFF

_MOST_DUTIES = 60


@access_rule(STAFF)
class NewShiftView(TeamView):
    """One shift more."""

    title = gettext_lazy("Thêm ca trực")
    button = gettext_lazy("Thêm ca trực")
    made: Shift | None = None

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With everybody of the agency."""
        return ShiftForm(data, initial=initial, people=leading.candidates(self.team.unit))

    def act(self, form: ShiftForm) -> str:
        """Add it."""
        typed = form.cleaned_data
        times = (typed["day"], typed["starts"], typed["ends"])
        self.made = arranging.add_shift(self.team, self.user, *times, people=typed["people"])
        return _("Đã thêm ca trực.")

    def back(self) -> str:
        """To the week of the shift."""
        return week_of(self.team.pk, self.made.starts_at if self.made else timezone.now())


class ShiftView(AskView):
    """A page about one shift."""

    shift: Shift

    def find(self, **kwargs: Any) -> None:
        """The shift of a team that the person sees."""
        rows = Shift.objects.filter(is_active=True, team__in=leading.seen_by(self.user))
        self.shift = get_object_or_404(rows.select_related("team__unit__calendar"), pk=kwargs["shift"])
        self.team = self.shift.team
        self.text = self._when()

    def _when(self) -> str:
        return f"{speaking.moment(self.shift.starts_at)} – {speaking.moment(self.shift.ends_at)}"

    def back(self) -> str:
        """To its week."""
        return week_of(self.team.pk, self.shift.starts_at)


@access_rule(STAFF)
class PutOnView(ShiftView):
    """Somebody more on a shift."""

    title = gettext_lazy("Phân công trực")
    button = gettext_lazy("Phân công")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With everybody of the agency who is not on it."""
        there = set(self.shift.duties.filter(is_active=True).values_list("user", flat=True))
        return PutOnForm(data, people=[one for one in leading.candidates(self.team.unit) if one.pk not in there])

    def act(self, form: PutOnForm) -> str:
        """Put them on."""
        arranging.put_on(self.shift, self.user, form.cleaned_data["person"])
        return _("Đã phân công.")


@access_rule(STAFF)
class RemoveShiftView(ShiftView):
    """Nobody has to be there after all."""

    title = gettext_lazy("Bỏ ca trực này?")
    button = gettext_lazy("Bỏ ca trực")
    is_dangerous = True

    def act(self, form: forms.Form) -> str:
        """Remove it."""
        arranging.remove_shift(self.shift, self.user)
        return _("Đã bỏ ca trực.")


class DutyView(ShiftView):
    """A page about one person on one shift."""

    duty: Duty

    def find(self, **kwargs: Any) -> None:
        """The duty of a team that the person sees."""
        rows = Duty.objects.filter(is_active=True, shift__team__in=leading.seen_by(self.user))
        told = ("user", "stands_in_for", "shift__team__unit__calendar")
        self.duty = get_object_or_404(rows.select_related(*told), pk=kwargs["duty"])
        self.shift, self.team = self.duty.shift, self.duty.shift.team
        self.text = f"{self.duty.user.full_name}, {self._when()}"


@access_rule(STAFF)
class StandInView(DutyView):
    """Somebody else does the duty instead."""

    title = gettext_lazy("Cử người trực thay")
    button = gettext_lazy("Cử người trực thay")

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """With everybody of the agency but the person."""
        people = [one for one in leading.candidates(self.team.unit) if one.pk != self.duty.user_id]
        return StandInForm(data, initial=initial, people=people)

    def act(self, form: StandInForm) -> str:
        """Name them."""
        typed = form.cleaned_data
        arranging.stand_in(self.duty, self.user, typed["person"], typed["reason"])
        return _("Đã cử người trực thay.")


@access_rule(STAFF)
class TakeOffView(DutyView):
    """The person is not on the shift after all."""

    title = gettext_lazy("Rút người này khỏi ca trực?")
    button = gettext_lazy("Rút khỏi ca trực")
    is_dangerous = True

    def act(self, form: forms.Form) -> str:
        """Take them off."""
        arranging.take_off(self.duty, self.user)
        return _("Đã rút khỏi ca trực.")


@access_rule(STAFF)
class AskSwapView(DutyView):
    """One's own duty, offered to a colleague."""

    title = gettext_lazy("Xin đổi ca trực")
    button = gettext_lazy("Gửi lời nhờ")
    is_leads_only = False

    def find(self, **kwargs: Any) -> None:
        """One's own."""
        super().find(**kwargs)
        get_object_or_404(Duty, pk=self.duty.pk, user=self.user)

    def form(self, data: Any = None, initial: dict[str, Any] | None = None) -> forms.Form:
        """Colleagues, and what they have in the team."""
        people = [one for one in leading.candidates(self.team.unit) if one.pk != self.user.pk]
        form = SwapForm(data, initial=initial, people=people)
        form.fields["in_return"].choices = [("", _("Không đổi lấy ca nào")), *self._theirs()]  # type: ignore[attr-defined]
        return form

    def act(self, form: SwapForm) -> str:
        """Ask."""
        chosen = form.cleaned_data["in_return"]
        in_return = Duty.objects.select_related("shift").get(pk=chosen) if chosen else None
        swapping.ask(self.duty, self.user, form.cleaned_data["other"], in_return)
        return _("Đã gửi lời nhờ. Lịch trực đổi khi đồng nghiệp đồng ý.")

    def back(self) -> str:
        """To one's own duties."""
        return reverse("hotline:roster")

    def _theirs(self) -> list[tuple[str, str]]:
        rows = Duty.objects.filter(shift__team=self.team, is_active=True, starts_at__gt=timezone.now())
        rows = rows.exclude(user=self.user).select_related("user").order_by("starts_at")[:_MOST_DUTIES]
        return [(str(one.pk), f"{one.user.full_name}, {speaking.moment(one.starts_at)}") for one in rows]
