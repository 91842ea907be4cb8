"""Who did what with a rule on fees, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.fee_rule import FeeRule
from procedures.models.fee_rule_states import RuleAct


class FeeRuleAct(models.Model):
    """One act in the log of a rule; rows are never changed nor deleted (trigger)."""

    rule = models.ForeignKey(FeeRule, on_delete=models.PROTECT, related_name="acts")
    act = models.CharField(max_length=11, choices=RuleAct)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("nhật ký quy tắc phí, lệ phí")
        ordering = ("rule_id", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(act__in=RuleAct.values), name="fee_rule_act_known"),
            models.CheckConstraint(
                condition=~Q(act__in=("send_back", "withdraw", "propose_end", "refuse_end")) | ~Q(text=""),
                name="fee_rule_act_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule_id} {self.act}"
