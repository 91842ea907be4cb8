"""Issuing documents: store the PDF, sign it when it is to be signed, and enter it in the register.

The QR on the page names the verification code, so the code is reserved before the page is rendered:
`reserve_code()` → render with it → `issue(..., verification_code=code)`. Whether somebody may sign is decided by
the caller; here is only how.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.documents import codes
from portal.documents.models import DocumentState, IssuedDocument, Kind
from portal.documents.signing import registry
from portal.files import store


class NotActive(Exception):
    """The document was replaced or recalled before; that is final."""


def reserve_code() -> str:
    """Return a fresh verification code to print into a document before it is issued."""
    return codes.new_code()


@transaction.atomic
def issue(
    kind: Kind | str,
    number: str,
    title: str,
    subject_ref: str,
    unit_name: str,
    pdf: bytes,
    signer_name: str = "",
    sign: bool = False,
    *,
    verification_code: str = "",
    reason: str = "",
) -> IssuedDocument:
    """Enter a PDF in the register, signed first when `sign`; in the caller's transaction.

    Where no signer is configured it is issued unsigned. `subject_ref` is the dossier code. Without `verification_code`
    the document has a code that is not printed on it.
    ValueError when a signature is asked for without a signer's name.
    """
    signed_at: datetime | None = None
    if sign:
        pdf, signed_at = _signed(pdf, signer_name, unit_name, reason or title)
    stored = store.save(pdf, title, "application/pdf")
    return IssuedDocument.objects.create(
        verification_code=verification_code or reserve_code(),
        kind=kind,
        number=number,
        title=title,
        subject_ref=subject_ref,
        unit_name=unit_name,
        signer_name=signer_name,
        signed_at=signed_at,
        sha256=stored.sha256,
        stored=stored,
    )


def _signed(pdf: bytes, signer_name: str, unit_name: str, reason: str) -> tuple[bytes, datetime | None]:
    """The PDF with its signature and the moment of it; as it was, and None, where no signer is configured."""
    if not signer_name.strip():
        raise ValueError("a signature needs the signer's name")
    if not registry.configured():
        return pdf, None
    signed_at = timezone.now()
    signer = registry.signer()
    return signer.sign(pdf, signer_name=signer_name, signer_unit=unit_name, reason=reason), signed_at


def content(document: IssuedDocument) -> bytes:
    """Return the PDF as it was issued."""
    return store.open(document.stored)


@transaction.atomic
def recall(document: IssuedDocument, reason: str) -> IssuedDocument:
    """Take a document back (NĐ 61/2018 Đ21: mistakes); NotActive when it was already replaced or recalled."""
    return _end(document, DocumentState.RECALLED, reason, None)


@transaction.atomic
def replace(document: IssuedDocument, by: IssuedDocument, reason: str) -> IssuedDocument:
    """Note that another document stands in its place; NotActive when it was already replaced or recalled."""
    return _end(document, DocumentState.REPLACED, reason, by)


def _end(document: IssuedDocument, state: DocumentState, reason: str, by: IssuedDocument | None) -> IssuedDocument:
    current = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if current.state != DocumentState.ACTIVE:
        raise NotActive(current.verification_code)
    current.state, current.state_reason, current.replaced_by = state, reason, by
    current.state_changed_at = timezone.now()
    current.save(update_fields=["state", "state_reason", "replaced_by", "state_changed_at"])
    return current


def code_url(code: str) -> str:
    """Return the absolute address that a QR leads to for a verification code."""
    return f"{settings.PORTAL_URL.rstrip('/')}{reverse('documents:verified', args=[code])}"


def verification_site() -> str:
    """Return the absolute address of the page where anyone types a code or hands in a PDF."""
    return f"{settings.PORTAL_URL.rstrip('/')}{reverse('documents:verify')}"


def verification_url(document: IssuedDocument) -> str:
    """Return the absolute address of a document's public verification page."""
    return code_url(document.verification_code)
