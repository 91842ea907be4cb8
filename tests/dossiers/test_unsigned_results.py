"""A province without a certificate: pages and messages promise no signature, and say that a result has none."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from dossiers import processing
from dossiers.models import Dossier, Paperwork
from portal.documents.models import IssuedDocument, Kind
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.desk import new_draft, page_url, signed_in, words
from tests.dossiers.desks import act, look
from tests.dossiers.world import World

NO_SIGNATURE = "kết quả được ban hành không có chữ ký số"
SIGNERS = pytest.mark.parametrize("signer", ["", "demo"])


@pytest.fixture(autouse=True)
def _signer(settings: Settings, signer: str) -> None:
    settings.DOCUMENT_SIGNER = signer


@SIGNERS
def test_the_leader_reads_it_before_approving(world: World, client: Client, signer: str) -> None:
    page = words(look(client, world.ward.leader, filings.awaiting_signature(world)))

    assert (NO_SIGNATURE in page) is (signer == "")
    assert ("Phê duyệt và ký số" in page) is (signer != "")
    assert ("Phê duyệt, không ký số" in page) is (signer == "")


@SIGNERS
def test_the_leader_reads_it_after_approving(world: World, client: Client, signer: str) -> None:
    dossier = filings.awaiting_signature(world)

    act(client, world.ward.leader, dossier, "approve")
    page = words(look(client, world.ward.leader, dossier))

    assert ("Kết quả đang được ký số." in page) is (signer != "")
    assert ("Kết quả được ban hành không có chữ ký số." in page) is (signer == "")
    assert ("Đang ký số kết quả" in page) is (signer != "")
    assert ("Đang lập kết quả, không có chữ ký số" in page) is (signer == "")


@SIGNERS
def test_a_failed_try_is_no_failed_signature_where_nothing_is_signed(world: World, client: Client, signer: str) -> None:
    dossier = filings.approved(world)
    Paperwork.objects.filter(kind=Paperwork.Kind.RESULT).update(problem="OSError: đĩa đầy", attempts=1)

    page = words(look(client, world.ward.leader, dossier))

    assert ("Lần ký vừa rồi không thành công" in page) is (signer != "")
    assert ("Lần lập kết quả vừa rồi không thành công" in page) is (signer == "")


@SIGNERS
def test_whoever_may_not_approve_is_promised_nothing(world: World, client: Client, signer: str) -> None:
    """Whoever drafted cannot approve: neither the button nor its warning stands there."""
    dossier = filings.awaiting_signature(world)
    dossier.result.drafted_by = world.ward.leader
    dossier.result.save(update_fields=["drafted_by"])

    page = words(look(client, world.ward.leader, dossier))

    assert "Bạn đã soạn dự thảo này" in page
    assert NO_SIGNATURE not in page
    assert "ký số" not in page


@pytest.mark.parametrize("signer", [""])
def test_the_owner_reads_that_the_result_has_no_signature(world: World, signer: str) -> None:
    dossier = stages.issued(world)

    page = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))

    assert "Bản điện tử này không có chữ ký số" in page
    assert " ký lúc " not in page
    assert "Kết quả được ban hành" in page


@pytest.mark.parametrize("signer", ["demo"])
def test_a_result_that_was_signed_stays_signed_when_the_signer_is_gone(
    world: World, settings: Settings, signer: str
) -> None:
    """What the page says of a document is what the document is, not what the settings say today."""
    dossier = stages.issued(world)
    document = IssuedDocument.objects.get(kind=Kind.RESULT)
    assert document.signed_at is None
    settings.DOCUMENT_SIGNER = ""
    now = Dossier.objects.get(pk=dossier.pk).result.signed_at
    signed = IssuedDocument.objects.create(
        verification_code="AAAA-BBBB-CCCC", kind=Kind.RESULT, number="2", title="Giấy khai sinh", unit_name="Phường",
        signer_name="Phạm Quốc Bảo", signed_at=now, sha256="f" * 64, stored=document.stored,
    )  # fmt: skip
    type(dossier.result).objects.filter(pk=dossier.result.pk).update(document=signed)

    page = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))

    assert "do Phạm Quốc Bảo ký lúc" in page
    assert "không có chữ ký số" not in page


@SIGNERS
def test_what_is_promised_while_filing(world: World, signer: str) -> None:
    client = signed_in(world.mother)
    dossier = filings.submitted(world)

    choice = words(client.get(page_url(new_draft(world), "delivery")))
    sent = words(client.get(reverse("dossiers:sent", args=[dossier.code])))

    assert ("Bản có chữ ký số, tải về ngay khi có" in choice) is (signer != "")
    assert ("Bản điện tử không có chữ ký số" in choice) is (signer == "")
    assert ("kết quả có chữ ký số" in sent) is (signer != "")
    assert ("Bạn tải kết quả tại trang hồ sơ này." in sent) is (signer == "")


@SIGNERS
def test_the_message_tells_a_signature_only_where_there_is_one(world: World, signer: str) -> None:
    stages.issued(world)

    last = OutboxMessage.objects.filter(channel="email").latest("pk").payload["text"]

    assert ("kết quả đã được ký số" in last) is (signer != "")
    assert ("kết quả đã được ban hành" in last) is (signer == "")


@SIGNERS
def test_approving_is_the_same_act_either_way(world: World, signer: str) -> None:
    """Luật GDĐT: the approval is the leader's; the signature is the document's."""
    dossier = filings.awaiting_signature(world)

    processing.approve(dossier, world.ward.leader)

    result = Dossier.objects.get(pk=dossier.pk).result
    assert result.approved_by == world.ward.leader
    assert result.document is None
    assert Paperwork.objects.filter(dossier=dossier, kind=Paperwork.Kind.RESULT, made_at=None).count() == 1
