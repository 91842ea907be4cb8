"""Rules proved: nothing imported goes live by itself; one decision of a publisher moves one record (domain.md 3.3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures import catalogue
from procedures.choices import Source, VersionState
from procedures.models import ImportRun, ProcedureVersion, ReviewItem, ReviewState
from procedures.publishing import publish
from procedures.review import deciding
from procedures.review.mending import CannotDecide
from tests.procedures.factories import announced, draft
from tests.procedures.national_records import paper, record
from tests.procedures.review_queue import CODE, OTHER, item_url, press, publisher, queued, signed_in, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return publisher()


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


def is_live(code: str = CODE) -> bool:
    return ProcedureVersion.objects.valid_on().filter(procedure__code=code).exists()


def test_an_import_waits_and_nothing_is_announced(tmp_path: Path) -> None:
    outcome = queued(tmp_path, record(), record(code=OTHER, name="Khác"))

    assert (outcome.queued, outcome.published) == (2, 0)
    assert not is_live() and not is_live(OTHER)
    item = waiting()
    assert item.version is not None
    assert (item.version.state, item.version.source) == (VersionState.DRAFT, Source.NATIONAL)
    assert item.record == record()
    assert (item.run.queued, item.run.read, item.run.file_name) == (2, 2, "procedures.json")


def test_accepting_announces_the_draft_and_says_who(tmp_path: Path, client: Client, person: User) -> None:
    queued(tmp_path, record(decision_no=""))
    item = waiting()

    answer = press(client, item, "accept")

    assert answer.status_code == 302
    assert catalogue.published(CODE).pk == item.version_id
    assert [mark["flag"] for mark in catalogue.published(CODE).doubts] == ["no_decision"], "doubts stay as marks"
    item.refresh_from_db()
    assert (item.state, item.decided_by) == (ReviewState.ACCEPTED, person)
    assert item.decided_at is not None


def test_accept_and_next_opens_the_next_of_the_same_list(tmp_path: Path, client: Client) -> None:
    no_law: dict[str, Any] = {"legal_basis": []}
    queued(tmp_path, record(**no_law), record(code=OTHER, name="Khác"), record(code="1.000003", name="C", **no_law))
    query = "?tinh-trang=waiting&nghi-ngo=no_legal_basis"

    answer = press(client, waiting(), "accept", query, and_next="1")

    assert answer.url == item_url(waiting("1.000003"), query)
    assert not is_live(OTHER)


def test_sending_back_needs_a_reason_and_takes_the_draft_away(tmp_path: Path, client: Client, person: User) -> None:
    queued(tmp_path, record())
    item = waiting()

    assert press(client, item, "send_back", reason="  ").status_code == 409
    assert waiting().version_id is not None, "without a reason nothing changed"

    assert press(client, item, "send_back", reason="Sai tên").status_code == 302
    item.refresh_from_db()
    assert (item.state, item.reason, item.version, item.decided_by) == (ReviewState.SENT_BACK, "Sai tên", None, person)
    assert not ProcedureVersion.objects.exists()
    assert item.record == record(), "what was read stays to be read"


def test_what_was_sent_back_does_not_come_again_until_it_changes(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    press(client, waiting(), "send_back", reason="Sai")

    assert queued(tmp_path, record()).unchanged == 1
    assert not ReviewItem.objects.waiting().exists()

    assert queued(tmp_path, record(requirements="Đã sửa")).queued == 1
    assert waiting().record["requirements"] == "Đã sửa"


def test_what_was_sent_back_can_be_opened_again(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    item = waiting()
    press(client, item, "send_back", reason="Nhầm")

    press(client, item, "open_again")

    item = waiting()
    assert (item.reason, item.decided_by, item.decided_at) == ("", None, None)
    press(client, item, "accept")
    assert is_live()


def test_only_the_newest_can_be_opened_again(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    old = waiting()
    press(client, old, "send_back", reason="Sai")
    queued(tmp_path, record(requirements="Mới"))

    assert press(client, old, "open_again").status_code == 409
    old.refresh_from_db()
    assert old.state == ReviewState.SENT_BACK


def test_a_changed_record_supersedes_the_one_that_waits(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    old = waiting()

    queued(tmp_path, record(requirements="Mới"))

    old.refresh_from_db()
    assert old.state == ReviewState.SUPERSEDED
    assert waiting().version_id != old.version_id
    assert ProcedureVersion.objects.count() == 1, "one draft a procedure"
    assert press(client, old, "accept", version=waiting().version_id).status_code == 409
    assert not is_live()


def test_a_draft_that_changed_since_the_page_was_opened_is_not_accepted(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record(documents=[{"group": "", "items": [paper("Lưu ý", 0, 0), paper("Đơn")]}]))
    item = waiting()
    where = "documents[0].items[0]"
    press(client, item, "doubt", flag="note_rows_in_documents", where=where, key="note")

    answer = press(client, item, "accept")

    assert answer.status_code == 409
    assert "đã thay đổi" in answer.content.decode()
    assert not is_live()


def test_a_standing_version_that_changed_since_is_not_overwritten(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    item = waiting()
    ours = announced(CODE, number=9, source=Source.LOCAL)

    answer = press(client, item, "accept", standing="")

    assert answer.status_code == 409
    assert catalogue.published(CODE) == ours
    press(client, item, "accept", standing=ours.pk)
    assert catalogue.published(CODE).pk == item.version_id


def test_a_version_announced_for_later_stands_in_the_way(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())
    item = waiting()
    later = draft(procedure=item.version.procedure, number=9, source=Source.LOCAL)  # type: ignore[union-attr]
    publish([later], timezone.localdate() + timedelta(days=9))

    answer = press(client, item, "accept")

    assert answer.status_code == 409
    assert "ngày sau" in answer.content.decode()
    assert waiting().pk == item.pk
    assert not is_live()


def test_a_decision_is_made_once(tmp_path: Path, client: Client, person: User) -> None:
    queued(tmp_path, record())
    item = waiting()
    press(client, item, "accept")
    live = catalogue.published(CODE)

    for action in ("accept", "send_back", "take_all", "take_back", "doubt"):
        assert press(client, item, action, reason="Sai", place="0", flag="x", where="name").status_code == 409
    item.refresh_from_db()
    assert item.state == ReviewState.ACCEPTED
    assert catalogue.published(CODE) == live


def test_an_unknown_action_changes_nothing(tmp_path: Path, client: Client) -> None:
    queued(tmp_path, record())

    assert press(client, waiting(), "publish").status_code == 400
    assert not is_live()


def test_the_database_keeps_one_waiting_item_a_code(tmp_path: Path) -> None:
    queued(tmp_path, record())
    item = waiting()
    twin = ReviewItem(run=item.run, code=CODE, name="x", field_name="x", record={}, fingerprint="1")

    with pytest.raises(IntegrityError, match="review_one_waiting_a_code"), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"state": "sent_back", "decided_at": timezone.now()}, "review_sent_back_says_why"),
        ({"state": "accepted"}, "review_decided_has_moment"),
        ({"decided_at": timezone.now()}, "review_decided_has_moment"),
        ({"state": "lost", "decided_at": timezone.now()}, "review_state_known"),
    ],
)
def test_the_database_refuses_decisions_that_say_nothing(tmp_path: Path, changes: dict[str, Any], rule: str) -> None:
    queued(tmp_path, record())

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        ReviewItem.objects.update(**changes)


class TestAllWithoutDoubts:
    """Accepting all that raise no doubt touches nothing else."""

    def test_only_clean_records_that_replace_nothing_of_ours(self, tmp_path: Path, person: User) -> None:
        ours = announced("1.000003", source=Source.LOCAL)
        queued(
            tmp_path,
            record(),
            record(code=OTHER, name="Khác", results=[]),
            record(code="1.000003", name="Của tỉnh"),
        )

        outcome = deciding.accept_all(person)

        assert (outcome.accepted, outcome.refused) == (1, 0)
        assert is_live() and not is_live(OTHER)
        assert catalogue.published("1.000003") == ours
        assert {item.code for item in ReviewItem.objects.waiting()} == {OTHER, "1.000003"}
        assert deciding.accept_all(person).accepted == 0, "again changes nothing"

    def test_what_came_after_the_question_waits(self, tmp_path: Path, person: User) -> None:
        queued(tmp_path, record())
        asked_at = waiting().pk
        queued(tmp_path, record(), record(code=OTHER, name="Khác"))

        assert deciding.accept_all(person, up_to=asked_at).accepted == 1
        assert not is_live(OTHER)

    def test_one_that_cannot_go_live_does_not_hold_the_others_up(self, tmp_path: Path, person: User) -> None:
        queued(tmp_path, record(), record(code=OTHER, name="Khác"))
        later = draft(procedure=waiting().version.procedure, number=9, source=Source.STARTER)  # type: ignore[union-attr]
        publish([later], timezone.localdate() + timedelta(days=9))

        outcome = deciding.accept_all(person, with_doubts=True)

        assert is_live(OTHER)
        assert not is_live()
        assert outcome.accepted == 1

    def test_a_first_load_takes_doubtful_ones_too_but_nothing_of_ours(self, tmp_path: Path) -> None:
        ours = announced(OTHER)

        outcome = queued(tmp_path, record(results=[]), record(code=OTHER, name="Khác"), accept_doubtful=True)

        assert (outcome.queued, outcome.published) == (2, 1)
        assert [mark["flag"] for mark in catalogue.published(CODE).doubts] == ["no_result"]
        assert catalogue.published(OTHER) == ours
        assert ImportRun.objects.get().published == 1
        accepted = ReviewItem.objects.get(code=CODE)
        assert (accepted.state, accepted.decided_by) == (ReviewState.ACCEPTED, None)

    def test_what_waited_from_before_goes_live_with_a_first_load(self, tmp_path: Path) -> None:
        queued(tmp_path, record(results=[]))

        outcome = queued(tmp_path, record(results=[]), accept_doubtful=True)

        assert (outcome.queued, outcome.unchanged, outcome.published) == (0, 1, 1)
        assert is_live()


def test_a_gone_item_cannot_be_decided(person: User) -> None:
    with pytest.raises(CannotDecide):
        deciding.send_back(10**9, person, "Sai")
