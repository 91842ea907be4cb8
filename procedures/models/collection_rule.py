"""A dated setting: when the fees of a procedure are collected, and until when they are given back."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Channel, CollectionMoment, GivingBack
from procedures.models.version import DateRange


class CollectionRule(models.Model):
    """In force from a day up to, not including, another; empty places stand for every procedure or case.

    Announced versions do not say when their fees are due, so it stands beside them
    (docs/decisions/0024-when-fees-are-collected.md). Of several that fit, the one that says most counts.
    """

    procedure_code = models.CharField(_("mã thủ tục"), max_length=64, blank=True)
    case_key = models.CharField(_("trường hợp"), max_length=64, blank=True)
    channel = models.CharField(_("cách nộp"), max_length=10, choices=Channel, default=Channel.ANY)
    moment = models.CharField(_("thời điểm thu"), max_length=15, choices=CollectionMoment)
    working_days = models.PositiveSmallIntegerField(_("số ngày làm việc để nộp"), default=10)
    gives_back = models.CharField(_("hoàn trả"), max_length=15, choices=GivingBack, default=GivingBack.UNTIL_RECEIVED)
    legal_basis = models.TextField(_("căn cứ"))
    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)

    class Meta:
        verbose_name = _("thời điểm thu phí, lệ phí")
        verbose_name_plural = _("thời điểm thu phí, lệ phí")
        ordering = ("procedure_code", "case_key", "channel", "valid_from")
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="collection_channel_known"),
            models.CheckConstraint(condition=Q(moment__in=CollectionMoment.values), name="collection_moment_known"),
            models.CheckConstraint(condition=Q(gives_back__in=GivingBack.values), name="collection_giving_back_known"),
            models.CheckConstraint(condition=Q(working_days__gte=1), name="collection_leaves_time"),
            models.CheckConstraint(condition=~Q(legal_basis=""), name="collection_says_why"),
            models.CheckConstraint(
                condition=Q(case_key="") | ~Q(procedure_code=""), name="collection_case_of_procedure"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="collection_ends_after_start"
            ),
            ExclusionConstraint(
                name="collection_one_at_a_time",
                expressions=(
                    ("procedure_code", RangeOperators.EQUAL),
                    ("case_key", RangeOperators.EQUAL),
                    ("channel", RangeOperators.EQUAL),
                    (DateRange(F("valid_from"), F("valid_to"), RangeBoundary()), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure_code or '*'} {self.get_moment_display()}"
