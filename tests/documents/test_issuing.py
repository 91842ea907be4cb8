"""The register of documents is append-only: what was issued stays, only its state moves, once."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, transaction

from portal.documents import issuing
from portal.documents.models import DocumentState, IssuedDocument, Kind
from portal.files import store
from tests.documents import samples
from tests.documents.factories import make_document
from tests.files import contents

pytestmark = pytest.mark.django_db


def test_document_is_entered_with_the_bytes_it_was_issued_with() -> None:
    document = make_document()
    pdf = issuing.content(document)
    assert document.sha256 == hashlib.sha256(pdf).hexdigest()
    assert document.state == DocumentState.ACTIVE
    assert document.signed_at is None
    assert issuing.verification_url(document).endswith(f"/xac-minh/{document.verification_code}/")


def test_signed_document_is_entered_with_the_signed_bytes() -> None:
    document = make_document(sign=True)
    assert document.signed_at is not None
    assert document.signer_name == "Phạm Thị Hoàng Oanh"
    assert b"/ETSI.CAdES.detached" in issuing.content(document)


def test_signature_without_a_name_enters_nothing() -> None:
    with pytest.raises(ValueError, match="name"):
        issuing.issue(Kind.RESULT, "1", "Giấy", samples.CODE, samples.WARD, contents.pdf(), sign=True)
    assert not IssuedDocument.objects.exists()


def test_stored_content_of_a_document_is_never_discarded() -> None:
    document = make_document()
    assert store.discard(document.stored) is False


def test_recall_says_why_and_is_final() -> None:
    document = issuing.recall(make_document(), "Ghi sai ngày sinh")
    assert (document.state, document.state_reason) == (DocumentState.RECALLED, "Ghi sai ngày sinh")
    assert document.state_changed_at is not None
    with pytest.raises(issuing.NotActive):
        issuing.recall(document, "lần nữa")
    with pytest.raises(issuing.NotActive):
        issuing.replace(document, make_document(), "lần nữa")


def test_replacement_points_to_its_successor() -> None:
    old, new = make_document(), make_document()
    issuing.replace(old, new, "Đính chính")
    old.refresh_from_db()
    assert (old.state, old.replaced_by) == (DocumentState.REPLACED, new)


@pytest.mark.parametrize(
    "change",
    [{"number": "2"}, {"sha256": "0" * 64}, {"signer_name": "Người khác"}, {"verification_code": "AAAA-AAAA-AAAA"}],
)
def test_database_refuses_any_change_of_an_issued_document(change: dict[str, str]) -> None:
    document = make_document()
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(**change)


def test_database_refuses_deletion_and_coming_back_to_life() -> None:
    document = issuing.recall(make_document(), "Ghi sai")
    with pytest.raises(IntegrityError, match="cannot be deleted"), transaction.atomic():
        document.delete()
    with pytest.raises(IntegrityError, match="stays so"), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(state="active", state_reason="", state_changed_at=None)


@pytest.mark.parametrize("change", [{"state": "recalled"}, {"state": "lost"}])
def test_database_refuses_a_state_without_reason_or_meaning(change: dict[str, str]) -> None:
    document = make_document()
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.filter(pk=document.pk).update(**change)
