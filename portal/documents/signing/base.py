"""What a signer does. A driver may sign here, on a token, or at a remote trust service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class SigningUnavailable(Exception):
    """The signature cannot be made now; the message says why. Nothing was changed."""


@dataclass(frozen=True)
class PageBox:
    """Where the visible signature goes: page from 0, corners in points from the lower left."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


class Signer(Protocol):
    """A way to sign PDFs with PAdES, and XML with XMLDSig."""

    name: str

    def sign(
        self,
        pdf: bytes,
        *,
        signer_name: str,
        signer_unit: str,
        reason: str,
        page_box: PageBox | None = None,
    ) -> bytes:
        """Return the signed PDF, the old bytes untouched before the signature; SigningUnavailable, ValueError."""
        ...

    def sign_xml(self, content: bytes, *, signer_name: str, signer_unit: str) -> bytes:
        """Return the XML document with an enveloped signature (XMLDSig); SigningUnavailable, ValueError."""
        ...

    def trust_roots(self) -> list[bytes]:
        """Return the root certificates (DER) whose signatures the verification page accepts as ours."""
        ...
