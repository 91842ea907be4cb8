"""XML signatures (XMLDSig, enveloped, RSA-SHA256): what receipts and files for the tax office carry.

What a verified signature covers is the only thing to be read: the root of the document, and nothing beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

#: No DTD, no entity, no network: a receipt has none, and somebody else's file must not make us read any.
_PARSER: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class XmlNotOurs(Exception):
    """The file carries no signature that covers it and leads to a certificate we trust; the message says why."""


@dataclass(frozen=True)
class SignedXml:
    """What the signature covers, and whose it is."""

    root: Any
    signer: str


def sign(content: bytes, key: rsa.RSAPrivateKey, chain: list[x509.Certificate]) -> bytes:
    """The document with a signature inside its root, and the certificates that lead to the authority."""
    # Comments are covered too: text that one of them splits is read differently by different programs.
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_1_WITH_COMMENTS)
    signed = signer.sign(parse(content), key=key, cert=chain)
    written: bytes = etree.tostring(signed, xml_declaration=True, encoding="UTF-8")
    return written


def verify(content: bytes, trust_roots: list[bytes]) -> SignedXml:
    """The document that its signature covers. Raises XmlNotOurs."""
    anchors = b"".join(_pem(der) for der in trust_roots)
    if not anchors:
        raise XmlNotOurs("no authority is trusted here")
    config = SignatureConfiguration(location="./", expect_references=1)
    # Certificates for seals name an agency, no host: the web's rules about names of servers do not apply to them.
    any_name = x509.verification.ExtensionPolicy.permit_all()
    authority = x509.verification.ExtensionPolicy.webpki_defaults_ca()
    try:
        with NamedTemporaryFile(suffix=".pem") as trusted:  # the library reads authorities from a file only
            trusted.write(anchors)
            trusted.flush()
            found = XMLVerifier().verify(
                parse(content), ca_pem_file=trusted.name, expect_config=config, ee_policy=any_name, ca_policy=authority
            )
    except (SignXMLException, etree.XMLSyntaxError, ValueError, x509.verification.VerificationError) as error:
        raise XmlNotOurs(str(error)) from error
    assert not isinstance(found, list)  # noqa: S101 - one reference was asked for
    if found.signed_xml is None:
        raise XmlNotOurs("the signature covers no element")
    return SignedXml(found.signed_xml, _signer_of(found.signature_xml))


def is_xml(content: bytes) -> bool:
    """Whether a file looks like XML at all."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def claimed(content: bytes, name: str) -> str:
    """What an element says that no signature vouches for; "" when there is none or the file cannot be read."""
    try:
        return str(parse(content).findtext(f".//{name}") or "")
    except (etree.XMLSyntaxError, XmlNotOurs):
        return ""


def parse(content: bytes) -> Any:
    """The root of a document without any declaration of types. Raises XMLSyntaxError, XmlNotOurs."""
    root = etree.fromstring(content, etree.XMLParser(**_PARSER))
    if root.getroottree().docinfo.doctype:
        raise XmlNotOurs("a document of ours declares no types")
    return root


def _pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)


def _signer_of(signature: Any) -> str:
    names = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
    told = signature.findtext(".//ds:X509Certificate", namespaces=names)
    pem = f"-----BEGIN CERTIFICATE-----\n{told.strip()}\n-----END CERTIFICATE-----\n"
    subject = x509.load_pem_x509_certificate(pem.encode()).subject
    return str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
