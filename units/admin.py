"""Roles of staff, units and their counters, for system administrators. Nothing here is deleted: it ends on a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.vietnamese import without_accents

from .giving_roles import check_end, check_gift
from .models import Counter, StaffRole, Unit, today_in_vietnam


class HeldFilter(admin.SimpleListFilter):
    """Roles of today, of later, of before."""

    title = _("thời gian")
    parameter_name = "luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The choices."""
        return [("nay", _("Đang giữ")), ("sau", _("Sắp giữ")), ("truoc", _("Đã thôi"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what fits the choice."""
        today = today_in_vietnam()
        over = Q(valid_to__isnull=False, valid_to__lte=today)
        asked = {"nay": Q(valid_from__lte=today) & ~over, "sau": Q(valid_from__gt=today) & ~over, "truoc": over}
        return queryset.filter(asked.get(self.value() or "", Q()))


class NothingDeleted(admin.ModelAdmin[Any]):
    """Rows that other rows and the history name."""

    actions = None
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What ended stays readable."""
        return False


class StaffRoleForm(forms.ModelForm[StaffRole]):
    """A role as it is given, or its end."""

    giver: User

    class Meta:
        model = StaffRole
        fields = ("user", "unit", "role", "valid_from", "valid_to")
        labels = {"user": _("Người"), "unit": _("Đơn vị")}

    def clean(self) -> dict[str, Any]:
        """Judge who gives what to whom, once each answer is right by itself."""
        super().clean()
        if not self.errors:
            self._judge(self.cleaned_data)
        return self.cleaned_data

    def _judge(self, data: dict[str, Any]) -> None:
        for name, value in data.items():
            setattr(self.instance, name, value)
        try:
            check_end(self.instance)
            if self.instance._state.adding:
                check_gift(self.giver, self.instance)
        except ValidationError as error:
            self.add_error(None, error)


@admin.register(StaffRole)
class StaffRoleAdmin(NothingDeleted):
    """Give roles and end them; who held what stays, and every act is in the history."""

    form = StaffRoleForm
    list_display = ("person", "role", "place", "valid_from", "valid_to")
    list_filter = (HeldFilter, "role", "unit__kind")
    list_select_related = ("user", "unit")
    search_fields = ("user__full_name", "=user__email", "unit__search_text", "=unit__code")
    ordering = ("-id",)
    autocomplete_fields = ("user", "unit")
    fields = ("user", "unit", "role", "valid_from", "valid_to")

    @admin.display(description=_("Người"), ordering="user__full_name")
    def person(self, held: StaffRole) -> str:
        """Who holds it."""
        return held.user.full_name

    @admin.display(description=_("Đơn vị"), ordering="unit__code")
    def place(self, held: StaffRole) -> str:
        """Where; a long name breaks into lines, as that of a related row would not."""
        return held.unit.name

    def get_readonly_fields(self, request: HttpRequest, obj: StaffRole | None = None) -> tuple[str, ...]:
        """Once given, only its end can be set."""
        return ("user", "unit", "role", "valid_from") if obj else ()

    def get_form(self, request: HttpRequest, obj: StaffRole | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who gives."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("GivingForm", (form,), {"giver": request.user})


class CounterInline(admin.TabularInline[Counter, Unit]):
    """The counters of a centre."""

    model = Counter
    extra = 0
    can_delete = False
    fields = ("number", "name", "valid_from", "valid_to")


@admin.register(Unit)
class UnitAdmin(NothingDeleted):
    """How to reach a unit, its hours, its counters, its end; codes and places are given once."""

    list_display = ("code", "name", "kind", "division", "valid_from", "valid_to")
    list_filter = ("kind", HeldFilter)
    list_select_related = ("division",)
    search_fields = ("search_text", "=code")
    ordering = ("code",)
    raw_id_fields = ("division",)
    autocomplete_fields = ("parent",)
    inlines = (CounterInline,)
    fields = (
        *("code", "name", "slug", "kind", "level", "parent", "division", "calendar"),
        *("address", "phone", "hotline", "email", "valid_from", "valid_to"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        """Codes live on in dossier codes, and what a unit is decides who reaches what."""
        return ("code", "slug", "kind", "level", "parent", "division", "valid_from") if obj else ()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Accents or not, as everywhere."""
        return super().get_search_results(request, queryset, without_accents(search_term))
