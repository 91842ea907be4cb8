"""The dossier itself and the people in it. State changes go through `dossiers.lifecycle` only."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dossiers.statuses import (
    OPEN,
    RUNNING,
    Channel,
    DeliveryState,
    FinanceState,
    PartyKind,
    PartyRole,
    ResultDelivery,
    Status,
)
from dossiers.visibility import DossierQuerySet
from portal.accounts.fields import EncryptedJSONField, EncryptedTextField
from portal.accounts.identity import blind_index, mask

if TYPE_CHECKING:
    from dossiers.models.consultations import Consultation
    from dossiers.models.corrections import Correction
    from dossiers.models.transfers import PaperTransfer


#: How the client of a dossier that came over from another system begins; the system's name follows.
TAKEN_OVER = "old:"


class Dossier(models.Model):
    """One request of one owner for one case of one procedure version, under one code for life."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("Mã hồ sơ"), max_length=40, unique=True)
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    case = models.ForeignKey("procedures.Case", on_delete=models.PROTECT, related_name="+")
    process = models.ForeignKey("procedures.InternalProcess", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Nội dung yêu cầu giải quyết"), max_length=1000)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    receiving_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    competent_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    handling_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)

    status = models.PositiveSmallIntegerField(choices=Status.choices, default=Status.SUBMITTED)
    finance_state = models.CharField(max_length=10, choices=FinanceState.choices, default=FinanceState.NONE)
    delivery_state = models.CharField(max_length=12, choices=DeliveryState.choices, default=DeliveryState.NOTHING)
    last_sequence = models.PositiveIntegerField(default=0)

    form = EncryptedJSONField(default=dict)
    result_delivery = models.CharField(max_length=10, choices=ResultDelivery.choices)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    competent_received_at = models.DateTimeField(null=True, blank=True)
    clock_started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_sum = models.JSONField(default=dict)
    due_soon_from = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    due_soon_at = models.DateTimeField(null=True, blank=True)
    reception_due_at = models.DateTimeField(null=True, blank=True)
    late_reception_at = models.DateTimeField(null=True, blank=True)
    hand_over_due_at = models.DateTimeField(null=True, blank=True)
    late_hand_over_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    client_id = models.CharField(max_length=100, blank=True)
    submission_key = models.CharField(max_length=120, unique=True, null=True, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        """Partial indexes keep work lists as cheap with a full archive as with an empty one."""

        verbose_name = _("Hồ sơ")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=[int(s) for s in Status]), name="dossier_status_known"),
            models.CheckConstraint(
                condition=Q(handed_over_at=None) | Q(received_at__isnull=False), name="dossier_received_before_handover"
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiving_unit", "due_at"],
                name="dossier_open_receiving",
                condition=Q(status__in=[int(s) for s in OPEN]),
            ),
            models.Index(
                fields=["handling_unit", "due_at"],
                name="dossier_open_handling",
                condition=Q(status__in=[int(s) for s in OPEN]),
            ),
            models.Index(
                fields=["competent_unit", "due_at"],
                name="dossier_open_competent",
                condition=Q(status__in=[int(s) for s in OPEN]),
            ),
            # For whoever watches the whole province: most rows in the order of the list are theirs (`work_pages`).
            models.Index(
                fields=["due_at", "id"],
                name="dossier_open_due",
                condition=Q(status__in=[int(s) for s in OPEN]),
            ),
            models.Index(fields=["-submitted_at", "-id"], name="dossier_newest"),
            # What the worker has still to mark (`watched`): nothing that is marked already is read again.
            models.Index(
                fields=["due_soon_from"],
                name="dossier_to_mark_due_soon",
                condition=Q(status__in=[int(s) for s in RUNNING], due_soon_at=None),
            ),
            models.Index(
                fields=["due_at"],
                name="dossier_to_mark_overdue",
                condition=Q(status__in=[int(s) for s in RUNNING], overdue_at=None),
            ),
            models.Index(
                fields=["reception_due_at"],
                name="dossier_to_mark_reception",
                condition=Q(status=Status.SUBMITTED, late_reception_at=None),
            ),
            models.Index(
                fields=["hand_over_due_at"],
                name="dossier_to_mark_hand_over",
                condition=Q(status=Status.RECEIVED, late_hand_over_at=None),
            ),
            models.Index(fields=["submitted_by", "-submitted_at"], name="dossier_of_submitter"),
            # All of a unit, archive and all, newest first (`work_pages`); each stands for the index of its foreign key,
            # and that of the competent unit tells its board what came in.
            models.Index(fields=["receiving_unit", "submitted_at"], name="dossier_all_receiving"),
            models.Index(fields=["handling_unit", "submitted_at"], name="dossier_all_handling"),
            models.Index(fields=["competent_unit", "submitted_at"], name="dossier_in_by_competent"),
            models.Index(
                fields=["competent_unit", "finished_at"],
                name="dossier_out_by_competent",
                condition=Q(finished_at__isnull=False),
            ),
            # What came late in a month: the list of it (`responsibility.missed_sql`) asks in these very words.
            models.Index(
                fields=["due_at"],
                name="dossier_late",
                condition=Q(overdue_at__isnull=False)
                | Q(finished_at__gt=F("due_at"))
                | Q(finished_at=None, status__in=[int(s) for s in RUNNING]),
            ),
            models.Index(
                fields=["reception_due_at"],
                name="dossier_late_reception",
                condition=Q(late_reception_at__gte=F("reception_due_at")),
            ),
            models.Index(
                fields=["hand_over_due_at"],
                name="dossier_late_hand_over",
                condition=Q(late_hand_over_at__gte=F("hand_over_due_at")),
            ),
            models.Index(
                fields=["-finished_at", "-id"], name="dossier_settled", condition=Q(finished_at__isnull=False)
            ),
            # Stands for the index of the foreign key, too.
            models.Index(fields=["procedure_version", "-submitted_at"], name="dossier_of_version"),
            # Lists of REST: a system's own dossiers, however few they are among those of the province.
            models.Index(fields=["client_id", "id"], name="dossier_of_client", condition=~Q(client_id="")),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_taken_over(self) -> bool:
        """Whether it came over from an older system (`taking_over`)."""
        return self.client_id.startswith(TAKEN_OVER)

    @property
    def old_system(self) -> str:
        """The short name of the older system that it came over from; "" for those begun here."""
        return self.client_id.removeprefix(TAKEN_OVER) if self.is_taken_over else ""

    @property
    def is_open(self) -> bool:
        """Whether the agency still owes something."""
        return self.status in OPEN

    @cached_property
    def people(self) -> list[Party]:
        """The parties (prefetched ones where there are any); they are written once, at filing."""
        return list(self.parties.all())

    @cached_property
    def questions(self) -> list[Consultation]:
        """Questions to other units about it, read once for a page with what it shows of them."""
        return list(self.consultations.select_related("unit__calendar", "asking_unit", "closed_by", "upload__stored"))

    @cached_property
    def open_correction(self) -> Correction | None:
        """The correction of its result that is not issued yet, read once for the rules that ask."""
        return self.corrections.filter(document=None).first()

    @cached_property
    def transfers(self) -> list[PaperTransfer]:
        """The ways of its papers, oldest first: none of an online dossier, which costs no query."""
        if self.channel == Channel.ONLINE:
            return []
        return list(self.paper_transfers.select_related("from_unit", "to_unit", "confirmed_by"))

    @property
    def open_transfer(self) -> PaperTransfer | None:
        """The way that its papers are on now."""
        return next((transfer for transfer in self.transfers if transfer.arrived_at is None), None)

    @property
    def owner(self) -> Party:
        """The owner's party row."""
        return next(party for party in self.people if party.role == PartyRole.OWNER)

    @property
    def submitter(self) -> Party:
        """The party who filed; the owner where both are one."""
        return next((p for p in self.people if p.role == PartyRole.SUBMITTER), self.owner)


