"""The demonstration signer: PAdES-B-LT with the demonstration authority. Refuses to work outside demo mode."""

from __future__ import annotations

import io
from pathlib import Path

from asn1crypto import crl, keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.documents.signing import demo_ca, placing, stamp, xml
from portal.documents.signing.base import PageBox
from portal.documents.signing.loops import without_loop

LABEL = "Chứng thư số trình diễn"


def folder() -> Path:
    """Where the demonstration authority lives (DOCUMENT_CA_DIR, default PORTAL_VAR/ca)."""
    return Path(getattr(settings, "DOCUMENT_CA_DIR", "") or Path(settings.PORTAL_VAR) / "ca")


def require_demo_mode() -> None:
    """Stop with ImproperlyConfigured where real documents are issued."""
    if not getattr(settings, "PORTAL_DEMO", False):
        raise ImproperlyConfigured(
            "DOCUMENT_SIGNER=demo signs with a certificate nobody trusts; configure a real signer in production."
        )


class DemoSigner:
    """Signs in this process with keys on this machine's disk: for demonstration and tests."""

    name = "demo"

    def __init__(self) -> None:
        require_demo_mode()
        self.folder = folder()
        demo_ca.make(self.folder)

    def sign(
        self,
        pdf: bytes,
        *,
        signer_name: str,
        signer_unit: str,
        reason: str,
        page_box: PageBox | None = None,
    ) -> bytes:
        """Sign with a visible box, a local timestamp and what validation needs later (PAdES-B-LT).

        ValueError when the PDF cannot be opened or the signer has no name.
        """
        if not signer_name.strip():
            raise ValueError("a signature needs the signer's name")
        try:
            writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
            box = page_box or placing.find(writer.prev)
        except PdfError as error:
            raise ValueError("this is not a PDF that can be signed") from error
        return self._signed(writer, box, signer_name, signer_unit, reason)

    def sign_xml(self, content: bytes, *, signer_name: str, signer_unit: str) -> bytes:
        """Sign with the same certificate as PDFs; ValueError when the signer has no name."""
        if not signer_name.strip():
            raise ValueError("a signature needs the signer's name")
        holder = demo_ca.signer(self.folder, signer_name, signer_unit)
        issuing = demo_ca.holder(self.folder, demo_ca.ISSUING)
        return xml.sign(content, holder.key, [holder.certificate, issuing.certificate])

    def trust_roots(self) -> list[bytes]:
        """Return the root of the demonstration authority (DER)."""
        return [_der(demo_ca.holder(self.folder, demo_ca.ROOT))]

    def _signed(self, writer: IncrementalPdfFileWriter, box: PageBox, name: str, unit: str, reason: str) -> bytes:
        field_name = placing.free_field_name(writer.prev)
        spec = fields.SigFieldSpec(
            field_name,
            on_page=box.page,
            box=(round(box.x1), round(box.y1), round(box.x2), round(box.y2)),
        )
        pdf_signer = signers.PdfSigner(
            self._metadata(field_name, name, unit, reason),
            signer=_pyhanko_signer(demo_ca.signer(self.folder, name, unit), self._chain()),
            timestamper=self._timestamper(),
            stamp_style=stamp.style(signer_name=name, signer_unit=unit, signed_at=timezone.now(), label=LABEL),
            new_field_spec=spec,
        )
        output = io.BytesIO()
        without_loop(lambda: pdf_signer.sign_pdf(writer, output=output))
        return output.getvalue()

    def _metadata(self, field_name: str, name: str, unit: str, reason: str) -> signers.PdfSignatureMetadata:
        return signers.PdfSignatureMetadata(
            field_name=field_name,
            name=name,
            location=unit,
            reason=reason,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            embed_validation_info=True,
            validation_context=self._validation_context(),
        )

    def _validation_context(self) -> ValidationContext:
        return ValidationContext(
            trust_roots=[_asn1(demo_ca.holder(self.folder, demo_ca.ROOT))],
            other_certs=[_asn1(demo_ca.holder(self.folder, demo_ca.ISSUING))],
            crls=[crl.CertificateList.load(der) for der in demo_ca.revocation_lists(self.folder)],
            allow_fetching=False,
            revocation_mode="hard-fail",
        )

    def _chain(self) -> SimpleCertificateStore:
        own = (demo_ca.holder(self.folder, name) for name in (demo_ca.ISSUING, demo_ca.ROOT))
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([_asn1(holder) for holder in own])
        return store

    def _timestamper(self) -> DummyTimeStamper:
        holder = demo_ca.holder(self.folder, demo_ca.TIMESTAMP)
        return DummyTimeStamper(_asn1(holder), _private_key(holder), certs_to_embed=self._chain())


def _pyhanko_signer(holder: demo_ca.Holder, chain: SimpleCertificateStore) -> signers.SimpleSigner:
    return signers.SimpleSigner(
        signing_cert=_asn1(holder),
        signing_key=_private_key(holder),
        cert_registry=chain,
        embed_roots=True,
    )


def _der(holder: demo_ca.Holder) -> bytes:
    return holder.certificate.public_bytes(serialization.Encoding.DER)


def _asn1(holder: demo_ca.Holder) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(holder))


def _private_key(holder: demo_ca.Holder) -> keys.PrivateKeyInfo:
    der = holder.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return keys.PrivateKeyInfo.load(der)
