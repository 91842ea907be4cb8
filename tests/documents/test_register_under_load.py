"""The register and its numbers when many write at once, when something fails in the middle, and around new year."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from portal.documents import issuing, numbering
from portal.documents.issuing import NotActive
from portal.documents.models import DocumentState, IssuedDocument, Kind, NumberSeries
from portal.files import store
from portal.files.models import StoredFile
from tests.documents import samples
from tests.documents.factories import make_document
from tests.files import contents


def issue(pdf: bytes = b"", **changes: Any) -> IssuedDocument:
    """Issue an unsigned document."""
    facts: dict[str, Any] = {"kind": Kind.RECEIPT, "number": "1/TNHS", "title": "Giấy thử"} | changes
    return issuing.issue(
        facts.pop("kind"),
        facts.pop("number"),
        facts.pop("title"),
        samples.CODE,
        samples.WARD,
        pdf or contents.pdf(),
        **facts,
    )


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in threads of their own that start together; give what each returned or raised."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            ready.wait(10)
            return call()
        except (NotActive, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db
class TestIssuing:
    def test_the_same_bytes_are_entered_once(self) -> None:
        """A task that ran, lost its answer and runs again must not give one paper two entries."""
        issue()
        with pytest.raises(IntegrityError), transaction.atomic():
            issue()
        assert IssuedDocument.objects.count() == StoredFile.objects.count() == 1

    def test_a_code_belongs_to_one_paper(self) -> None:
        code = issuing.reserve_code()
        issue(verification_code=code)
        with pytest.raises(IntegrityError), transaction.atomic():
            issue(contents.pdf("khác"), verification_code=code)
        assert IssuedDocument.objects.get().verification_code == code

    def test_who_asks_for_no_code_gets_a_fresh_one(self) -> None:
        first, second = issue(contents.pdf("một")), issue(contents.pdf("hai"))
        assert first.verification_code != second.verification_code

    def test_a_caller_that_rolls_back_issues_nothing(self) -> None:
        with transaction.atomic():
            number = numbering.next_number("TNHS", 2026)
            issue(number=f"{number}/TNHS")
            transaction.set_rollback(True)
        assert not IssuedDocument.objects.exists()
        assert not StoredFile.objects.exists()
        assert numbering.next_number("TNHS", 2026) == number

    @pytest.mark.parametrize("code", ["", "abcd-efgh-jkmn", "0000-0000-0000", "ABCD-EFGH", "ABCD-EFGH-JKMN-PQRS"])
    def test_the_database_takes_no_code_that_people_could_not_type(self, code: str) -> None:
        document = make_document()
        row = {
            field.attname: getattr(document, field.attname)
            for field in IssuedDocument._meta.concrete_fields
            if field.attname not in {"id", "public_id"}
        }
        before = IssuedDocument.objects.count()
        with pytest.raises(DatabaseError), transaction.atomic():
            IssuedDocument.objects.create(**row | {"verification_code": code, "sha256": "0" * 64})
        assert IssuedDocument.objects.count() == before

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "poem"},
            {"signed_at": timezone.now(), "signer_name": ""},
            {"state": "replaced", "state_reason": "", "state_changed_at": timezone.now()},
            {"state": "active", "state_changed_at": timezone.now()},
        ],
        ids=["kind", "signature of nobody", "ended without a reason", "in force since"],
    )
    def test_the_database_takes_no_row_that_contradicts_itself(self, wrong: dict[str, Any]) -> None:
        stored = store.save(b"content", "x", "application/pdf")
        row = {
            "verification_code": issuing.reserve_code(),
            "kind": Kind.RECEIPT,
            "title": "Giấy",
            "unit_name": samples.WARD,
            "subject_ref": samples.CODE,
            "sha256": stored.sha256,
            "stored": stored,
        }
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuedDocument.objects.create(**row | wrong)
        assert IssuedDocument.objects.create(**row).pk

    def test_addresses_on_paper_are_those_of_the_site(self, settings: Any) -> None:
        document = make_document()
        for address in ("https://dichvucong.example.vn", "https://dichvucong.example.vn/"):
            settings.PORTAL_URL = address
            assert (
                issuing.verification_url(document)
                == f"https://dichvucong.example.vn/xac-minh/{document.verification_code}/"
            )
            assert issuing.verification_site() == "https://dichvucong.example.vn/xac-minh/"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_who_end_a_document_one_wins_and_the_other_is_told(self) -> None:
        document, successor = make_document(), make_document()
        said = at_once(
            [
                lambda: issuing.recall(document, "Ghi sai"),
                lambda: issuing.replace(document, successor, "Đính chính"),
                lambda: issuing.recall(document, "Ghi sai lần nữa"),
            ]
        )
        assert sum(isinstance(each, NotActive) for each in said) == 2
        winner = next(each for each in said if isinstance(each, IssuedDocument))
        document.refresh_from_db()
        assert (document.state, document.state_reason) == (winner.state, winner.state_reason)
        assert (document.replaced_by_id is not None) is (document.state == DocumentState.REPLACED)

    def test_a_task_that_runs_twice_at_once_enters_one_paper(self) -> None:
        said = at_once([issue, issue, issue])
        assert sum(isinstance(each, IssuedDocument) for each in said) == 1
        assert IssuedDocument.objects.count() == 1
        assert issuing.content(IssuedDocument.objects.get()) == contents.pdf()

    def test_numbers_and_papers_go_together_without_a_gap(self) -> None:
        def write(writer: int) -> Callable[[], int | None]:
            def run() -> int | None:
                with transaction.atomic():
                    number = numbering.next_number("TNHS", 2026)
                    issue(f"%PDF- {writer}".encode(), number=f"{number}/TNHS")
                    if writer % 4 == 0:
                        transaction.set_rollback(True)
                        return None
                    return number

            return run

        at_once([write(writer) for writer in range(12)])
        numbers = sorted(int(document.number.split("/")[0]) for document in IssuedDocument.objects.all())
        assert numbers == list(range(1, 10))
        assert NumberSeries.objects.get().last == 9

    def test_one_series_does_not_wait_for_another(self) -> None:
        """Two wards number at the same time; only writers of the same series queue."""
        inside, leave = threading.Event(), threading.Event()

        def slow() -> None:
            try:
                with transaction.atomic():
                    numbering.next_number("H29.1/TNHS", 2026)
                    inside.set()
                    leave.wait(10)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(slow)
            assert inside.wait(10)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                assert numbering.next_number("H29.2/TNHS", 2026) == 1
                assert numbering.next_number("H29.1/TNHS", 2027) == 1
            leave.set()
            other.result(10)

    def test_the_first_number_of_a_year_is_given_to_one(self) -> None:
        """On the first morning of the year all counters ask at once, and there is no row yet."""

        def first() -> int:
            with transaction.atomic():
                return numbering.next_number("TNHS", 2027)

        assert sorted(at_once([first] * 8)) == list(range(1, 9))


@pytest.mark.django_db
def test_a_series_may_be_as_long_as_a_units_code_and_no_longer() -> None:
    assert numbering.next_number("H29.151.22/" + "K" * 89, 2026) == 1
    with pytest.raises(Exception, match="too long"), transaction.atomic():
        numbering.next_number("K" * 101, 2026)
