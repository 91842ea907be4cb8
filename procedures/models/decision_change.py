"""What a decision does to one procedure."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.models.decision import Decision
from procedures.models.decision_states import ChangeKind
from procedures.models.procedure import Procedure
from procedures.models.version import ProcedureVersion


class DecisionChange(models.Model):
    """What the decision does to one procedure.

    ``version`` is the draft that it puts in force (none when it abolishes), ``base`` the version which that draft was
    copied from, ``replaced`` the procedure that ends because this one takes its place.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="changes")
    version = models.OneToOneField(
        ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="change"
    )
    base = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaced = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, null=True, blank=True, related_name="replacing_changes"
    )
    reason = models.TextField(_("lý do"), blank=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("thay đổi thủ tục")
        ordering = ("decision_id", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="abolish", version__isnull=True) | (~Q(kind="abolish") & Q(version__isnull=False)),
                name="change_brings_a_version_or_ends",
            ),
            models.CheckConstraint(
                condition=Q(kind="replace", replaced__isnull=False) | (~Q(kind="replace") & Q(replaced__isnull=True)),
                name="change_names_what_it_replaces",
            ),
            models.CheckConstraint(
                condition=Q(replaced__isnull=True) | ~Q(replaced=F("procedure")), name="change_replaces_another"
            ),
            # One decision at a time works on a procedure; the second is told which one does.
            models.UniqueConstraint(
                fields=("procedure",), condition=Q(is_open=True), name="change_one_open_a_procedure"
            ),
            models.UniqueConstraint(
                fields=("replaced",), condition=Q(is_open=True), name="change_one_open_a_replaced_procedure"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.procedure_id}"
