"""What the store is told of our results, paper by paper, and how the outbox reads each of its failures."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from dossiers.hooks import Moved
from dossiers.models import Dossier, Party
from portal.documents.models import DocumentState
from portal.national.results_store import giving
from portal.national.results_store.drivers import registry
from portal.national.results_store.drivers.base import Away, Given, NotTaken, Rejected
from portal.national.results_store.giving import STANDINGS, ResultsChannel, given
from portal.outbox.drivers.base import Refused, Unreachable
from portal.outbox.models import OutboxMessage
from tests.dossiers import stages
from tests.dossiers.world import World
from tests.national.looked_up import ToldStore, failing


@pytest.fixture
def issued(world: World) -> Dossier:
    return stages.issued(world)


class Taking(ToldStore):
    """Keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Given] = []

    def give(self, given: Given) -> None:
        """Kept, unless a test says otherwise."""
        self.answer()
        self.given.append(given)


@pytest.fixture
def store(issued: Dossier, monkeypatch: pytest.MonkeyPatch) -> Taking:
    made = Taking()
    monkeypatch.setattr(registry, "current", lambda: made)
    return made


def delivered(dossier: Dossier) -> None:
    ResultsChannel().deliver({"dossier": dossier.pk}, "key")


def test_every_standing_of_a_paper_has_its_code() -> None:
    assert set(STANDINGS) == set(DocumentState)
    assert len(set(STANDINGS.values())) == len(STANDINGS)


def test_a_paper_is_told_by_what_stands_on_it(issued: Dossier) -> None:
    [told] = given(issued)
    document = issued.result.document

    assert document is not None
    assert (told.document_id, told.number, told.title) == (str(document.public_id), document.number, document.title)
    assert (told.dossier_code, told.procedure) == (issued.code, issued.procedure_version.procedure.code)
    assert told.file_name == f"{document.public_id}.pdf"
    assert told.issued_at.isdigit()


def test_of_a_corrected_result_the_old_one_comes_first_and_without_its_file(world: World, issued: Dossier) -> None:
    corrected = stages.corrected(world, issued)

    old, new = given(corrected)
    assert ([old.standing, new.standing], old.content, bool(new.content)) == (["2", "1"], "", True)
    assert old.document_id != new.document_id


def test_a_result_whose_owner_has_no_number_is_not_given(issued: Dossier) -> None:
    """Taken over from an older system, say: the store could not tell whose it is, and would refuse it for ever."""
    Party.objects.filter(dossier=issued).update(id_number="", id_number_index="")

    assert given(Dossier.objects.get(pk=issued.pk)) == []


def test_nothing_to_give_is_done_without_a_word(issued: Dossier, store: Taking) -> None:
    Party.objects.filter(dossier=issued).update(id_number="", id_number_index="")
    delivered(issued)

    assert store.given == []


def test_each_failure_is_read_as_the_outbox_means_it(issued: Dossier, store: Taking) -> None:
    """Away waits without blame, refused for good ends it; whatever else it was counts as a try."""
    for failure, read_as in (
        (Away("không trả lời"), Unreachable),
        (LookupError("RESULTS_STORE_URL"), Unreachable),
        (Rejected("không nhận loại kết quả này"), Refused),
        (NotTaken("chữ ký"), NotTaken),
    ):
        store.answer = failing(failure)
        with pytest.raises(read_as):
            delivered(issued)
    assert store.given == []


def test_what_is_told_is_what_holds_when_it_leaves(world: World, issued: Dossier, store: Taking) -> None:
    """The row in the outbox is older than the correction; what it says is not."""
    stages.corrected(world, issued)
    delivered(issued)

    assert [one.standing for one in store.given] == ["2", "1"]


def test_only_moves_that_change_a_result_are_told_and_each_once(issued: Dossier, settings: LazySettings) -> None:
    settings.RESULTS_STORE_URL, settings.RESULTS_STORE_KEY = "https://kho.example", "A" * 43 + "="
    settings.RESULTS_STORE_GIVES = True
    for event in issued.events.order_by("sequence"):
        giving.tell_move(Moved(issued, event))

    kept = OutboxMessage.objects.filter(channel="results_store")
    assert [one.payload for one in kept] == [{"dossier": issued.pk}]
    assert kept.get().key == issued.code
