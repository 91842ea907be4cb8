"""Terms of the hotline that depart from those written in `hotline.due_times`: dated, reasoned, decided by two."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotline.kinds import Kind, Severity


class Clock(models.TextChoices):
    """What runs for a ticket; the words of `hotline.due_times.Terms`."""

    TRANSFER = "transfer", _("Chuyển đến cơ quan giải quyết")
    ANSWER = "answer", _("Trả lời")
    UPDATE = "update", _("Báo tiến độ, sau mỗi")
    TO_SUPERVISOR = "to_supervisor", _("Từ người đứng đầu lên bộ phận giám sát, sau")
    TO_CHAIR = "to_chair", _("Từ bộ phận giám sát lên Văn phòng Chủ tịch, sau")


class TimeUnit(models.TextChoices):
    """The units of `units.working_time` that laws on answers use."""

    WORKING_HOUR = "working_hour", _("giờ làm việc")
    WORKING_DAY = "working_day", _("ngày làm việc")
    DAY = "day", _("ngày")


class DueTerm(models.Model):
    """One term, for tickets received on `valid_from` or later; of one kind (else "") about one unit (else None).

    A row is proposed, then decided once by somebody else; a trigger refuses every other change, a deletion, and an
    approval on or after the day from which it holds: no ticket that runs is ever moved.
    """

    clock = models.CharField(max_length=13, choices=Clock.choices)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    kind = models.CharField(max_length=20, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount = models.PositiveSmallIntegerField()
    time_unit = models.CharField(max_length=12, choices=TimeUnit.choices)
    legal_source = models.CharField(max_length=300)
    reason = models.CharField(max_length=1000)
    valid_from = models.DateField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    is_approved = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=1000, blank=True)

    class Meta:
        """Two people; one approved term of a day for the same tickets."""

        verbose_name = _("Thời hạn của đường dây nóng")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="due_term_clock_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="due_term_severity_known"),
            models.CheckConstraint(condition=Q(kind="") | Q(kind__in=Kind.values), name="due_term_kind_known"),
            models.CheckConstraint(condition=Q(time_unit__in=TimeUnit.values), name="due_term_unit_known"),
            models.CheckConstraint(condition=Q(amount__range=(1, 999)), name="due_term_has_a_length"),
            models.CheckConstraint(condition=~Q(legal_source="") & ~Q(reason=""), name="due_term_says_why"),
            models.CheckConstraint(
                condition=Q(is_approved=None, decided_by=None, decided_at=None)
                | (
                    Q(is_approved__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="due_term_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["clock", "severity", "kind", "unit", "valid_from"],
                condition=Q(is_approved=True),
                nulls_distinct=False,
                name="due_term_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.severity}: {self.amount} {self.time_unit}, {self.valid_from}"

    @property
    def kind_name(self) -> str:
        """The kind in words, "" for every kind."""
        return str(Kind(self.kind).label) if self.kind else ""
