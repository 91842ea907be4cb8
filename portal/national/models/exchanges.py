"""What was said to the national portal and what it answered, kept for proof."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedJSONField


class KeptExchange(models.Model):
    """One call about one dossier, encrypted: it names people. Never the session under which it was made."""

    code = models.CharField(_("mã hồ sơ"), max_length=40)
    sequence = models.PositiveIntegerField(_("sự kiện"))
    service = models.CharField(_("dịch vụ"), max_length=40)
    sent = EncryptedJSONField(_("đã gửi"))
    answer = EncryptedJSONField(_("trả lời"))
    is_taken = models.BooleanField(_("được nhận"))
    at = models.DateTimeField(_("lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("bản tin đã trao đổi")
        indexes = [
            models.Index(fields=["code", "id"], name="national_exchange_of_dossier"),
            models.Index(fields=["at"], name="national_exchange_at"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.code}#{self.sequence}"
