"""A paper (thành phần hồ sơ) that a case asks for, or a remark that stands among them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import ComponentKind
from procedures.models.case import Case


class Component(models.Model):
    """A paper of the dossier (thành phần hồ sơ), with numbers of originals and copies."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="components")
    code = models.CharField(max_length=64, blank=True)
    name = models.TextField(_("tên giấy tờ"))
    originals = models.PositiveSmallIntegerField(_("bản chính"), default=1)
    copies = models.PositiveSmallIntegerField(_("bản sao"), default=0)
    required = models.BooleanField(_("bắt buộc"), default=True)
    kind = models.CharField(max_length=5, choices=ComponentKind, default=ComponentKind.PAPER)
    group = models.TextField(blank=True)
    form_name = models.TextField(_("tên mẫu đơn, tờ khai"), blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("thành phần hồ sơ")
        ordering = ("case_id", "position", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="component_name_given"),
            # A remark is nothing to hand in, so it can never be asked for.
            models.CheckConstraint(
                condition=Q(kind="paper") | Q(kind="note", required=False),
                name="component_note_is_never_required",
            ),
            models.UniqueConstraint(fields=("case", "code"), condition=~Q(code=""), name="component_code_once_a_case"),
        )

    def __str__(self) -> str:
        return self.name
