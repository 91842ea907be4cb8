"""Uploads over bad lines, by liars and by strangers: through the same addresses the browser uses."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from portal.accounts.models import User
from portal.files import cleaning, store, uploads
from portal.files.models import StoredFile, Upload, UploadPart, UploadState
from tests.accounts.factories import make_user
from tests.files import contents
from tests.files.factories import sent
from tests.files.test_cleaning import make_older
from tests.files.test_uploads_api import PIECES, URL, machine, send_piece

pytestmark = pytest.mark.django_db
CONTENT = contents.pdf("Giấy chứng sinh của bé")


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def client(owner: User) -> APIClient:
    return signed_in(owner)


def signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def begin(client: APIClient, size: int = len(CONTENT), name: str = "giay.pdf") -> str:
    url: str = client.post(URL, {"name": name, "size": size}, format="json").json()["url"]
    return url


def follow(client: APIClient, url: str, content: bytes, piece_bytes: int = 1500) -> dict[str, Any]:
    """Send a file as the page does: ask where the server stands, go on from there."""
    offset, said = int(client.head(url)["Upload-Offset"]), {}
    while offset < len(content):
        said = send_piece(client, url, offset, content[offset : offset + piece_bytes]).json()
        offset = said["offset"]
    return said


class TestOffsets:
    def test_pieces_out_of_order_are_sent_back_to_where_the_server_stands(self, client: APIClient) -> None:
        url = begin(client)
        for wrong in (len(CONTENT) - 10, 1, 10**14):
            answer = send_piece(client, url, wrong, CONTENT[-10:])
            assert (answer.status_code, answer.json()["offset"]) == (HTTPStatus.CONFLICT, 0)
        assert not UploadPart.objects.exists()
        assert follow(client, url, CONTENT)["state"] == "ready"

    @pytest.mark.parametrize("offset", ["9" * 5000, "٣", "0x10", " 5 5", "+1", "1e3", "NaN"])
    def test_an_offset_that_is_no_plain_number_is_a_400_not_a_crash(self, client: APIClient, offset: str) -> None:
        url = begin(client)
        answer = client.generic("PATCH", url, "x", content_type=PIECES, HTTP_UPLOAD_OFFSET=offset)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "Upload-Offset" in answer.content.decode()
        assert client.head(url)["Upload-Offset"] == "0"

    def test_more_than_was_declared_is_refused_and_not_kept(self, client: APIClient) -> None:
        url = begin(client, size=100)
        answer = send_piece(client, url, 0, CONTENT[:101])
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "dài hơn kích thước đã khai báo" in answer.json()["detail"]
        assert client.head(url)["Upload-Offset"] == "0"

    def test_an_empty_piece_changes_nothing(self, client: APIClient) -> None:
        url = begin(client)
        assert send_piece(client, url, 0, b"").json()["offset"] == 0
        assert not UploadPart.objects.exists()

    def test_a_declared_size_that_lies_is_found_in_the_content(self, client: APIClient) -> None:
        """Declared shorter than it is: the first part alone is a broken PDF, and is called so."""
        url = begin(client, size=len(CONTENT) - 200)
        said = send_piece(client, url, 0, CONTENT[: len(CONTENT) - 200]).json()
        assert said["state"] == "rejected"
        assert "bị hỏng hoặc chưa tải đủ" in said["problem"]

    @pytest.mark.parametrize("size", [10**30, -1, 1.5, True, None, "12px", [1], {"a": 1}])
    def test_a_size_that_is_none_opens_nothing(self, client: APIClient, size: Any) -> None:
        answer = client.post(URL, {"name": "giay.pdf", "size": size}, format="json")
        assert 400 <= answer.status_code < 500
        assert answer["Content-Type"] == "application/problem+json"
        assert not Upload.objects.exists()


class TestAfterABreak:
    def test_another_device_of_the_same_person_goes_on(self, owner: User) -> None:
        phone, laptop = signed_in(owner), signed_in(owner)
        url = begin(phone)
        send_piece(phone, url, 0, CONTENT[:2000])
        assert laptop.head(url)["Upload-Offset"] == "2000"
        assert follow(laptop, url, CONTENT)["state"] == "ready"

    def test_a_server_that_died_before_the_checks_makes_them_when_asked_again(
        self, client: APIClient, owner: User
    ) -> None:
        # given all bytes, and a worker process that was killed before it put them together
        url = begin(client)
        uploads.append(Upload.objects.get(), 0, CONTENT)
        # when the page asks where it stands, as it does after a broken line
        assert client.head(url)["Upload-Offset"] == str(len(CONTENT))
        # then the file is checked and can be attached
        upload = Upload.objects.get()
        assert upload.state == UploadState.READY
        assert uploads.claim([upload.public_id], owner) == [upload]

    def test_so_does_a_last_piece_that_is_sent_again(self, client: APIClient) -> None:
        url = begin(client)
        uploads.append(Upload.objects.get(), 0, CONTENT)
        answer = send_piece(client, url, 2000, CONTENT[2000:])
        assert (answer.status_code, answer.json()["offset"]) == (HTTPStatus.CONFLICT, len(CONTENT))
        assert Upload.objects.get().state == UploadState.READY

    def test_a_last_piece_sent_twice_after_the_checks_changes_nothing(self, client: APIClient) -> None:
        url = begin(client)
        follow(client, url, CONTENT)
        before = Upload.objects.values().get()
        answer = send_piece(client, url, len(CONTENT) - 10, CONTENT[-10:])
        assert answer.status_code == HTTPStatus.CONFLICT
        assert Upload.objects.values().get() == before

    def test_a_rejected_file_still_says_why_after_a_reload(self, client: APIClient) -> None:
        url = begin(client, size=len(contents.PROGRAM))
        first = send_piece(client, url, 0, contents.PROGRAM).json()
        again = client.get(url).json()
        assert again["state"] == "rejected"
        assert again["problem"] == first["problem"]
        assert again["sha256"] == again["mime"] == ""

    def test_an_upload_left_lying_too_long_is_gone_and_says_so(self, client: APIClient) -> None:
        url = begin(client)
        send_piece(client, url, 0, CONTENT[:500])
        make_older(31)
        cleaning.remove_abandoned()
        for answer in (client.head(url), send_piece(client, url, 500, CONTENT[500:]), client.delete(url)):
            assert answer.status_code == HTTPStatus.NOT_FOUND

    def test_one_that_is_still_being_sent_is_not_too_old(self, client: APIClient) -> None:
        """The clock runs from the last piece, not from the beginning."""
        url = begin(client)
        make_older(31)
        send_piece(client, url, 0, CONTENT[:500])
        assert cleaning.remove_abandoned() == 0
        assert follow(client, url, CONTENT)["state"] == "ready"

    def test_the_lifetime_is_the_setting(self, client: APIClient, settings: Settings) -> None:
        settings.UPLOAD_KEEP_UNCLAIMED_DAYS = 2
        begin(client)
        make_older(1)
        assert cleaning.remove_abandoned() == 0
        make_older(3)
        assert cleaning.remove_abandoned() == 1


class TestStrangers:
    def test_another_person_sees_and_changes_nothing(self, client: APIClient) -> None:
        url, stranger = begin(client), signed_in(make_user())
        send_piece(client, url, 0, CONTENT[:500])
        before = Upload.objects.values().get()
        for answer in (
            stranger.get(url),
            stranger.head(url),
            stranger.delete(url),
            send_piece(stranger, url, 500, CONTENT[500:]),
        ):
            assert answer.status_code == HTTPStatus.NOT_FOUND
            assert "giay.pdf" not in answer.content.decode()
        assert Upload.objects.values().get() == before

    def test_a_machine_does_not_see_what_a_person_sends_nor_the_other_way(self, client: APIClient) -> None:
        program = machine("uploads:write")
        persons, machines = begin(client), begin(program)
        assert program.get(persons).status_code == HTTPStatus.NOT_FOUND
        assert client.get(machines).status_code == HTTPStatus.NOT_FOUND

    def test_two_machines_do_not_see_each_others(self) -> None:
        first, second = machine("uploads:write"), machine("uploads:write dossiers:read")
        assert second.get(begin(first)).status_code == HTTPStatus.NOT_FOUND

    def test_a_form_of_another_site_cannot_upload_in_our_name(self, owner: User) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(owner)
        body = json.dumps({"name": "a.pdf", "size": 5})
        answer = browser.post(URL, body, content_type="application/json")
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert not Upload.objects.exists()

    @pytest.mark.parametrize("address", ["not-a-uuid", "00000000-0000-0000-0000-000000000000", "..%2f..%2fetc"])
    def test_addresses_that_lead_nowhere_are_404(self, client: APIClient, address: str) -> None:
        assert client.get(f"{URL}{address}/").status_code == HTTPStatus.NOT_FOUND


class TestAtOnce:
    """Two tabs, two workers: the row's lock decides, the other is told where things stand."""

    @staticmethod
    def together(*calls: Any) -> list[Any]:
        def run(call: Any) -> Any:
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(run, calls))

    @pytest.mark.django_db(transaction=True)
    def test_two_tabs_that_send_the_same_file_through_one_upload_make_it_once(self) -> None:
        owner = make_user()
        url = begin(signed_in(owner))
        said = self.together(*[lambda: follow(signed_in(owner), url, CONTENT, 700)] * 2)
        assert Upload.objects.get().state == UploadState.READY
        assert "ready" in {each.get("state") for each in said}
        stored = StoredFile.objects.get()
        assert store.open(stored) == CONTENT

    @pytest.mark.django_db(transaction=True)
    def test_finishing_from_two_sides_makes_one_content(self) -> None:
        upload = uploads.append(uploads.begin(make_user(), "giay.pdf", len(CONTENT)), 0, CONTENT)
        done = self.together(*[lambda: uploads.finish(upload)] * 3)
        assert {each.state for each in done} == {UploadState.READY}
        assert len({each.stored_id for each in done}) == 1
        assert StoredFile.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_deleting_while_it_is_attached_has_one_winner(self) -> None:
        owner = make_user()
        upload = uploads.receive(owner, sent(CONTENT))

        def attempt(call: Any) -> str:
            try:
                call()
            except uploads.UploadRefused:
                return "refused"
            except Upload.DoesNotExist:
                return "gone"
            return "done"

        said = self.together(
            lambda: attempt(lambda: uploads.claim([upload.public_id], owner)),
            lambda: attempt(lambda: uploads.delete_unused(upload)),
        )
        assert said.count("done") == 1
        if said[0] == "done":
            assert Upload.objects.get().claimed_at is not None
        else:
            assert not Upload.objects.exists()


def test_names_come_back_as_people_know_them(client: APIClient) -> None:
    answer = client.post(URL, {"name": r"C:\Ảnh của tôi\Giấy chứng sinh.PDF", "size": 10}, format="json")
    assert answer.json()["name"] == "Giấy chứng sinh.PDF"


def test_the_type_that_a_browser_claims_decides_nothing(client: APIClient) -> None:
    whole = sent(contents.PROGRAM, "giay.pdf")
    whole.content_type = "application/pdf"
    answer = client.post(URL, {"file": whole}, format="multipart")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not StoredFile.objects.exists()


def test_refusals_follow_the_language_of_who_asks(owner: User) -> None:
    said = []
    for language in ("vi", "en"):
        client = APIClient(headers={"Accept-Language": language})
        client.force_login(owner)
        said.append(client.post(URL, {"file": sent(b"", "giay.pdf")}, format="multipart").json()["detail"])
    assert "trống (0 byte)" in said[0]
    assert "is empty (0 bytes)" in said[1]
