"""Reading the signatures of a PDF that somebody hands in: whose, when, and whether the bytes changed since.

Nothing is fetched from anywhere. Trusted is what the caller's roots vouch for; a valid signature of anybody else is
reported as foreign, not as false.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from portal.documents.signing.loops import without_loop

log = structlog.get_logger(__name__)
HARMLESS = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
#: What a second signature may do to the first: fill in its own field.
SIGNING = HARMLESS | {ModificationLevel.FORM_FILLING}


class Unreadable(Exception):
    """The bytes are not a PDF that can be opened."""


@dataclass(frozen=True)
class FoundSignature:
    """One signature and what speaks for it.

    `intact`: no signed byte changed; `is_last_word`: nothing was added since; `only_signed_since`: nothing but further
    signatures and filled fields; `trusted`: its chain ends in a root that was given; `authority`: who vouches for it.
    """

    signer: str
    organisation: str
    signed_at: datetime | None
    intact: bool
    is_last_word: bool
    trusted: bool
    only_signed_since: bool = False
    authority: str = ""


def signatures(pdf: bytes, roots: Iterable[bytes], between: Iterable[bytes] = ()) -> list[FoundSignature]:
    """Return the signatures of a PDF in their order; Unreadable when it cannot be opened at all.

    `roots` and `between` are certificates (DER): where a trusted chain ends, and what it may pass unseen in the file.
    """
    context = ValidationContext(trust_roots=_loaded(roots), other_certs=_loaded(between), allow_fetching=False)
    try:
        found = list(PdfFileReader(io.BytesIO(pdf), strict=False).embedded_regular_signatures)
    except Exception as error:
        # A parser fed by strangers: one wrong byte makes pyHanko raise nearly anything (decimal.InvalidOperation,
        # NotImplementedError, struct.error), and none of it may become a 500.
        log.info("pdf_unreadable", error=type(error).__name__)
        raise Unreadable from error
    return [_read(signature, context) for signature in found]


def _loaded(certificates: Iterable[bytes]) -> list[asn1_x509.Certificate]:
    return [asn1_x509.Certificate.load(certificate) for certificate in certificates]


def _read(signature: EmbeddedPdfSignature, context: ValidationContext) -> FoundSignature:
    try:
        status = without_loop(lambda: validate_pdf_signature(signature, context))
    except Exception as error:  # noqa: BLE001 - as above: whatever a damaged signature raises, it does not hold
        log.info("signature_unreadable", error=type(error).__name__)
        return FoundSignature("", "", None, intact=False, is_last_word=False, trusted=False)
    subject = status.signing_cert.subject.native
    return FoundSignature(
        signer=str(subject.get("common_name", "")),
        organisation=str(subject.get("organization_name", "")),
        signed_at=_moment(status),
        intact=status.intact and status.valid,
        is_last_word=status.modification_level in HARMLESS,
        trusted=status.trusted,
        only_signed_since=status.modification_level in SIGNING,
        authority=str(status.signing_cert.issuer.native.get("common_name", "")),
    )


def _moment(status: PdfSignatureStatus) -> datetime | None:
    stamped = status.timestamp_validity
    return stamped.timestamp if stamped is not None else status.signer_reported_dt
