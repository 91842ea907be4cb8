"""A receipt that somebody changed: the code on it and the file itself each tell, and the dossier stays as it was."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dossiers import papermaking
from dossiers.models import Dossier, Paperwork
from portal.documents import issuing, verification
from portal.documents.models import IssuedDocument
from portal.documents.verification import Outcome
from tests.documents.reading import text_of
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World

TRUE = "Giấy này là thật"


def drawn(world: World) -> tuple[Dossier, IssuedDocument]:
    """A dossier just filed, and its acknowledgement as the worker drew and signed it."""
    dossier = filings.submitted(world)
    papermaking.make_waiting()
    document = dossier.paperwork.get(kind=Paperwork.Kind.ACKNOWLEDGEMENT).document
    assert document is not None
    return dossier, document


def handed_in(pdf: bytes) -> str:
    file = SimpleUploadedFile("giay-tiep-nhan.pdf", pdf, "application/pdf")
    return words(Client().post(reverse("documents:verify"), {"pdf": file}))


def test_every_change_of_the_file_is_told_and_the_original_stays_true(world: World) -> None:
    """One drawing, every way to spoil it: a byte, an end cut off, words added, a signature torn out."""
    dossier, document = drawn(world)
    pdf = issuing.content(document)
    middle = len(pdf) // 2
    signature = pdf.index(b"/ByteRange")
    spoiled = {
        "a byte in the middle": pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :],
        "a byte of the range that is signed": pdf[: signature + 12] + b"9" + pdf[signature + 13 :],
        "something behind it": pdf + b"\n% later\n",
        "its end cut off": pdf[:-400],
        "an update that adds an object": pdf + b"\n9999 0 obj\n<</Type/Annot>>\nendobj\ntrailer<</Prev 0>>\n%%EOF\n",
    }

    for name, copy in spoiled.items():
        assert verification.verify_pdf(copy).outcome != Outcome.TRUE, name
        assert TRUE not in handed_in(copy), name
    assert TRUE in handed_in(pdf)
    assert dossier.events.count() == 1


def test_the_code_on_it_opens_nothing_but_its_own_answer(world: World) -> None:
    """The QR leads to the register: it tells that the paper is true, not what the dossier holds."""
    _dossier, document = drawn(world)
    assert document.verification_code in text_of(issuing.content(document)).replace("\n", "")

    page = words(Client().get(reverse("documents:verified", args=[document.verification_code])))

    assert TRUE in page
    for private in (filings.LAN.id_number, filings.LAN.street, "Trần Nguyễn Bảo An", "901 234 567"):
        assert private not in page


def changed(code: str, place: int) -> str:
    other = "2" if code[place] != "2" else "3"
    return code[:place] + other + code[place + 1 :]


@pytest.mark.parametrize("place", [0, 5, 13])
def test_a_code_with_one_sign_changed_is_nobodys(world: World, undrawn: None, place: int) -> None:
    _dossier, document = drawn(world)

    answer = Client().get(f"/xac-minh/{changed(document.verification_code, place)}/")

    assert TRUE not in words(answer)


def test_a_recalled_receipt_says_so_to_everybody_and_stays_readable_to_the_owner(world: World, undrawn: None) -> None:
    """NĐ 61/2018 Đ21: a mistake is taken back openly; the owner still sees what they were given."""
    dossier, document = drawn(world)

    issuing.recall(document, "Ghi sai ngày hẹn.")

    page = words(Client().get(reverse("documents:verified", args=[document.verification_code])))
    assert TRUE not in page
    assert "thu hồi" in page
    own = signed_in(world.mother).get(reverse("dossiers:document", args=[dossier.code, "acknowledgement", 1]))
    assert own.status_code == 200


@pytest.mark.parametrize("kind", ["receipt", "result", "refusal", "supplement", "acknowledgment", "../../x"])
def test_a_document_that_was_never_made_is_not_found_under_any_name(world: World, undrawn: None, kind: str) -> None:
    dossier, _document = drawn(world)
    client = signed_in(world.mother)

    answer = client.get(f"/ho-so/{dossier.code}/van-ban/{kind}/1/")
    later = client.get(f"/ho-so/{dossier.code}/van-ban/acknowledgement/2/")

    assert (answer.status_code, later.status_code) == (404, 404)
