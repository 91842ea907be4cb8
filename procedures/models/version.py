"""One version of a procedure: all that was announced, valid from a day until another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.choices import (
    Assurance,
    Competence,
    FilingPlace,
    Level,
    OnlineLevel,
    Source,
    SupplementClock,
    Target,
    VersionState,
)
from procedures.models.procedure import Field, Procedure

if TYPE_CHECKING:
    from procedures.models.case import Case
    from procedures.models.process import InternalProcess


class DateRange(Func):
    """PostgreSQL's daterange(from, to, bounds)."""

    function = "DATERANGE"
    output_field = DateRangeField()


class VersionQuerySet(models.QuerySet["ProcedureVersion"]):
    """Reads of versions, by who asks and by day."""

    def visible_to(self, user: object) -> VersionQuerySet:
        """What ``user`` may read: announced versions, past ones too, are open to everybody.

        NĐ 61/2018 Đ14: procedures are posted publicly. Drafts are for publishers' pages only.
        """
        return self.exclude(state=VersionState.DRAFT)

    def valid_on(self, on: date | None = None) -> VersionQuerySet:
        """The versions in force on a day (today in Viet Nam by default): one a procedure at most."""
        day = on or timezone.localdate()
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
            state__in=(VersionState.PUBLISHED, VersionState.RETIRED),
            valid_from__lte=day,
        )


class ProcedureVersion(models.Model):
    """A procedure as announced. Valid from ``valid_from`` up to, not including, ``valid_to``.

    Once published a trigger lets only ``state`` and ``valid_to`` change, here and beneath.
    ``doubts`` are marks on national text: ``[{flag, where, text}]``.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("phiên bản"))
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    valid_from = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)

    name = models.TextField(_("tên thủ tục"))
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="versions")
    levels = ArrayField(models.CharField(max_length=10, choices=Level), default=list)
    targets = ArrayField(models.CharField(max_length=15, choices=Target), default=list)
    online_level = models.CharField(max_length=10, choices=OnlineLevel)
    online_reason = models.TextField(blank=True)
    non_territorial = models.BooleanField(_("phi địa giới hành chính"), default=False)
    #: The day of the roadmap (lộ trình); none: since it was announced.
    non_territorial_from = models.DateField(_("phi địa giới từ ngày"), null=True, blank=True)
    filed_at = models.CharField(
        _("nơi nộp trực tuyến"),
        max_length=10,
        choices=FilingPlace,
        default=FilingPlace.HERE,
        db_default=Value(FilingPlace.HERE.value),
    )
    filed_at_reason = models.TextField(_("lý do nộp nơi khác"), blank=True, db_default=Value(""))
    #: How surely the session of somebody who files online must know them (docs/decisions/0041).
    assurance_level = models.PositiveSmallIntegerField(
        _("tài khoản cần có để nộp trực tuyến"),
        choices=Assurance,
        default=Assurance.ANY,
        db_default=Value(Assurance.ANY.value),
    )

    #: Sector law may let the term go on where it stood; without it NĐ 61/2018 Đ19(4) starts it from zero.
    clock_on_supplement = models.CharField(
        _("thời hạn sau khi bổ sung hồ sơ"),
        max_length=10,
        choices=SupplementClock,
        default=SupplementClock.RESTART,
        db_default=Value(SupplementClock.RESTART.value),
    )

    competence = models.CharField(max_length=20, choices=Competence)
    competent_department = models.CharField(max_length=64, blank=True)
    division = models.CharField(max_length=64, blank=True)
    executing_agency = models.TextField(_("cơ quan thực hiện"), blank=True)

    decision_number = models.CharField(_("số quyết định"), max_length=200, blank=True)
    decision_agency = models.TextField(_("cơ quan ban hành"), blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)

    requirements = models.TextField(_("yêu cầu, điều kiện"), blank=True)
    guide: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    results: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    legal_basis: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    #: Plain questions that lead to a case (case_questions.py); none: the cases themselves are offered.
    questions: models.JSONField[Any, Any] = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True
    )
    keywords = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    source = models.CharField(max_length=10, choices=Source)
    source_url = models.TextField(blank=True)
    sources: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    doubts: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản thủ tục")
        ordering = ("procedure_id", "-number")
        constraints = (
            models.UniqueConstraint(fields=("procedure", "number"), name="version_number_once_a_procedure"),
            models.UniqueConstraint(
                fields=("procedure", "source"),
                # Drafts of our own decisions are kept apart by `change_one_open_a_procedure`: a cancelled one stays.
                condition=Q(state="draft") & ~Q(source="local"),
                name="version_one_imported_draft",
            ),
            ExclusionConstraint(
                name="version_validity_does_not_overlap",
                expressions=(
                    ("procedure", RangeOperators.EQUAL),
                    (
                        DateRange(F("valid_from"), F("valid_to"), RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ),
                condition=Q(state__in=("published", "retired")),
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="version_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(valid_from__isnull=False),
                name="version_published_has_first_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="version_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | Q(valid_to__isnull=False),
                name="version_retired_has_last_day",
            ),
            models.CheckConstraint(
                condition=Q(online_level="full") | (Q(online_level__in=("partial", "none")) & ~Q(online_reason="")),
                name="version_not_fully_online_says_why",
            ),
            models.CheckConstraint(
                condition=Q(non_territorial_from__isnull=True) | Q(non_territorial=True),
                name="version_roadmap_date_of_non_territorial",
            ),
            models.CheckConstraint(
                condition=Q(filed_at="here", filed_at_reason="") | (Q(filed_at="national") & ~Q(filed_at_reason="")),
                name="version_filed_elsewhere_says_why",
            ),
            models.CheckConstraint(condition=Q(competence__in=Competence.values), name="version_competence_known"),
            models.CheckConstraint(
                condition=Q(clock_on_supplement__in=SupplementClock.values), name="version_supplement_clock_known"
            ),
            models.CheckConstraint(
                condition=Q(assurance_level__in=Assurance.values), name="version_assurance_level_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="version_name_given"),
            models.CheckConstraint(
                condition=Q(levels__contained_by=Level.values, levels__len__gt=0),
                name="version_levels_known",
            ),
            models.CheckConstraint(condition=Q(targets__contained_by=Target.values), name="version_targets_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def is_non_territorial(self, on: date | None = None) -> bool:
        """Whether any centre receives it on a day (today by default): announced so, and its roadmap day has come."""
        begins = self.non_territorial_from
        return self.non_territorial and (begins is None or begins <= (on or timezone.localdate()))

    def case(self, key: str) -> Case:
        """The case (trường hợp) called ``key``. KeyError when this version has none such."""
        for case in self.cases.all():
            if case.key == key:
                return case
        raise KeyError(key)

    def process(self, case: Case | None = None) -> InternalProcess | None:
        """The internal process of a case: its own when it has one, else the procedure's. One without steps is none."""
        processes = [process for process in self.processes.all() if process.steps.all()]
        own = [p for p in processes if case is not None and p.case_id == case.pk]
        shared = [p for p in processes if p.case_id is None]
        return next(iter(own + shared), None)
