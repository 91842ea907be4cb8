"""Files on their way into a dossier: one dossier a file, also at once; a scan holds up nobody but the reader."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import intake, intake_checks, supplementing
from dossiers.models import CodeCounter, Dossier
from dossiers.problems import IntakeRefused
from dossiers.statuses import Status
from dossiers.submission import PaperData
from portal.files.models import ScanState, StoredFile, Upload, UploadState
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, assert_problem, birth_body, machine
from tests.dossiers.desk import full_draft, kept, signed_in, words
from tests.dossiers.world import World, given_world


def sent_upload(client: APIClient) -> str:
    """The id of a file that the system sent."""
    file = SimpleUploadedFile("giay-chung-sinh.png", filings.png(), "image/png")
    return str(client.post("/api/v1/uploads/", {"file": file}, format="multipart").json()["id"])


def with_file(upload: str) -> dict[str, Any]:
    return birth_body(papers=[{"component": filings.BIRTH_PAPER, "upload": upload}])


@pytest.mark.django_db(transaction=True)
def test_two_filings_at_once_do_not_share_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file belongs to one dossier: whoever erases or keeps the one must not touch the other."""
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    given_world()
    first = machine()
    upload, token = sent_upload(first), first._credentials  # type: ignore[attr-defined]
    _let_both_pass_the_check(monkeypatch)

    def file_it(_number: int) -> int:
        client = APIClient()
        client.credentials(**token)
        try:
            return int(client.post(URL, with_file(upload), format="json").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(file_it, range(2)))

    assert answers == [201, 422]
    assert Dossier.objects.count() == 1
    assert CodeCounter.objects.get().last == 1, "the refused filing gave its number back"


def _let_both_pass_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both see the file unused before either writes: the worst moment, every time."""
    together, really_check = Barrier(2), intake_checks.check

    def check(*asked: Any) -> Any:
        checked = really_check(*asked)
        together.wait(timeout=20)
        return checked

    monkeypatch.setattr(intake_checks, "check", check)


@pytest.fixture
def after_the_check(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Lets something happen between the check of a filing and its writing."""

    def arrange(happens: Callable[[], object]) -> None:
        really_check = intake_checks.check

        def check(*asked: Any) -> Any:
            checked = really_check(*asked)
            happens()
            return checked

        monkeypatch.setattr(intake_checks, "check", check)

    return arrange


def infect(upload: UUID) -> None:
    Upload.objects.filter(public_id=upload).update(state=UploadState.REJECTED, problem="Tệp có mã độc.")


def test_a_file_found_infected_in_between_is_told_and_nothing_is_stored(
    world: World, after_the_check: Callable[[Callable[[], object]], None]
) -> None:
    upload = filings.upload_for(world.mother)
    after_the_check(lambda: infect(upload))

    with pytest.raises(IntakeRefused, match="tải tệp đó lên lại") as refused:
        intake.submit(filings.birth_submission(upload), by=world.mother)

    assert [problem.pointer for problem in refused.value.problems] == ["/papers"]
    assert not Dossier.objects.exists()
    assert not CodeCounter.objects.exists()


def test_the_page_says_so_too_and_the_draft_stays(
    world: World, after_the_check: Callable[[Callable[[], object]], None]
) -> None:
    draft = full_draft(world)
    upload = UUID(kept(draft)["papers"][filings.BIRTH_PAPER]["upload"])
    looked = []

    def infect_at_the_second() -> None:
        """The page looks for faults first, then sends: the scan ends in between."""
        looked.append(upload)
        if len(looked) == 2:
            infect(upload)

    after_the_check(infect_at_the_second)

    answer = signed_in(world.mother).post(
        reverse("dossiers:draft-check", args=[draft.public_id]), {"is_declared": "yes"}
    )

    assert answer.status_code == 422
    assert "tải tệp đó lên lại" in words(answer)
    assert kept(draft)["form"]["child_name"] == "Trần Nguyễn Bảo An"


def test_an_infected_file_answers_no_supplement(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    upload = filings.upload_for(world.mother, "ro-hon.png")
    infect(upload)

    with pytest.raises(IntakeRefused):
        supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "uploaded", upload)])

    dossier.refresh_from_db()
    assert dossier.status == Status.SUPPLEMENT


@pytest.fixture
def being_scanned(world: World) -> Dossier:
    """A dossier whose file still waits for the virus scan."""
    dossier = filings.submitted(world)
    StoredFile.objects.filter(uploads__public_id=dossier.papers.get().upload.public_id).update(  # type: ignore[union-attr]
        scan_state=ScanState.WAITING
    )
    return dossier


def paper_url(dossier: Dossier) -> str:
    return reverse("dossiers:paper-file", args=[dossier.code, dossier.papers.get().pk])


def test_a_scan_that_lasts_holds_up_the_reader_and_not_the_owner(world: World, being_scanned: Dossier) -> None:
    """Style: a document that is still being scanned never blocks its owner, only the other side's download."""
    assert signed_in(world.mother).get(paper_url(being_scanned)).status_code == 200

    waiting = signed_in(world.ward.clerk).get(paper_url(being_scanned))
    assert waiting.status_code == 409
    assert "đang được quét mã độc" in words(waiting)
    StoredFile.objects.update(scan_state=ScanState.CLEAN)
    assert signed_in(world.ward.clerk).get(paper_url(being_scanned)).status_code == 200


def test_a_file_found_infected_later_opens_for_nobody(world: World, being_scanned: Dossier) -> None:
    StoredFile.objects.update(scan_state=ScanState.INFECTED)

    for user in (world.mother, world.ward.clerk):
        answer = signed_in(user).get(paper_url(being_scanned))
        assert answer.status_code == 403
        assert "mã độc" in words(answer)
    # and then: the dossier itself opens, and the clerk can ask for a clean file
    page = signed_in(world.ward.clerk).get(reverse("dossiers:work", args=[being_scanned.code]))
    assert page.status_code == 200


def test_a_used_file_is_nobodys_to_use_again_through_rest(world: World) -> None:
    client = machine()
    upload = sent_upload(client)
    assert client.post(URL, with_file(upload), format="json").status_code == 201

    assert_problem(client.post(URL, with_file(upload), format="json"), 422, "/papers/0")
    assert Dossier.objects.count() == 1


def test_one_file_may_show_two_papers_of_the_same_filing(world: World) -> None:
    """One scan with both sides of everything is how people do it."""
    client = machine()
    upload = sent_upload(client)
    second = {"component": "000.00.00.G15-KQ003159", "upload": upload}

    answer = client.post(
        URL, birth_body(papers=[{"component": filings.BIRTH_PAPER, "upload": upload}, second]), format="json"
    )

    assert answer.status_code == 201
    assert Dossier.objects.get().papers.filter(upload__public_id=upload).count() == 2
