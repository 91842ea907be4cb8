"""Reading the signatures of a PDF that somebody hands in: whose, when, and whether the bytes changed since.

Nothing is fetched from anywhere. Trust is asked of our own signer's roots only; a valid signature of anybody else is
reported as foreign, not as false.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from portal.documents.signing.loops import without_loop

# What pyHanko raises on bytes that are no PDF, or a damaged one, found by feeding it such bytes.
UNREADABLE = (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError)
BROKEN_SIGNATURE = (*UNREADABLE, SigningError, SignatureValidationError, PathError, ValidationError)
HARMLESS = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}


class Unreadable(Exception):
    """The bytes are not a PDF that can be opened."""


@dataclass(frozen=True)
class FoundSignature:
    """One signature and what speaks for it.

    `intact`: no signed byte changed; `is_last_word`: nothing was added since; `trusted`: it is ours.
    """

    signer: str
    organisation: str
    signed_at: datetime | None
    intact: bool
    is_last_word: bool
    trusted: bool


def signatures(pdf: bytes, roots: Iterable[bytes]) -> list[FoundSignature]:
    """Return the signatures of a PDF in their order; Unreadable when it cannot be opened at all."""
    context = ValidationContext(trust_roots=[asn1_x509.Certificate.load(root) for root in roots], allow_fetching=False)
    try:
        found = list(PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures)
    except UNREADABLE as error:
        raise Unreadable from error
    return [_read(signature, context) for signature in found]


def _read(signature: EmbeddedPdfSignature, context: ValidationContext) -> FoundSignature:
    try:
        status = without_loop(lambda: validate_pdf_signature(signature, context))
    except BROKEN_SIGNATURE:
        return FoundSignature("", "", None, intact=False, is_last_word=False, trusted=False)
    subject = status.signing_cert.subject.native
    return FoundSignature(
        signer=str(subject.get("common_name", "")),
        organisation=str(subject.get("organization_name", "")),
        signed_at=_moment(status),
        intact=status.intact and status.valid,
        is_last_word=status.modification_level in HARMLESS,
        trusted=status.trusted,
    )


def _moment(status: PdfSignatureStatus) -> datetime | None:
    stamped = status.timestamp_validity
    return stamped.timestamp if stamped is not None else status.signer_reported_dt
