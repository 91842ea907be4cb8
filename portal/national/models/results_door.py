"""Who asks for results that were issued here: agencies, what owners agreed to, every question, and files on offer."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedTextField
from portal.documents.models import IssuedDocument


class AskingAgency(models.Model):
    """One agency, or the national store, that asks at the door. `secret` signs what it sends.

    `legal_basis` names the law on which it asks without consent; empty: only for results that their owners agreed to.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Tên cơ quan"), max_length=120)
    agency_code = models.CharField(_("Mã định danh"), max_length=35, unique=True)
    secret = EncryptedTextField(_("Khóa ký câu hỏi"))
    legal_basis = models.CharField(_("Căn cứ pháp luật"), max_length=500, blank=True)
    asks_a_day = models.PositiveIntegerField(_("Số lần hỏi mỗi ngày"), default=1000)
    is_active = models.BooleanField(_("Đang cho hỏi"), default=True)
    #: Only where a demonstration's simulator introduced itself.
    is_simulated = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("Thêm lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("cơ quan hỏi kết quả")
        constraints = [
            models.CheckConstraint(name="asking_agency_named", condition=~Q(name="") & ~Q(agency_code="")),
            models.CheckConstraint(name="asking_agency_may_ask", condition=Q(asks_a_day__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class ResultConsent(models.Model):
    """A person lets one agency fetch results of theirs of one kind until a moment, or until they take it back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(AskingAgency, on_delete=models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner_index = models.CharField(max_length=64)
    result_code = models.CharField(max_length=64)
    words = models.TextField(_("nội dung đã đồng ý"))
    given_at = models.DateTimeField(_("lúc"), default=timezone.now)
    until = models.DateTimeField(_("đến"))
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True)

    class Meta:
        verbose_name = _("đồng ý cho lấy kết quả")
        indexes = [models.Index(name="result_consent_of_owner", fields=["owner_index", "-id"])]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.result_code}"

    @property
    def is_standing(self) -> bool:
        """Whether results may be fetched on it now."""
        return self.withdrawn_at is None and self.until > timezone.now()


class AskedFor(models.TextChoices):
    """What the door was asked for."""

    LOOK = "look", _("Tra cứu")
    FILE = "file", _("Lấy tệp")


class ResultAsk(models.Model):
    """One question of an agency: who asked, about whom, for which procedure, and on which ground something was given.

    Whose it was stands as a blind index only; a question counts once (`message_id`).
    """

    agency = models.ForeignKey(AskingAgency, on_delete=models.PROTECT, related_name="asks", db_index=False)
    message_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=AskedFor.choices)
    asked_at = models.DateTimeField(_("lúc"), default=timezone.now)
    owner_index = models.CharField(max_length=64, blank=True)
    procedure_code = models.CharField(max_length=40, blank=True)
    result_codes: models.JSONField[Any, Any] = models.JSONField(default=list)
    channel = models.CharField(max_length=1, blank=True)
    asker_name = EncryptedTextField(_("Người hỏi"), blank=True)
    asker_index = models.CharField(max_length=64, blank=True)
    #: On which grounds something was given, one or two of them; empty where nothing was.
    grounds: models.JSONField[Any, Any] = models.JSONField(default=list)
    given = models.PositiveSmallIntegerField(_("Số kết quả đã cho"), default=0)

    class Meta:
        verbose_name = _("lượt cơ quan khác hỏi kết quả")
        constraints = [
            models.UniqueConstraint(name="result_asked_once", fields=["agency", "message_id"]),
            models.CheckConstraint(name="result_ask_known", condition=Q(kind__in=AskedFor.values)),
        ]
        indexes = [
            models.Index(name="result_ask_of_owner", fields=["owner_index", "-id"], condition=~Q(owner_index="")),
            models.Index(name="result_ask_of_agency", fields=["agency", "asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.kind} {self.message_id}"


class ResultTicket(models.Model):
    """A file that an agency may fetch for some minutes, by a name that nobody guesses; only its digest is kept."""

    ask = models.ForeignKey(ResultAsk, on_delete=models.CASCADE, related_name="tickets")
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="+", db_index=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+", db_index=False)
    result_code = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tệp kết quả chờ lấy")
        indexes = [models.Index(name="result_ticket_ended", fields=["expires_at"])]

    def __str__(self) -> str:
        return f"{self.ask_id} {self.document_id}"


def standing_consents() -> QuerySet[ResultConsent]:
    """The consents on which results may be fetched now."""
    return ResultConsent.objects.filter(withdrawn_at=None, until__gt=timezone.now())
