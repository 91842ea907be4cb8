"""What the list of messages can be asked, what its table refuses, and that no question costs what messages say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dossiers import aliases
from portal.national import inbox_list
from portal.national.inbox_list import Question, View, found
from portal.national.models import (
    CatalogueEntry,
    CatalogueRound,
    Difference,
    InboundMessage,
    ListDifference,
)
from portal.national.models.catalogue import ListDifferenceKind
from portal.national.models.checks import DifferenceKind
from portal.national.models.inbox import InboxState, Service
from tests.dossiers import filings
from tests.dossiers.world import World


def message(name: str, **fields: Any) -> InboundMessage:
    """A message that waits."""
    told = {"service": Service.FILE, "digest": "0" * 64, "received": {"body": "{}", "headers": {}}}
    return InboundMessage.objects.create(message_id=name, **{**told, **fields})


def ended(name: str, state: InboxState, **fields: Any) -> InboundMessage:
    return message(name, state=state, finished_at=timezone.now(), **fields)


def names(**asked: Any) -> list[str]:
    return list(found(Question(**asked)).order_by("pk").values_list("message_id", flat=True))


@pytest.fixture
def three(db: None) -> None:
    """One message of each state."""
    ended("dead", InboxState.DEAD, key="G22-0001")
    message("waits", key="G22-0002", service=Service.RATE)
    ended("done", InboxState.DONE, key="G22-0001", service=Service.WITHDRAW)


def test_each_tab_holds_its_own_state(three: None) -> None:
    assert names() == ["dead"]
    assert names(view=View.WAITING) == ["waits"]
    assert names(view=View.ALL) == ["dead", "waits", "done"]


def test_kind_and_code_narrow_together(three: None) -> None:
    assert names(view=View.ALL, service=Service.RATE) == ["waits"]
    assert names(view=View.ALL, text="g22-0001 ") == ["dead", "done"]
    assert names(view=View.ALL, text="G22-0001", service=Service.WITHDRAW) == ["done"]
    assert names(view=View.ALL, text="G22-000") == []
    assert names(view=View.ALL, text="waits") == ["waits"]


def test_our_own_code_finds_what_came_about_a_dossier(world: World) -> None:
    dossier = filings.submitted(world)
    aliases.note(dossier, aliases.NATIONAL, "G22-0009")
    ended("nop", InboxState.DONE, key="G22-0009", dossier=dossier)
    ended("khac", InboxState.DONE, key="G22-0010")
    assert names(view=View.ALL, text=dossier.code.lower()) == ["nop"]


@pytest.mark.django_db
def test_no_question_reads_what_messages_say_or_asks_a_query_a_row(world: World) -> None:
    dossier = filings.submitted(world)
    for number in range(4):
        ended(f"tin-{number}", InboxState.DONE, dossier=dossier)
    with CaptureQueriesContext(connection) as asked:
        rows = list(found(Question(view=View.ALL)))
        assert {row.dossier.code for row in rows if row.dossier} == {dossier.code}
    assert len(asked) == 1
    assert '"received"' not in asked.captured_queries[0]["sql"]


@pytest.mark.django_db
def test_the_figures_are_one_query_and_none_of_the_archive() -> None:
    yesterday = timezone.now() - timedelta(days=2)
    ended("cu", InboxState.DONE, received_at=yesterday)
    ended("chet", InboxState.DEAD, received_at=yesterday)
    message("cho", received_at=yesterday)
    ended("moi", InboxState.DONE)
    with CaptureQueriesContext(connection) as asked:
        assert inbox_list.figures() == {"today": 1, "waiting": 1, "dead": 1}
    assert len(asked) == 1


@given(
    view=st.sampled_from(["loi", "cho", "tat-ca", "", "la"]),
    service=st.sampled_from([*Service.values, "", "La"]),
    text=st.text(max_size=120),
    after=st.text(max_size=20),
)
def test_an_address_is_read_back_as_it_was_said(view: str, service: str, text: str, after: str) -> None:
    question = Question.read({"xem": view, "loai": service, "tim": text, "sau": after})
    assert question.view in View.values
    assert question.service in {"", *Service.values}
    assert len(question.text) <= 100
    again = Question.read(QueryDict(question.address().removeprefix("?")))
    assert (again.view, again.service, again.text, again.after) == (
        question.view,
        question.service,
        question.text,
        0,
    )


@given(text=st.text(max_size=60))
@pytest.mark.django_db
def test_no_text_breaks_the_search(text: str) -> None:
    assert names(**vars(Question.read({"tim": text}))) == []


@pytest.mark.django_db
def test_a_message_ended_or_it_waits() -> None:
    for state, finished_at in (
        (InboxState.WAITING, timezone.now()),
        (InboxState.DONE, None),
        (InboxState.DEAD, None),
        ("later", timezone.now()),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            message("x", state=state, finished_at=finished_at)
    assert not InboundMessage.objects.exists()


@pytest.mark.django_db
def test_an_id_stands_once_in_the_table() -> None:
    message("tin-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        message("tin-1", service=Service.RATE)


def test_a_dossier_with_messages_is_not_deleted_under_them(world: World) -> None:
    dossier = filings.submitted(world)
    ended("nop", InboxState.DONE, dossier=dossier)
    assert list(dossier.national_messages.values_list("message_id", flat=True)) == ["nop"]
    with pytest.raises(ProtectedError):
        dossier.delete()


@pytest.mark.django_db
def test_one_round_is_open_at_most_and_many_may_be_over() -> None:
    CatalogueRound.objects.create(finished_at=timezone.now())
    CatalogueRound.objects.create(finished_at=timezone.now() - timedelta(days=7))
    CatalogueRound.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueRound.objects.create()


@pytest.mark.django_db
def test_an_answer_is_kept_once_a_round_and_goes_with_it() -> None:
    first = CatalogueRound.objects.create(finished_at=timezone.now())
    second = CatalogueRound.objects.create()
    for one in (first, second):
        CatalogueEntry.objects.create(round=one, code="1.001193", told={})
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueEntry.objects.create(round=first, code="1.001193", told={"MATTHC": "1.001193"})
    first.delete()
    assert CatalogueEntry.objects.get().round == second


def test_a_difference_is_open_once_and_may_come_back(world: World) -> None:
    dossier, now = filings.submitted(world), timezone.now()
    told = {"dossier": dossier, "kind": DifferenceKind.STATUS, "here": "1", "there": "2"}
    Difference.objects.create(**told, mended_at=now)
    Difference.objects.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Difference.objects.create(**told)
    Difference.objects.create(**{**told, "kind": DifferenceKind.STEPS_ORDER})
    Difference.objects.filter(mended_at=None).update(mended_at=now)
    assert Difference.objects.create(**told).mended_at is None


@pytest.mark.django_db
def test_a_list_differs_once_a_code_and_kind() -> None:
    ListDifference.objects.create(kind=ListDifferenceKind.AGENCY_NAME, code="H29.1")
    ListDifference.objects.create(kind=ListDifferenceKind.FIELD_NAME, code="H29.1")
    with pytest.raises(IntegrityError), transaction.atomic():
        ListDifference.objects.create(kind=ListDifferenceKind.FIELD_NAME, code="H29.1")


@pytest.mark.django_db
def test_nothing_that_names_itself_names_a_person(world: World) -> None:
    dossier = filings.submitted(world)
    shown = [
        message("tin-1", received={"body": '{"HoTen": "Nguyễn Thị Lan"}'}),
        CatalogueRound(fetched=3),
        CatalogueEntry(code="1.001193", told={"TENTTHC": "Khai sinh"}),
        ListDifference(kind=ListDifferenceKind.AGENCY_NAME, code="H29.1", here="A"),
        Difference(dossier=dossier, kind=DifferenceKind.MISSING),
    ]
    for one in shown:
        assert str(one)
        assert "Lan" not in f"{one!s} {one!r}"