class Party(models.Model):
    """A person or organisation in a dossier, as they were on the day of filing."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=10, choices=PartyRole.choices)
    kind = models.CharField(max_length=12, choices=PartyKind.choices, default=PartyKind.CITIZEN)
    full_name = models.CharField(_("Họ, chữ đệm, tên"), max_length=200)
    id_number = EncryptedTextField(_("Số định danh"), blank=True)
    id_number_index = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone = models.CharField(_("Số điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    commune_code = models.CharField(max_length=10, blank=True)
    commune_name = models.CharField(max_length=120, blank=True)
    street = models.CharField(_("Số nhà, đường"), max_length=250, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One owner and at most one other submitter a dossier."""

        verbose_name = _("Người trong hồ sơ")
        constraints = [models.UniqueConstraint(fields=["dossier", "role"], name="party_one_per_role")]
        # Whoever calls the hotline is known by the number (`hotline.callers`).
        indexes = [models.Index(fields=["phone"], name="party_phone", condition=~Q(phone=""))]

    def __str__(self) -> str:
        return self.full_name

    def with_index(self) -> Party:
        """Itself, with the blind index of its identity number set (bulk_create skips `save`)."""
        self.id_number_index = blind_index(self.id_number) if self.id_number else ""
        return self

    @property
    def masked_id_number(self) -> str:
        """The identity number as lists show it."""
        return mask(self.id_number) if self.id_number else ""

    @property
    def address(self) -> str:
        """Street and commune in one line."""
        return ", ".join(part for part in (self.street, self.commune_name) if part)
