"""The verification page as strangers use it: both languages, no JavaScript, any file, any typing, any method."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from portal.documents import codes, issuing, pages, throttling
from portal.documents.models import IssuedDocument, Kind
from portal.documents.verification import Outcome, Reason
from portal.files.models import StoredFile, Upload
from tests.documents import samples
from tests.documents.factories import make_document, signed_birth_certificate
from tests.files import contents, hostile
from tests.files.factories import sent

pytestmark = pytest.mark.django_db
URL = "/xac-minh/"
TITLES = {
    Outcome.TRUE: ("Giấy này là thật và đang có hiệu lực", "This document is genuine and in force"),
    Outcome.CHANGED: ("Tệp này đã bị thay đổi", "changed"),
    Outcome.RECALLED: ("đã bị thu hồi", "recalled"),
    Outcome.REPLACED: ("đã được thay bằng giấy khác", "replaced"),
    Outcome.UNKNOWN: ("Không tìm thấy giấy này", "not found"),
}


@pytest.fixture
def client() -> Client:
    cache.clear()
    return Client(HTTP_ACCEPT_LANGUAGE="vi")


@pytest.fixture
def english() -> Client:
    cache.clear()
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def document_in(outcome: Outcome) -> IssuedDocument:
    """A document that is in that state."""
    document = make_document()
    if outcome is Outcome.RECALLED:
        return issuing.recall(document, "Ghi sai ngày sinh")
    if outcome is Outcome.REPLACED:
        return issuing.replace(document, make_document(), "Đính chính")
    return document


def heading(page: str) -> str:
    """The one large answer."""
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert len(found) == 1
    return str(found[0]).strip()


@pytest.mark.parametrize("outcome", [Outcome.TRUE, Outcome.RECALLED, Outcome.REPLACED])
def test_each_state_has_its_own_large_answer_in_both_languages(client: Client, outcome: Outcome) -> None:
    document = document_in(outcome)
    said = {}
    for language in ("vi", "en"):
        page = client.get(f"{URL}{document.verification_code}/", headers={"Accept-Language": language})
        said[language] = heading(page.content.decode())
        assert f'lang="{language}"' in page.content.decode()
    assert TITLES[outcome][0] in said["vi"]
    assert said["en"] != said["vi"]
    assert TITLES[outcome][1].lower() in said["en"].lower() or said["en"].isascii()


def test_every_outcome_and_reason_has_words() -> None:
    assert set(pages.ANSWERS) == set(Outcome)
    assert set(pages.REASONS) == set(Reason)
    assert len({str(answer.title) for answer in pages.ANSWERS.values()}) == len(Outcome)


def test_only_a_true_answer_is_green() -> None:
    assert [outcome for outcome, answer in pages.ANSWERS.items() if answer.tone == "true"] == [Outcome.TRUE]


class TestTyping:
    TYPINGS: dict[str, Callable[[str], str]] = {
        "lower case": str.lower,
        "spaces for dashes": lambda code: code.replace("-", " "),
        "no dashes": lambda code: code.replace("-", ""),
        "a space after each letter": " ".join,
        "long dashes": lambda code: code.replace("-", "—"),
        "dots": lambda code: code.replace("-", "."),
        "tabs and line ends around it": lambda code: f"\t{code}\n",
        "underscores": lambda code: code.replace("-", "_"),
    }

    @pytest.mark.parametrize("how", TYPINGS)
    def test_however_it_is_typed_it_is_found(self, client: Client, how: str) -> None:
        document = make_document()
        typed = self.TYPINGS[how](document.verification_code)
        page = client.get(URL, {"code": typed}, follow=True)
        assert TITLES[Outcome.TRUE][0] in heading(page.content.decode())

    @pytest.mark.parametrize(
        "typed",
        [
            "0000-0000-0000",
            "ABCD-EFGH-IJKL",
            "ABCD-EFGH",
            "ĂBCD-EFGH-JKMN",
            "ABCD-EFGH-JKMN-PQRS",
            "a" * 5000,
            "\0",
            "🙂" * 12,
        ],
        ids=["digits", "look-alikes", "short", "accents", "four groups", "long", "nul", "pictures"],
    )
    def test_what_cannot_be_a_code_is_told_beside_the_field_and_kept(self, client: Client, typed: str) -> None:
        response = client.get(URL, {"code": typed})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        page = response.content.decode()
        assert 'href="#id_code"' in page
        assert 'aria-describedby="' in page
        if typed.isascii() and len(typed) < 41 and "\0" not in typed:
            assert f'value="{typed}"' in page

    def test_what_was_typed_is_shown_as_text(self, client: Client) -> None:
        page = client.get(URL, {"code": '"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;" in page

    @pytest.mark.parametrize(
        "address", ["..%2f..%2fetc", "%00", "%3Cscript%3E", "A" * 3000, "ABCD-EFGH-JKMN%0d%0aX: y"]
    )
    def test_addresses_that_are_no_code_are_not_found(self, client: Client, address: str) -> None:
        response = client.get(f"{URL}{address}/")
        assert response.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST}
        assert b"<script>" not in response.content
        assert "X" not in response.headers

    def test_an_address_in_lower_case_as_some_scanners_give_it_works(self, client: Client) -> None:
        document = make_document()
        response = client.get(f"{URL}{document.verification_code.lower()}/")
        assert response.status_code == HTTPStatus.OK

    def test_the_error_is_in_the_title_too_in_the_readers_language(self, client: Client, english: Client) -> None:
        said = [each.get(URL, {"code": "ABC"}).content.decode() for each in (client, english)]
        assert "Mã xác minh gồm 12 chữ và số" in said[0]
        assert "Mã xác minh gồm 12 chữ và số" not in said[1]


class TestHandingIn:
    @pytest.mark.parametrize(
        ("pdf", "outcome"),
        [
            (contents.pdf("Giấy của ai đó"), Outcome.UNKNOWN),
            (contents.picture(), Outcome.UNKNOWN),
            (contents.PROGRAM, Outcome.UNKNOWN),
            (contents.locked_pdf(), Outcome.UNKNOWN),
            (contents.pageless_pdf(), Outcome.UNKNOWN),
            (contents.docx(), Outcome.UNKNOWN),
            (b"%PDF-", Outcome.UNKNOWN),
            (hostile.pdf_of(b"1 0 R"), Outcome.UNKNOWN),
        ],
        ids=["somebody's", "picture", "program", "locked", "pageless", "document", "stub", "loop"],
    )
    def test_any_file_gets_an_answer_and_leaves_nothing(self, client: Client, pdf: bytes, outcome: Outcome) -> None:
        response = client.post(URL, {"pdf": sent(pdf, "giay.pdf")})
        assert response.status_code == HTTPStatus.OK
        assert TITLES[outcome][0] in heading(response.content.decode())
        assert not StoredFile.objects.exists()
        assert not Upload.objects.exists()

    def test_a_changed_copy_is_told_in_both_languages_and_never_called_in_force(
        self, client: Client, english: Client
    ) -> None:
        document = signed_birth_certificate()
        changed = issuing.content(document) + b" "
        for each, words in ((client, "Tệp này đã bị thay đổi"), (english, "differs from")):
            page = each.post(URL, {"pdf": sent(changed)}).content.decode()
            assert words in heading(page)
            assert "portal-answer--false" in page
            assert document.get_state_display() not in page

    def test_the_true_file_tells_signer_and_time_and_nothing_of_its_content(self, client: Client) -> None:
        page = client.post(URL, {"pdf": sent(issuing.content(signed_birth_certificate()))}).content.decode()
        assert "Phạm Thị Hoàng Oanh" in page
        for personal in ("Bảo Châu", "BẢO CHÂU", "Ngọc Ánh", "079326001234", samples.CODE):
            assert personal not in page

    def test_the_name_of_the_file_does_not_matter_nor_its_claimed_type(self, client: Client) -> None:
        file = sent(issuing.content(make_document()), "../../Giấy <b>khai</b> sinh.exe")
        file.content_type = "text/html"
        page = client.post(URL, {"pdf": file}).content.decode()
        assert TITLES[Outcome.TRUE][0] in heading(page)
        assert "<b>khai</b>" not in page

    def test_one_that_is_too_large_is_told_its_limit(self, client: Client, settings: Settings) -> None:
        settings.UPLOAD_MAX_BYTES = 1024 * 1024
        response = client.post(URL, {"pdf": sent(b"%PDF-" + b"\0" * (1024 * 1024))})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "tối đa 1 MB" in response.content.decode()

    def test_a_body_beyond_all_measure_is_refused_before_it_is_read(self, client: Client) -> None:
        response = client.generic("POST", URL, b"x", CONTENT_LENGTH=str(10**12))
        assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        assert "30 MB" in response.content.decode()

    def test_text_in_place_of_a_file_is_asked_for_again(self, client: Client) -> None:
        response = client.post(URL, {"pdf": "not a file"})
        assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Hãy chọn tệp cần kiểm tra." in response.content.decode()

    def test_a_form_of_another_site_cannot_hand_in(self) -> None:
        response = Client(enforce_csrf_checks=True).post(URL, {"pdf": sent(contents.pdf())})
        assert response.status_code == HTTPStatus.FORBIDDEN

    def test_handing_in_counts_as_a_look_too(self, client: Client) -> None:
        for _ in range(throttling.LOOKS_A_MINUTE):
            client.post(URL, {})
        response = client.post(URL, {"pdf": sent(contents.pdf())})
        assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "Hãy đợi một phút rồi thử lại." in response.content.decode()


class TestThePage:
    def test_it_works_without_scripts(self, client: Client) -> None:
        """Two plain forms: one that asks by address, one that sends the file."""
        page = client.get(URL).content.decode()
        forms = re.findall(r"<form[^>]*>", page)
        ours = [form for form in forms if f'action="{URL}"' in form]
        assert [re.search(r'method="(\w+)"', form).group(1) for form in ours] == ["get", "post"]  # type: ignore[union-attr]
        assert "onclick" not in page
        assert "onsubmit" not in page

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_other_methods_are_refused(self, client: Client, method: str) -> None:
        document = make_document()
        for address in (URL, f"{URL}{document.verification_code}/"):
            assert getattr(client, method)(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    def test_programs_that_only_look_whether_it_is_there_get_an_answer(self, client: Client) -> None:
        document = make_document()
        assert client.head(f"{URL}{document.verification_code}/").status_code == HTTPStatus.OK
        assert client.head(f"{URL}{codes.new_code()}/").status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("signed_in", [True, False])
    def test_nobody_needs_to_sign_in_and_who_does_sees_no_more(self, client: Client, signed_in: bool) -> None:
        from tests.accounts.factories import make_user

        if signed_in:
            client.force_login(make_user())
        page = client.get(f"{URL}{signed_birth_certificate().verification_code}/").content.decode()
        assert "Giấy khai sinh" in page
        assert "Bảo Châu" not in page

    def test_no_answer_is_kept_by_a_browser_or_a_proxy(self, client: Client) -> None:
        for response in (client.get(URL), client.get(f"{URL}{codes.new_code()}/"), client.post(URL, {})):
            assert "no-store" in response["Cache-Control"]

    def test_an_answer_costs_two_looks_into_the_register(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        document = make_document()
        with django_assert_num_queries(2):  # the document, and those in whose place it stands
            client.get(f"{URL}{document.verification_code}/")

    @pytest.mark.parametrize("kind", list(Kind))
    def test_every_kind_of_document_is_named_in_words(self, client: Client, kind: Kind) -> None:
        page = client.get(f"{URL}{make_document(kind=kind).verification_code}/").content.decode()
        assert str(kind.label) in page
        assert f">{kind.value}<" not in page


class TestThrottle:
    def test_two_addresses_do_not_count_together(self, client: Client) -> None:
        for _ in range(throttling.LOOKS_A_MINUTE + 1):
            last = client.get(f"{URL}{codes.new_code()}/", REMOTE_ADDR="203.0.113.7")
        assert last.status_code == HTTPStatus.TOO_MANY_REQUESTS
        other = client.get(f"{URL}{codes.new_code()}/", REMOTE_ADDR="203.0.113.8")
        assert other.status_code == HTTPStatus.NOT_FOUND

    def test_the_form_itself_can_be_opened_by_whoever_is_over(self, client: Client) -> None:
        for _ in range(throttling.LOOKS_A_MINUTE + 5):
            client.get(f"{URL}{codes.new_code()}/")
        assert client.get(URL).status_code == HTTPStatus.OK

    def test_the_count_ends_with_its_minute(self, client: Client) -> None:
        for _ in range(throttling.LOOKS_A_MINUTE + 1):
            client.get(f"{URL}{codes.new_code()}/")
        cache.delete("documents:looks:127.0.0.1")  # as the cache does after WINDOW_SECONDS
        assert client.get(f"{URL}{codes.new_code()}/").status_code == HTTPStatus.NOT_FOUND

    def test_a_count_lost_between_two_calls_stops_nobody(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        client.get(f"{URL}{codes.new_code()}/")

        def gone(key: str) -> int:
            raise ValueError(key)

        monkeypatch.setattr(cache, "incr", gone)
        assert client.get(f"{URL}{codes.new_code()}/").status_code == HTTPStatus.NOT_FOUND
