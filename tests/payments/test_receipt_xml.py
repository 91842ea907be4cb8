"""The XML twin of a receipt: the same content under the unit's seal, worth nothing once anybody touched it."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from lxml import etree

from payments import receipts
from payments.models import Order, Receipt
from payments.receiving import receive
from payments.tasks import draw_receipts
from portal.documents.signing import demo_ca, registry, xml
from portal.documents.signing.base import SigningUnavailable
from portal.documents.signing.none import NoSigner
from portal.documents.verification import Outcome, Reason, verify_file
from portal.files import store
from tests.accounts.factories import make_user
from tests.payments.factories import CHARGE, FEE, make_account, place, report
from tests.payments.test_receipts import FREE

pytestmark = pytest.mark.django_db


def drawn(*lines: object, **fields: object) -> Order:
    """A paid order whose receipts are drawn and signed."""
    order = place(make_account(tax_code="0301234567"), *lines, **fields)  # type: ignore[arg-type]
    if order.due_dong:
        receive(report(order, order.due_dong))
    draw_receipts()
    return order


def content_of(receipt: Receipt) -> bytes:
    fresh = Receipt.objects.select_related("xml").get(pk=receipt.pk)
    assert fresh.xml is not None
    return store.open(fresh.xml)


@pytest.fixture
def receipt(undrawn: None) -> Receipt:
    """A receipt for a charge of two copies."""
    return drawn(CHARGE).receipts.get()


def test_it_says_what_the_pdf_says(receipt: Receipt) -> None:
    root = xml.verify(content_of(receipt), registry.signer().trust_roots()).root
    told = {
        name: root.findtext(f".//{name}") for name in ("KHMBLai", "KHBLai", "SBLai", "MST", "TgTTTBSo", "TgTTTBChu")
    }
    assert told == {
        "KHMBLai": receipt.template_symbol,
        "KHBLai": receipt.symbol,
        "SBLai": "1",
        "MST": "0301234567",
        "TgTTTBSo": "60000",
        "TgTTTBChu": "sáu mươi nghìn đồng",
    }
    assert root.findtext(".//NNop/Ten") == receipt.payer_name
    line = {part.tag: part.text for part in root.find(".//KThu")}
    assert line == {
        "STT": "1",
        "LKThu": "1",
        "TKThu": "Phí chứng thực",
        "SLuong": "2",
        "DGia": "30000",
        "MGiam": "0",
        "TTien": "60000",
    }


def test_fees_and_charges_have_twins_of_their_own_and_0_dong_has_one_too(undrawn: None) -> None:
    both = [content_of(each) for each in drawn(FEE, CHARGE).receipts.all()]
    assert [re.findall(rb"<LKThu>(.)</LKThu>", each) for each in both] == [[b"2"], [b"1"]]
    free = content_of(drawn(FREE).receipts.get())
    assert b"<TgTTTBSo>0</TgTTTBSo>" in free and "Nghị quyết 411".encode() in free


def test_the_seal_is_the_units_and_anybody_can_ask(receipt: Receipt, client: Client) -> None:
    found = verify_file(content_of(receipt))
    assert (found.outcome, found.document and found.document.pk) == (Outcome.TRUE, Receipt.objects.get().document_id)
    signed = xml.verify(content_of(receipt), registry.signer().trust_roots())
    assert receipt.unit.name.startswith(signed.signer)
    sent = SimpleUploadedFile("bien-lai.xml", content_of(receipt), "application/xml")
    page = client.post(reverse("documents:verify"), {"pdf": sent}, follow=True).content.decode()
    assert "Biên lai thu phí" in page and receipt.payer_name not in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<TgTTTBSo>60000", b"<TgTTTBSo>90000"),
        (b"<SBLai>1<", b"<SBLai>2<"),
        (b"<TgTTTBSo>60000", b"<TgTTTBSo>6<!-- -->0000"),
        (b"<SLuong>2<", b"<SLuong>2<!-- x --></SLuong><SLuong>3<"),
        (b"</DLBLai>", b"<Them>x</Them></DLBLai>"),
        (b"</BLai>", b"<DLBLai><NDBLai/></DLBLai></BLai>"),
    ],
)
def test_whatever_is_changed_is_told(receipt: Receipt, old: bytes, new: bytes) -> None:
    content = content_of(receipt)
    assert content.count(old) == 1
    changed = verify_file(content.replace(old, new))
    assert (changed.outcome, changed.reason) == (Outcome.CHANGED, Reason.OTHER_BYTES)


def test_a_signature_taken_off_or_made_by_somebody_else_is_none(receipt: Receipt, tmp_path: Path) -> None:
    root = etree.fromstring(content_of(receipt))
    signature = root.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
    root.remove(signature)
    bare = etree.tostring(root)
    assert verify_file(bare).outcome == Outcome.CHANGED
    # Somebody with an authority of their own signs the same words
    demo_ca.make(tmp_path / "ca")
    holder, issuing = demo_ca.signer(tmp_path / "ca", "X", "X"), demo_ca.holder(tmp_path / "ca", demo_ca.ISSUING)
    forged = xml.sign(bare, holder.key, [holder.certificate, issuing.certificate])
    assert verify_file(forged).outcome == Outcome.CHANGED
    theirs = demo_ca.holder(tmp_path / "ca", demo_ca.ROOT).certificate.public_bytes(serialization.Encoding.DER)
    assert xml.verify(forged, [theirs]).signer == "X"
    with pytest.raises(xml.XmlNotOurs, match="no authority"):
        xml.verify(forged, [])
    with pytest.raises(SigningUnavailable):
        NoSigner().sign_xml(bare, signer_name="X", signer_unit="X")


@pytest.mark.parametrize(
    "content",
    [
        b"<",
        b"<a/>",
        b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"<!DOCTYPE a [<!ENTITY x 'y'><!ENTITY z '&x;&x;&x;'>]><a><MaXacMinh>&z;</MaXacMinh></a>",
        b"<a><MaXacMinh>7KQM-X2PA-9RTE</MaXacMinh></a>",
        b"\xff\xfe<" + base64.b64encode(b"x" * 50),
    ],
)
def test_what_is_no_receipt_is_unknown_and_read_without_harm(content: bytes) -> None:
    assert verify_file(content).outcome == Outcome.UNKNOWN


def test_a_twin_that_was_replaced_or_cancelled_says_so(receipt: Receipt) -> None:
    first = Receipt.objects.get()
    new = receipts.replace(first, make_user(), reason="Sai họ tên", payer_name="Nguyễn Thị Hoà")
    draw_receipts()
    assert verify_file(content_of(first)).outcome == Outcome.REPLACED
    told = content_of(new).decode()
    assert "<BLTThe>" in told and f"<SBLai>{first.number}<" in told and "Sai họ tên" in told
    receipts.cancel(Receipt.objects.get(pk=new.pk), make_user(), reason="Lập trùng")
    assert verify_file(content_of(new)).outcome == Outcome.RECALLED


def test_only_the_payer_gets_it_and_it_is_set_once(undrawn: None) -> None:
    payer, other = make_user(), make_user()
    order = drawn(FEE, payer=payer)
    address = reverse("payments:receipt-xml", args=[order.code, order.receipts.get().pk])
    for user, status in ((payer, 200), (other, 404)):
        client = Client()
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == status
    client.force_login(payer)
    assert address in client.get(reverse("payments:order", args=[order.code])).content.decode()
    assert client.get(address)["Content-Type"] == "application/xml"
    assert Client().get(address).status_code == 302
    with pytest.raises(DatabaseError, match="is set once"), transaction.atomic():
        Receipt.objects.update(xml=None)
