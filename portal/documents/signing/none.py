"""No signer: a deployment without a certificate issues documents without signatures, and says so at its checks."""

from __future__ import annotations

from portal.documents.signing.base import PageBox, SigningUnavailable


class NoSigner:
    """Signs nothing and recognises no signature as ours; chosen by an empty DOCUMENT_SIGNER."""

    name = ""

    def sign(
        self,
        pdf: bytes,
        *,
        signer_name: str,
        signer_unit: str,
        reason: str,
        page_box: PageBox | None = None,
    ) -> bytes:
        """Refuse: SigningUnavailable."""
        raise SigningUnavailable("no signer is configured; set DOCUMENT_SIGNER")

    def sign_xml(self, content: bytes, *, signer_name: str, signer_unit: str) -> bytes:
        """Refuse: SigningUnavailable."""
        raise SigningUnavailable("no signer is configured; set DOCUMENT_SIGNER")

    def trust_roots(self) -> list[bytes]:
        """Return none."""
        return []
