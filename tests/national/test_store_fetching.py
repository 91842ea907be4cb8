"""From a result that was found to a paper of the filing: chosen once, fetched by the worker, checked, and kept once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from dossiers import drafts
from dossiers.models import Draft, PaperOrigin
from portal.files.models import Upload
from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import withdrawing
from portal.national.results_store.answering import MOST_ATTEMPTS
from portal.national.results_store.drivers.base import Away, NotTaken, Rejected
from portal.national.results_store.fetching import choose, fetch_due
from portal.national.results_store.problems import StoreRefused
from tests.dossiers.desk import full_draft, kept, new_draft
from tests.dossiers.filings import BIRTH_PAPER, png
from tests.dossiers.world import World
from tests.national.looked_up import FOUND, ToldStore, failing, look_at, told_store
from tests.national.stored import AGENCY, KIND


@pytest.fixture
def draft(world: World) -> Draft:
    return new_draft(world)


@pytest.fixture
def look(world: World, draft: Draft) -> StoreLook:
    """What was found for the hospital's paper."""
    return look_at(world, draft, state=LookState.FOUND)


@pytest.fixture
def store(look: StoreLook, monkeypatch: pytest.MonkeyPatch) -> ToldStore:
    return told_store(monkeypatch)


def found(look: StoreLook, position: int = 1, **changes: Any) -> StoreFind:
    plain: dict[str, Any] = {
        "result_code": KIND, "title": FOUND.title, "number": FOUND.number, "agency": AGENCY,
        "file_name": FOUND.file_name, "path": f"x/{position}",
    }  # fmt: skip
    return StoreFind.objects.create(look=look, position=position, **(plain | changes))


def again(find: StoreFind) -> StoreFind:
    return StoreFind.objects.get(pk=find.pk)


def fetched(find: StoreFind, world: World) -> dict[str, int]:
    """Chosen by the mother, and the worker's round after it, as if every pause were over."""
    choose(find.look, find.pk, world.mother)
    return round_of_the_worker()


def round_of_the_worker() -> dict[str, int]:
    StoreFind.objects.filter(state=FindState.WANTED).update(next_attempt_at=timezone.now() - timedelta(seconds=1))
    return dict(fetch_due())


def refused(look: StoreLook, find_id: int, world: World) -> tuple[str, str]:
    with pytest.raises(StoreRefused) as caught:
        choose(look, find_id, world.mother)
    return str(caught.value), caught.value.field


def test_the_file_becomes_the_paper_with_its_origin(
    world: World, draft: Draft, look: StoreLook, store: ToldStore
) -> None:
    find = found(look)

    assert fetched(find, world) == {"taken": 1}

    upload, origin = Upload.objects.get(), PaperOrigin.objects.get()
    assert store.fetched == [(AGENCY, "x/1")]
    assert (upload.owner, upload.name, upload.claimed_at) == (world.mother, "giay-chung-sinh.png", None)
    assert (origin.result_code, origin.number, origin.title, origin.agency) == (KIND, "15/2026", FOUND.title, AGENCY)
    assert kept(draft)["papers"][BIRTH_PAPER] == {"source": "uploaded", "upload": str(upload.public_id)}
    assert (again(find).state, again(find).upload, again(find).problem) == (FindState.TAKEN, upload, "")
    assert round_of_the_worker() == {}


def test_only_what_this_look_found_and_still_offers_can_be_chosen(world: World, draft: Draft, look: StoreLook) -> None:
    find = found(look)
    other = found(look_at(world, draft, 1, state=LookState.FOUND))
    gone = "Hãy chọn một giấy tờ trong danh sách.", "find"

    assert refused(look, other.pk, world) == refused(look, 0, world) == refused(look, 2**40, world) == gone
    for state in set(LookState) - {LookState.FOUND}:
        StoreLook.objects.filter(pk=look.pk).update(state=state)
        words, field = refused(look, find.pk, world)
        assert (words, field) == ("Kết quả tìm kiếm này không còn dùng được. Hãy tìm lại.", ""), state
    assert again(find).state == again(other).state == FindState.OFFERED


def test_chosen_again_while_it_comes_it_goes_on_where_it_was(world: World, look: StoreLook, store: ToldStore) -> None:
    """Else whoever presses again and again would have the store asked without end."""
    find = found(look)
    store.content = failing(Away("không trả lời"))
    fetched(find, world)
    before = again(find)

    assert choose(look, find.pk, world.mother).attempts == 1
    assert (again(find).attempts, again(find).next_attempt_at) == (1, before.next_attempt_at)


def test_one_that_failed_may_be_wished_for_again_from_the_start(
    world: World, look: StoreLook, store: ToldStore
) -> None:
    find = found(look, state=FindState.FAILED, attempts=6, problem="Kho kết quả không còn tệp này.")

    chosen = choose(look, find.pk, world.mother)

    assert (chosen.state, chosen.attempts, chosen.problem) == (FindState.WANTED, 0, "")
    assert chosen.wanted_by == world.mother
    assert round_of_the_worker() == {"taken": 1}


def test_another_is_not_fetched_beside_it(world: World, look: StoreLook) -> None:
    first, second = found(look), found(look, 2)
    choose(look, first.pk, world.mother)

    assert refused(look, second.pk, world)[0] == "Một giấy tờ khác đang được tải về. Hãy đợi xong."
    assert again(second).wanted_by is None


