"""Who and which counters go along when a part of a unit is taken off: chosen by hand, one page a successor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.rules import access_rule
from units.desk.plans import get_or_post, person, plan_of, posted, told_why_not
from units.models import Counter, Reorganisation, ReorganisedUnit, StaffRole
from units.reorganising import going_along
from units.reorganising.rights import PROVINCE_ADMIN


class RoleChoices(forms.ModelMultipleChoiceField[StaffRole]):
    """Roles by person and unit."""

    def label_from_instance(self, obj: StaffRole) -> str:
        """Who, as what, where."""
        return f"{obj.user.full_name}: {obj.get_role_display()}, {obj.unit.name}"


class CounterChoices(forms.ModelMultipleChoiceField[Counter]):
    """Counters by number and sign."""

    def label_from_instance(self, obj: Counter) -> str:
        """Which, where."""
        told = {"number": obj.number, "name": obj.name, "unit": obj.unit.name}
        return _("Quầy %(number)s «%(name)s», %(unit)s") % told


class GoingForm(forms.Form):
    """What goes to one successor; everything else stays with the old unit."""

    use_required_attribute = False
    roles = RoleChoices(
        StaffRole.objects.none(),
        label=gettext_lazy("Cán bộ chuyển theo"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    counters = CounterChoices(
        Counter.objects.none(),
        label=gettext_lazy("Quầy chuyển theo"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, plan: Reorganisation, to: ReorganisedUnit, *args: Any, **kwargs: Any) -> None:
        """Offer what stands at the unit and goes to no other successor, with what is chosen already."""
        rows = plan.going_along.filter(successor=to)
        chosen = {"roles": [row.held_id for row in rows], "counters": [row.counter_id for row in rows]}
        super().__init__(*args, **{"initial": chosen, **kwargs})
        offered = {
            "roles": going_along.roles_offered(plan, to),
            "counters": going_along.counters_offered(plan, to),
        }
        for name, found in offered.items():
            choice: Any = self.fields[name]
            choice.queryset = found


@access_rule(PROVINCE_ADMIN)
@get_or_post
@told_why_not
def choose_going(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Choose what goes along to a successor."""
    plan = plan_of(pk)
    successor = get_object_or_404(plan.successors.select_related("unit"), pk=row)
    if not plan.lives_on:
        raise Http404
    form = GoingForm(plan, successor, posted(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        going_along.choose(plan, person(request), successor, chosen["roles"], chosen["counters"])
        messages.success(request, _("Đã ghi cán bộ và quầy chuyển theo."))
        return redirect("unit-desk:plan", pk)
    title = _("Chuyển theo đến %(name)s") % {"name": successor.shown_name}
    context = {"plan": plan, "form": form, "title": title, "button": _("Lưu")}
    return render(request, "units/desk/plan_row.html", context, status=422 if form.is_bound else 200)
