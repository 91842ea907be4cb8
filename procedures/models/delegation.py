"""A delegation: for a time, and by a written decision, another agency settles what the announced one is competent for.

Luật Tổ chức chính quyền địa phương 72/2025/QH15 Đ13 (phân cấp), Đ14 (ủy quyền). Announced versions stay as they are;
who settles on a day is found by `procedures.competent_unit`. What a row says never changes (trigger of migration
0018): it is confirmed by another person, refused, or ended. Acts are in `procedures.delegating`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import DelegationKind, DelegationState
from procedures.models.procedure import Field, Procedure
from units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User

_Person = models.ForeignKey


@pghistory.track(exclude=["key"])
class Delegation(models.Model):
    """From one agency to another, or to the People's Committee of every commune (``to_unit`` is none).

    In force from ``valid_from`` up to, not including, ``valid_to``.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("hình thức"), max_length=13, choices=DelegationKind)
    state = models.CharField(max_length=9, choices=DelegationState, default=DelegationState.WAITING)
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="delegations_given")
    to_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations_received"
    )
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)
    decision_number = models.CharField(_("số quyết định"), max_length=100)
    decision_date = models.DateField(_("ngày quyết định"))

    added_by: _Person[User, User] = _Person(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    judged_by: _Person[User | None, User | None] = _Person(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(_("lý do không áp dụng"), blank=True)
    ended_by: _Person[User | None, User | None] = _Person(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_decision = models.CharField(_("quyết định chấm dứt"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("ủy quyền, phân cấp")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=DelegationKind.values), name="delegation_kind_known"),
            models.CheckConstraint(condition=Q(state__in=DelegationState.values), name="delegation_state_known"),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=True) | ~Q(to_unit=F("from_unit")), name="delegation_to_another"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="delegation_ends_after_start"
            ),
            # Đ14: a written delegation says for how long.
            models.CheckConstraint(
                condition=~Q(kind="delegated") | Q(valid_to__isnull=False), name="delegation_has_its_term"
            ),
            models.CheckConstraint(
                condition=~Q(decision_number="") & Q(decision_date__lte=F("valid_from")),
                name="delegation_decided_before",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", judged_by__isnull=True, judged_at__isnull=True)
                | (~Q(state="waiting") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="delegation_judged_by_somebody",
            ),
            # Four eyes: who writes it down may take it back, but not confirm it.
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(judged_by=F("added_by")), name="delegation_confirmed_by_another"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(remarks=""), name="delegation_refused_says_why"),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True, end_decision="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False, valid_to__isnull=False) & ~Q(end_decision="")),
                name="delegation_ended_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision_number}"


class DelegationScope(models.Model):
    """One procedure, or a whole field with what is announced in it later, that a delegation covers.

    ``from_unit`` and ``held`` (the days; none when refused) are the delegation's, written by a trigger, so that the
    database itself refuses a second delegation of the same matter for the same days.
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="scopes")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    field = models.ForeignKey(Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", editable=False)
    held = DateRangeField(editable=False)

    class Meta:
        verbose_name = _("phạm vi ủy quyền, phân cấp")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(procedure__isnull=True) ^ Q(field__isnull=True), name="delegation_scope_is_one_thing"
            ),
            ExclusionConstraint(
                name="delegation_of_a_procedure_once",
                expressions=(
                    ("from_unit", RangeOperators.EQUAL),
                    ("procedure", RangeOperators.EQUAL),
                    ("held", RangeOperators.OVERLAPS),
                ),
            ),
            ExclusionConstraint(
                name="delegation_of_a_field_once",
                expressions=(
                    ("from_unit", RangeOperators.EQUAL),
                    ("field", RangeOperators.EQUAL),
                    ("held", RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.delegation_id}: {self.procedure_id or self.field_id}"
