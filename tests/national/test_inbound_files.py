"""Files of a message: fetched once, given to nobody before they are part of something, gone when nothing came of it."""

from __future__ import annotations

import http.client
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import LazySettings

from dossiers.statuses import PaperSource
from portal.accounts.models import User
from portal.files import uploads
from portal.files.models import Upload
from portal.files.refusals import UploadRefused
from portal.national.inbound import files
from portal.national.inbound.problems import Impossible, NotYet
from portal.outbox import outside
from tests.dossiers.filings import BIRTH_PAPER, png
from tests.national.handing_in import paper

pytestmark = pytest.mark.django_db

FIRST, SECOND = "https://tep.example.vn/tep?ma=bi-mat-1", "https://tep.example.vn/tep?ma=bi-mat-2"


class There:
    """What stands at the addresses: a status with a content, or an error."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes] | Exception] = {FIRST: (200, png()), SECOND: (200, png())}
        self.asked: list[str] = []
        self.let_in: list[list[str]] = []

    def get(self, address: str, most_bytes: int, ours: list[str]) -> tuple[int, bytes]:
        """Stand where fetching stands."""
        self.asked.append(address)
        self.let_in.append(list(ours))
        answer = self.answers[address]
        if isinstance(answer, Exception):
            raise answer
        return answer[0], answer[1][: most_bytes + 1]


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> There:
    made = There()
    monkeypatch.setattr(outside, "get", made.get)
    return made


def rows(*addresses: str) -> list[dict[str, str]]:
    return [paper(address, f"giay-{number}.png") for number, address in enumerate(addresses, start=1)]


def nothing_is_kept() -> bool:
    return not Upload.objects.exists()


def test_an_address_that_is_named_twice_is_fetched_once(there: There) -> None:
    found = files.fetched(rows(FIRST, FIRST, SECOND))
    assert there.asked == [FIRST, SECOND]
    assert {address: upload.name for address, upload in found.items()} == {FIRST: "giay-1.png", SECOND: "giay-3.png"}
    held = {(upload.owner, upload.client, upload.claimed_at) for upload in Upload.objects.all()}
    assert held == {(None, files.HOLDER, None)}


def test_papers_without_an_address_ask_nobody(there: There) -> None:
    assert files.fetched([paper(), {**paper(), "DuongDanTaiTepTin": ""}]) == {}
    assert there.asked == []


def test_a_paper_says_where_it_comes_from(there: There) -> None:
    told = [
        paper(FIRST),
        {"MaThanhPhanHoSo": "KQ.1", "DuocTaiSuDung": "1"},
        {"MaThanhPhanHoSo": "KQ.2", "DuocTaiSuDung": "0"},
        {**paper(SECOND), "MaThanhPhanHoSo": "KQ.3", "DuocTaiSuDung": "1"},
    ]
    found = files.fetched(told)
    papers = files.papers(told, found)
    assert [(one.component, one.source) for one in papers] == [
        (BIRTH_PAPER, PaperSource.UPLOADED),
        ("KQ.1", PaperSource.IN_DATABASE),
        ("KQ.2", PaperSource.BROUGHT),
        ("KQ.3", PaperSource.UPLOADED),
    ]
    assert [one.upload for one in papers] == [found[FIRST].public_id, None, None, found[SECOND].public_id]


def test_an_answer_that_may_change_is_asked_for_again(there: There) -> None:
    for status in (429, 500, 502, 503, 504):
        there.answers[FIRST] = (status, b"")
        with pytest.raises(NotYet, match=f"“giay-1.png”: bên gửi trả lời HTTP {status}"):
            files.fetched(rows(FIRST))


def test_an_answer_that_stays_is_not_asked_for_again(there: There) -> None:
    for status in (201, 204, 301, 302, 400, 401, 403, 404, 410):
        there.answers[FIRST] = (status, b"")
        with pytest.raises(Impossible, match=f"“giay-1.png”: bên gửi trả lời HTTP {status}"):
            files.fetched(rows(FIRST))
    assert nothing_is_kept()


def test_who_does_not_answer_is_asked_again_and_the_fault_is_named_by_its_kind(there: There) -> None:
    for error in (
        TimeoutError(f"{FIRST} took too long"),
        ConnectionRefusedError(FIRST),
        OSError(FIRST),
        http.client.BadStatusLine(FIRST),
        http.client.IncompleteRead(b"x"),
        UnicodeError(FIRST),
    ):
        there.answers[FIRST] = error
        with pytest.raises(NotYet) as told:
            files.fetched(rows(FIRST))
        assert type(error).__name__ in str(told.value)
        assert "bi-mat" not in str(told.value)


def test_an_address_that_we_never_fetch_is_no_use_to_try_again(there: There) -> None:
    there.answers[FIRST] = outside.Forbidden("the host is inside our own network")
    with pytest.raises(Impossible, match="ngoài mạng nội bộ") as told:
        files.fetched(rows(FIRST))
    assert "bi-mat" not in str(told.value)


def test_what_was_fetched_before_the_one_that_fails_is_dropped(there: There) -> None:
    for failure in ((404, b""), (503, b""), TimeoutError("late"), outside.Forbidden("no")):
        there.answers[SECOND] = failure
        with pytest.raises((NotYet, Impossible)):
            files.fetched(rows(FIRST, SECOND))
        assert nothing_is_kept(), failure


def test_a_file_that_no_upload_may_be_ends_the_message(there: There, settings: LazySettings) -> None:
    settings.UPLOAD_MAX_BYTES = 3_000
    for content in (b"", b"MZ\x90\x00", b"\x89PNG\r\n\x1a\n" + b"x" * 5_000):
        there.answers[FIRST] = (200, content)
        with pytest.raises(Impossible):
            files.fetched(rows(FIRST))
    assert nothing_is_kept()


def test_while_too_much_lies_here_unused_it_waits(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_asked: Any, **_more: Any) -> Upload:
        raise UploadRefused("Chưa tải thêm được.", status=HTTPStatus.CONFLICT)

    monkeypatch.setattr(uploads, "receive", full)
    with pytest.raises(NotYet, match="Chưa tải thêm được"):
        files.fetched(rows(FIRST))


def test_the_host_of_the_national_portal_alone_is_let_in(there: There, settings: LazySettings) -> None:
    for address, let_in in (("", []), ("http://quoc-gia.noi-bo:8903/x", ["quoc-gia.noi-bo"])):
        settings.NATIONAL_PORTAL_URL = address
        files.drop(files.fetched(rows(FIRST)).values())
        assert there.let_in[-1] == let_in


def test_a_name_from_elsewhere_is_tidied(there: There) -> None:
    told = [{**paper(FIRST), "TenTepDinhKem": 'C:\\Lan\\..\\"gi<a>y".png'}]
    [upload] = files.fetched(told).values()
    assert not set(upload.name) & set('<>"\\/')
    assert upload.name.endswith(".png")


def test_what_is_handed_over_is_the_persons_own_and_nothing_else_is(there: There) -> None:
    found = files.fetched(rows(FIRST, SECOND))
    lan = User.objects.create_user(email="lan@example.vn", full_name="Nguyễn Thị Lan", password="Mot-Cua-2026")
    files.hand_to(lan, [found[FIRST]])
    owners = dict(Upload.objects.values_list("pk", "owner"))
    assert owners == {found[FIRST].pk: lan.pk, found[SECOND].pk: None}
    assert Upload.objects.get(pk=found[FIRST].pk).client == ""


def test_only_what_became_part_of_nothing_is_dropped(there: There) -> None:
    found = files.fetched(rows(FIRST, SECOND))
    uploads.claim([found[FIRST].public_id], None, client=files.HOLDER)
    files.drop_unclaimed(found.values())
    assert list(Upload.objects.values_list("pk", flat=True)) == [found[FIRST].pk]
    files.drop_unclaimed([])
    files.drop([])
    assert Upload.objects.count() == 1


def test_a_file_without_a_name_is_called_after_what_it_is(there: There) -> None:
    nameless = {name: value for name, value in paper(FIRST).items() if name != "TenTepDinhKem"}
    [upload] = files.fetched([nameless]).values()
    assert upload.name == "tai-lieu.png"
    there.answers[FIRST] = (200, b"ai biet la gi")
    with pytest.raises(Impossible, match="tai-lieu"):
        files.fetched([nameless])
