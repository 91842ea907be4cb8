"""Is this paper ours, unchanged, and does it still count? Asked by code, or with the PDF itself.

The answer says what the paper is, never what is in it: whoever holds the paper can read it, whoever found only the
code learns no personal data.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.documents import codes
from portal.documents.models import DocumentState, IssuedDocument
from portal.documents.signing import reading, registry, xml
from portal.documents.signing.reading import FoundSignature, Unreadable
from portal.documents.signing.xml import XmlNotOurs


class Outcome(StrEnum):
    """The one large answer."""

    TRUE = "true"
    CHANGED = "changed"
    RECALLED = "recalled"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """Why the answer is what it is; the page has the words."""

    IN_REGISTER = "in_register"
    STATE = "state"
    OTHER_BYTES = "other_bytes"
    ADDED_AFTER_SIGNING = "added_after_signing"
    NOT_A_PDF = "not_a_pdf"
    FOREIGN_SIGNATURE = "foreign_signature"
    OURS_NOT_IN_REGISTER = "ours_not_in_register"
    NOT_IN_REGISTER = "not_in_register"


@dataclass(frozen=True)
class Verification:
    """The answer with what stands behind it; `document` is None when nothing of ours was recognised."""

    outcome: Outcome
    reason: Reason
    document: IssuedDocument | None = None
    signer: str = ""
    signed_at: datetime | None = None


#: Where XML of ours names the verification code of its paper.
CODE_ELEMENT = "MaXacMinh"
OUTCOME_OF_STATE = {
    DocumentState.ACTIVE: (Outcome.TRUE, Reason.IN_REGISTER),
    DocumentState.REPLACED: (Outcome.REPLACED, Reason.STATE),
    DocumentState.RECALLED: (Outcome.RECALLED, Reason.STATE),
}


def verify_code(code: str) -> Verification:
    """Look a code up as people type it; unknown when nothing was issued under it."""
    document = _by_code(codes.tidy(code))
    return _known(document) if document else Verification(Outcome.UNKNOWN, Reason.NOT_IN_REGISTER)


def verify_pdf(pdf: bytes) -> Verification:
    """Judge a PDF by its bytes, its signatures and the code it carries. Nothing is stored."""
    document = IssuedDocument.objects.filter(sha256=hashlib.sha256(pdf).hexdigest()).first()
    if document is not None:
        return _known(document)
    claimed = _by_code(codes.marked_in(pdf))
    try:
        found = reading.signatures(pdf, registry.signer().trust_roots())
    except Unreadable:
        reason = Reason.OTHER_BYTES if claimed else Reason.NOT_A_PDF
        return _changed(claimed, reason, None) if claimed else Verification(Outcome.UNKNOWN, reason)
    return _not_as_issued(claimed, found)


def verify_file(content: bytes) -> Verification:
    """Judge a file that somebody hands in: a PDF, or the XML twin of a receipt. Nothing is stored."""
    return verify_xml(content) if xml.is_xml(content) else verify_pdf(content)


def verify_xml(content: bytes) -> Verification:
    """Judge an XML document by its signature, and by what became of the paper whose code the signature covers."""
    try:
        found = xml.verify(content, registry.signer().trust_roots())
    except XmlNotOurs:
        claimed = _by_code(codes.tidy(xml.claimed(content, CODE_ELEMENT)))
        unknown = Verification(Outcome.UNKNOWN, Reason.NOT_IN_REGISTER)
        return _changed(claimed, Reason.OTHER_BYTES, None) if claimed else unknown
    document = _by_code(codes.tidy(str(found.root.findtext(f".//{CODE_ELEMENT}") or "")))
    if document is None:
        return Verification(Outcome.UNKNOWN, Reason.OURS_NOT_IN_REGISTER, None, found.signer)
    return _known(document)


def _known(document: IssuedDocument) -> Verification:
    outcome, reason = OUTCOME_OF_STATE[DocumentState(document.state)]
    signer = document.signer_name if document.signed_at else ""  # a printed name is no digital signature
    return Verification(outcome, reason, document, signer, document.signed_at)


def _not_as_issued(claimed: IssuedDocument | None, found: list[FoundSignature]) -> Verification:
    ours = next((signature for signature in found if signature.trusted), None)
    if claimed is not None:
        return _changed(claimed, _why(ours), ours)
    if ours is not None and not (ours.intact and ours.is_last_word):
        return _changed(None, _why(ours), ours)
    shown = ours or (found[0] if found else None)
    if shown is None:
        return Verification(Outcome.UNKNOWN, Reason.NOT_IN_REGISTER)
    reason = Reason.OURS_NOT_IN_REGISTER if ours else Reason.FOREIGN_SIGNATURE
    return Verification(Outcome.UNKNOWN, reason, None, shown.signer, shown.signed_at)


def _why(ours: FoundSignature | None) -> Reason:
    return Reason.ADDED_AFTER_SIGNING if ours is not None and ours.intact else Reason.OTHER_BYTES


def _changed(document: IssuedDocument | None, reason: Reason, signature: FoundSignature | None) -> Verification:
    return Verification(
        Outcome.CHANGED,
        reason,
        document,
        signature.signer if signature else "",
        signature.signed_at if signature else None,
    )


def _by_code(code: str) -> IssuedDocument | None:
    if not code:
        return None
    return IssuedDocument.objects.filter(verification_code=code).first()
