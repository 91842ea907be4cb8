"""A dated rule that exempts from a fee or lowers it, outside the frozen versions: it comes and goes by its own law."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Channel, FeeEffect

if TYPE_CHECKING:
    from portal.accounts.models import User
from procedures.models.fee_rule_states import RuleState


def _somebody() -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


@pghistory.track()
class FeeRule(models.Model):
    """One exemption or reduction, in force from a day up to, not including, another.

    Empty lists leave the question open: no ``procedure_codes`` means every procedure. ``group`` names people who
    must prove that they belong to it; "" is everybody. ``answers`` are those of the e-form that it asks for:
    ``{"is_on_time": ["yes"]}``. Domain: NQ 411/NQ-HĐND 29/9/2025, TT 117/2026/TT-BTC (domain.md 7.2).

    Rules of the starter (not ``is_local``) belong to the release. A publisher's begins as a draft, and once it is in
    force only its end may change (trigger): ``ends_on`` is the end that somebody proposes, and becomes ``valid_to``
    when another approves. State changes only in `procedures.fee_desk.deciding`.
    """

    key = models.SlugField(_("mã quy tắc"), max_length=64, unique=True)
    text = models.TextField(_("giải thích cho người dân"))
    province = models.CharField(_("tỉnh, thành phố"), max_length=2, blank=True)

    fee_codes = ArrayField(models.CharField(max_length=64), verbose_name=_("mã phí, lệ phí"), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=10), verbose_name=_("loại khoản thu"), default=list, blank=True)
    procedure_codes = ArrayField(
        models.CharField(max_length=64), verbose_name=_("mã thủ tục"), default=list, blank=True
    )
    case_keys = ArrayField(models.CharField(max_length=64), verbose_name=_("trường hợp"), default=list, blank=True)
    channel = models.CharField(_("cách nộp"), max_length=10, choices=Channel, default=Channel.ANY)
    answers: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    group = models.SlugField(_("nhóm người được hưởng"), max_length=64, blank=True)
    group_name = models.TextField(_("tên nhóm"), blank=True)
    proof = models.TextField(_("giấy tờ chứng minh"), blank=True)

    effect = models.CharField(_("mức hưởng"), max_length=10, choices=FeeEffect)
    percent_off = models.PositiveSmallIntegerField(_("giảm (phần trăm)"), null=True, blank=True)
    amount_dong = models.BigIntegerField(_("mức thu (đồng)"), null=True, blank=True)

    valid_from = models.DateField(_("có hiệu lực từ"))
    valid_to = models.DateField(_("hết hiệu lực từ"), null=True, blank=True)
    legal_basis = models.TextField(_("căn cứ"))
    is_local = models.BooleanField(_("do cán bộ công bố sửa"), default=False)

    state = models.CharField(
        _("trạng thái"), max_length=10, choices=RuleState, default=RuleState.APPROVED, db_default="approved"
    )
    written_by = _somebody()
    approved_by = _somebody()
    approved_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(_("đề nghị hết hiệu lực từ"), null=True, blank=True)
    end_by = _somebody()
    end_approved_by = _somebody()

    class Meta:
        verbose_name = _("quy tắc miễn, giảm phí, lệ phí")
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                condition=Q(effect="exempt", percent_off=None, amount_dong=None)
                | Q(
                    effect="percent",
                    percent_off__isnull=False,
                    percent_off__gte=1,
                    percent_off__lte=99,
                    amount_dong=None,
                )
                | Q(effect="fixed", percent_off=None, amount_dong__isnull=False, amount_dong__gte=0),
                name="fee_rule_effect_is_told",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="fee_rule_channel_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="fee_rule_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(legal_basis="") & ~Q(text=""), name="fee_rule_says_why"),
            # Who must belong to a group is told by what it is proved.
            models.CheckConstraint(
                condition=Q(group="", group_name="", proof="") | (~Q(group="") & ~Q(group_name="") & ~Q(proof="")),
                name="fee_rule_group_has_proof",
            ),
            # Without any of these it would lower every fee there is.
            models.CheckConstraint(
                condition=Q(fee_codes__len__gt=0) | Q(procedure_codes__len__gt=0), name="fee_rule_names_fees"
            ),
            models.CheckConstraint(condition=Q(state__in=RuleState.values), name="fee_rule_state_known"),
            # Four eyes, for the beginning and for the end; whoever else wrote in it is told by the log (trigger).
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="fee_rule_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(end_approved_by__isnull=True) | ~Q(end_approved_by=F("end_by")),
                name="fee_rule_end_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(is_local=False)
                | ~Q(state="approved")
                | Q(written_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False),
                name="fee_rule_local_is_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(end_by__isnull=False), name="fee_rule_end_has_a_proposer"
            ),
        )

    def __str__(self) -> str:
        return self.key