def test_a_store_that_is_away_costs_six_tries(world: World, look: StoreLook, store: ToldStore) -> None:
    find = found(look)
    store.content = failing(NotTaken("Kho kết quả quốc gia: chữ ký của câu trả lời không đúng, câu trả lời bị bỏ."))
    choose(look, find.pk, world.mother)
    for attempt in range(1, MOST_ATTEMPTS):
        assert round_of_the_worker() == {"wanted": 1}
        assert again(find).attempts == attempt
        assert again(find).next_attempt_at > timezone.now()

    assert round_of_the_worker() == {"failed": 1}
    assert "chữ ký" in again(find).problem
    assert round_of_the_worker() == {}
    assert (len(store.fetched), Upload.objects.count()) == (MOST_ATTEMPTS, 0)


def test_what_the_store_refuses_or_has_no_more_is_asked_for_once(
    world: World, look: StoreLook, store: ToldStore
) -> None:
    for position, failure in enumerate((Rejected("từ chối"), LookupError("RESULTS_STORE_KEY")), start=1):
        find = found(look, position)
        store.content = failing(failure)
        assert fetched(find, world) == {"failed": 1}
        assert again(find).attempts == 1
    assert again(find).problem == "Chưa kết nối với kho kết quả quốc gia."


def test_a_file_is_refused_for_what_any_upload_is_and_nothing_of_it_stays(
    world: World, draft: Draft, look: StoreLook, store: ToldStore
) -> None:
    for position, (name, content) in enumerate(
        (("a.png", b""), ("a.png", b"%PDF-1.4"), ("a.exe", png()), ("khong-duoi", png()), ("a.png", png()[:40])),
        start=1,
    ):
        store.content = lambda sent=content: sent  # type: ignore[misc]
        find = found(look, position, file_name=name)
        assert fetched(find, world) == {"failed": 1}, (name, content[:8])
        assert again(find).problem
    assert not Upload.objects.exists()
    assert not PaperOrigin.objects.exists()
    assert BIRTH_PAPER not in kept(draft)["papers"]


def test_a_name_that_leads_elsewhere_is_a_plain_name_here(world: World, look: StoreLook, store: ToldStore) -> None:
    for position, name in enumerate(("../../etc/giấy.png", 'C:\\tep\\gi"ấ"y.png', "a\x00b.png"), start=1):
        find = found(look, position, file_name=name.replace("\x00", "\x01"))
        assert fetched(find, world) == {"taken": 1}
        shown = Upload.objects.latest("pk").name
        assert shown.endswith(".png")
        assert not set(shown) & set('/\\":\x00\x01'), shown


def test_a_filing_that_was_sent_meanwhile_takes_no_paper_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = full_draft(world)
    find = found(look_at(world, draft, state=LookState.FOUND))
    store = told_store(monkeypatch)
    choose(find.look, find.pk, world.mother)
    dossier = drafts.send(Draft.objects.get(pk=draft.pk), world.mother)

    assert round_of_the_worker() == {"failed": 1}
    assert again(find).problem == "Hồ sơ này đã được gửi hoặc đã bỏ."
    assert len(store.fetched) == 1
    assert Upload.objects.count() == dossier.papers.count() == 1


def test_fetched_again_it_lies_here_once(world: World, draft: Draft, look: StoreLook, store: ToldStore) -> None:
    """A consent that is taken back deletes what was fetched: a second copy would stay behind."""
    find = found(look)
    fetched(find, world)
    first = again(find).upload
    assert fetched(find, world) == {"taken": 1}

    assert Upload.objects.get() == again(find).upload != first
    assert kept(draft)["papers"][BIRTH_PAPER]["upload"] == str(Upload.objects.get().public_id)
    assert withdrawing.withdraw(look)
    assert not Upload.objects.exists()
    assert not PaperOrigin.objects.exists()


def test_another_that_follows_takes_its_place_and_both_go_with_the_consent(
    world: World, draft: Draft, look: StoreLook, store: ToldStore
) -> None:
    for position in (1, 2):
        assert fetched(found(look, position, file_name=f"{position}.png"), world) == {"taken": 1}

    second = Upload.objects.get(name="2.png")
    assert kept(draft)["papers"][BIRTH_PAPER]["upload"] == str(second.public_id)
    withdrawing.withdraw(look)
    assert not Upload.objects.exists()


def test_what_is_kept_of_a_refusal_is_in_the_words_of_the_file_whoever_works(
    world: World, look: StoreLook, store: ToldStore
) -> None:
    """It is read later by somebody else, in a part of the page that is marked as Vietnamese."""
    store.content = lambda: b""
    find = found(look)
    with override("en"):
        fetched(find, world)

    assert again(find).problem.startswith("Tệp “giay-chung-sinh.png” trống")


def test_a_round_has_an_end_and_the_longest_waiting_comes_first(
    world: World, draft: Draft, look: StoreLook, store: ToldStore
) -> None:
    past = timezone.now() - timedelta(minutes=1)
    finds = [found(look, path="x/trước"), found(look_at(world, draft, 1, state=LookState.FOUND), path="x/sau")]
    for minutes, find in enumerate(reversed(finds)):
        StoreFind.objects.filter(pk=find.pk).update(
            state=FindState.WANTED, wanted_by=world.mother, next_attempt_at=past - timedelta(minutes=minutes)
        )

    assert dict(fetch_due(limit=1)) == {"taken": 1}
    assert [path for _agency, path in store.fetched] == ["x/trước"]
    assert [again(find).state for find in finds] == [FindState.TAKEN, FindState.WANTED]


def test_a_file_that_another_worker_took_meanwhile_is_not_taken_twice(
    world: World, look: StoreLook, store: ToldStore
) -> None:
    find = found(look)

    def content() -> bytes:
        StoreFind.objects.filter(pk=find.pk).update(state=FindState.TAKEN)
        return png()

    store.content = content
    assert fetched(find, world) == {"stopped": 1}
    assert again(find).state == FindState.TAKEN
    assert not Upload.objects.exists()
