"""A citizen files and takes a result of their own from the national store, by consent; nobody waits for the store."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.html import strip_tags

from dossiers import drafts
from dossiers.models import Draft, PaperOrigin
from portal.accounts.models import AccessLogEntry, AssuranceLevel
from portal.files.models import Upload
from portal.national import reading
from portal.national.gathering import dossiers_facts
from portal.national.messages import dossier_message
from portal.national.models import StoreFind, StoreLook
from portal.national.simulator.manners import Fault, Manners
from tests.dossiers.desk import full_draft, kept, new_draft, page_url, signed_in, words
from tests.dossiers.filings import BIRTH_PAPER
from tests.dossiers.world import World
from tests.national.stored import (
    AGENCY,
    KIND,
    NUMBER,
    Store,
    connect,
    consent,
    page_of,
    paper_of,
    proven,
    running,
    served,
    taken,
    the_look,
    work,
)


@pytest.fixture
def store(settings: LazySettings) -> Iterator[Store]:
    with running() as one:
        connect(one, settings)
        one.holds()
        yield one


@pytest.fixture
def mother(world: World) -> Client:
    """The mother, signed on, and the kind of result that serves as the hospital's paper."""
    served()
    return signed_in(proven(world.mother))


def test_the_link_stands_beside_papers_that_a_result_serves_and_only_there(
    world: World, store: Store, mother: Client, settings: LazySettings
) -> None:
    draft, component = new_draft(world), paper_of(world)
    page = words(mother.get(page_url(draft, "papers")))
    assert page.count("Tìm trong kho kết quả quốc gia") == 1
    assert page_of(draft, component) in page

    drafts.save_section(draft, "owner", {"is_other": "yes"})
    assert "Tìm trong kho" not in words(mother.get(page_url(draft, "papers")))

    drafts.save_section(draft, "owner", {"is_other": "no"})
    settings.RESULTS_STORE_KEY = ""
    assert "Tìm trong kho" not in words(mother.get(page_url(draft, "papers")))


def test_a_result_found_by_consent_becomes_the_paper_and_is_told_upward(
    world: World, store: Store, mother: Client
) -> None:
    draft = full_draft(world)
    drafts.save_section(draft, "papers", {BIRTH_PAPER: {}})
    page = page_of(draft, paper_of(world))

    answer = consent(mother, page, number="15/2026")
    assert answer["Location"] == page
    assert "Đang hỏi kho kết quả" in words(mother.get(page))
    assert store.services.calls == {}

    assert work() == {"found": 1}
    found = words(mother.get(page))
    assert "Giấy chứng sinh điện tử" in found
    assert AGENCY in found
    [question] = store.services.asked
    assert question["SoDinhDanhChuSoHuu"] == question["SoDinhDanhNguoiYeuCau"] == NUMBER
    assert question["DanhSachDanhMucKetQua"] == [{"MaKetQua": KIND, "SoKyHieu": "15/2026"}]
    assert (question["MaThuTuc"], question["KenhThucHien"]) == ("1.001193", "2")
    assert question["HoTenNguoiYeuCau"] == world.mother.full_name

    mother.post(page, {"choose": "1", "find": str(the_look().finds.get().pk)})
    assert "Đang tải về" in words(mother.get(page))
    assert work() == {"taken": 1}
    assert "Giấy tờ đã nằm trong hồ sơ." in words(mother.get(page))
    papers = words(mother.get(page_url(draft, "papers")))
    assert "giay-chung-sinh.png" in papers
    assert "Lấy từ kho kết quả quốc gia" in papers

    dossier = drafts.send(Draft.objects.get(pk=draft.pk), world.mother)
    [paper] = dossier_message(dossiers_facts(reading.logged([dossier.pk]).values())[dossier.pk])["TaiLieuNop"]
    assert (paper["DuocTaiSuDung"], paper["DuocLayTuKhoDMQG"], paper["MaKetQuaThayThe"]) == ("2", "1", KIND)
    assert AGENCY in words(signed_in(world.ward.clerk).get(f"/can-bo/ho-so/{dossier.code}/"))
    assert AGENCY in words(mother.get(f"/ho-so/{dossier.code}/"))


def test_the_consent_is_kept_with_its_words_and_the_look_is_logged(world: World, store: Store, mother: Client) -> None:
    draft = new_draft(world)
    consent(mother, page_of(draft, paper_of(world)))

    look = the_look()
    assert (look.ground, look.asked_by, look.procedure_code) == ("consent", world.mother, "1.001193")
    assert "Tôi đồng ý" in look.words
    assert "Giấy chứng sinh" in look.words
    entry = AccessLogEntry.objects.get(owner=world.mother)
    assert entry.actor == world.mother
    assert "Giấy chứng sinh" in entry.why
    assert NUMBER not in entry.subject + entry.why + entry.path


def test_without_consent_nothing_is_asked_and_what_was_typed_stays(world: World, store: Store, mother: Client) -> None:
    page = page_of(new_draft(world), paper_of(world))

    answer = mother.post(page, {"ask": "1", "number": "15/2026"})

    assert answer.status_code == 422
    assert "Hãy đánh dấu nếu bạn đồng ý" in words(answer)
    assert 'value="15/2026"' in words(answer)
    assert consent(mother, page, number="x" * 101).status_code == 422
    assert not StoreLook.objects.exists()


def test_only_the_own_proven_number_is_ever_asked_for(world: World, store: Store, mother: Client) -> None:
    """What the filing says of numbers is not asked for, and another's filing is not found."""
    store.holds(owner="079088000456", number="99/2026")
    draft, component = new_draft(world), paper_of(world)
    drafts.save_section(draft, "applicant", {"id_number": "079088000456"})
    page = page_of(draft, component)
    consent(mother, page, number="99/2026", owner_number="079088000456")
    assert work() == {"nothing": 1}
    assert [one["SoDinhDanhChuSoHuu"] for one in store.services.asked] == [NUMBER]

    stranger = signed_in(proven(world.ward.clerk, "079088000456"))
    assert stranger.get(page).status_code == 404
    assert consent(stranger, page).status_code == 404

    drafts.save_section(draft, "owner", {"is_other": "yes", "id_number": "079088000456"})
    refused = consent(mother, page)
    assert refused.status_code == 409
    assert "Chỉ tìm được giấy tờ của chính bạn" in words(refused)
    assert StoreLook.objects.count() == 1


def test_who_is_not_known_surely_signs_on_first(world: World, store: Store) -> None:
    served()
    page = page_of(new_draft(world), paper_of(world))
    answer = signed_in(world.mother).get(page)
    assert answer.status_code == 403
    assert "Cần tài khoản định danh" in words(answer)
    assert Client().get(page).status_code == 302

    person = proven(world.mother)
    person.assurance_level = AssuranceLevel.SELF_DECLARED
    person.save()
    assert consent(signed_in(person), page).status_code == 403
    assert not StoreLook.objects.exists()


def test_sent_twice_it_is_asked_once_and_fetched_once(world: World, store: Store, mother: Client) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    consent(mother, page)
    assert StoreLook.objects.count() == 1
    work()
    find = the_look().finds.get()
    for _time in range(2):
        assert mother.post(page, {"choose": "1", "find": str(find.pk)}).status_code == 302
    work()
    work()
    assert store.services.calls == {"tra-cuu": 1, "tep": 1}
    assert Upload.objects.count() == PaperOrigin.objects.count() == 1


def test_nothing_found_and_no_kind_that_serves_are_said_in_words(world: World, store: Store, mother: Client) -> None:
    draft = new_draft(world)
    store.services.results.clear()
    page = page_of(draft, paper_of(world))
    consent(mother, page)
    assert work() == {"nothing": 1}
    assert "Kho kết quả không có giấy tờ này" in words(mother.get(page))

    other = page_of(draft, world.birth.case("standard").papers()[1])
    answer = consent(mother, other)
    assert answer.status_code == 409
    assert "không có loại kết quả nào thay được" in words(answer)
    assert mother.get(page_of(draft, world.birth.case("late").papers()[0])).status_code == 404


def test_a_store_that_is_away_costs_delay_and_says_so_in_the_end(world: World, store: Store, mother: Client) -> None:
    draft = new_draft(world)
    page = page_of(draft, paper_of(world))
    store.manners = Manners(always=frozenset({Fault.BROKEN}))
    consent(mother, page)
    for _time in range(5):
        assert work() == {"waiting": 1}
    assert work() == {"failed": 1}
    told = words(mother.get(page))
    assert "Hãy thử lại, hoặc nộp giấy tờ theo cách khác" in told
    assert "HTTP 500" not in told

    store.manners = Manners()
    consent(mother, page)
    assert work() == {"found": 1}


def test_an_answer_that_somebody_else_signed_is_thrown_away(world: World, store: Store, mother: Client) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    store.services.is_forged = True
    assert work() == {"waiting": 1}
    assert not StoreFind.objects.exists()
    assert "chữ ký" in the_look().problem

    store.services.is_forged = False
    work()
    mother.post(page, {"choose": "1", "find": str(the_look().finds.get().pk)})
    store.services.is_forged = True
    assert work() == {"wanted": 1}
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["giay.png", "giay.exe"])
def test_a_hostile_file_is_refused_as_any_upload(world: World, store: Store, mother: Client, name: str) -> None:
    store.services.results.clear()
    store.holds(file_name=name, content=b"MZ" + bytes(200))
    draft = new_draft(world)
    find = taken(mother, page_of(draft, paper_of(world)))
    assert find.state == "failed"
    assert find.problem
    assert not Upload.objects.exists()
    page = strip_tags(words(mother.get(page_of(draft, paper_of(world)))))
    assert "Không dùng được «Giấy chứng sinh điện tử»" in page
    assert BIRTH_PAPER not in kept(draft)["papers"]


def test_a_file_larger_than_any_upload_is_refused(
    world: World, store: Store, mother: Client, settings: LazySettings
) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    store.services.results.clear()
    store.holds(content=bytes(3000))
    find = taken(mother, page_of(new_draft(world), paper_of(world)))
    assert (find.state, Upload.objects.count()) == ("failed", 0)


def test_a_file_without_a_name_is_named_by_what_it_is(world: World, store: Store, mother: Client) -> None:
    store.services.results.clear()
    store.holds(file_name="")
    find = taken(mother, page_of(new_draft(world), paper_of(world)))
    assert find.upload is not None
    assert find.upload.name == "tai-lieu.png"


def test_a_filing_that_was_thrown_away_meanwhile_takes_nothing(world: World, store: Store, mother: Client) -> None:
    draft = new_draft(world)
    page = page_of(draft, paper_of(world))
    consent(mother, page)
    work()
    mother.post(page, {"choose": "1", "find": str(the_look().finds.get().pk)})
    drafts.discard(draft)
    assert work() == {"failed": 1}
    assert not Upload.objects.exists()
    assert the_look().words  # the proof that the look was allowed outlives the filing


def test_only_the_part_that_changes_is_sent_to_a_page_that_refreshes(
    world: World, store: Store, mother: Client
) -> None:
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    part = words(mother.get(page, headers={"HX-Target": "store-look", "HX-Request": "true"}))
    assert part.startswith('<section id="store-look"')
    assert "every 2s" in part
    work()
    assert "every 2s" not in words(mother.get(page))


def test_whoever_asks_without_end_is_asked_to_come_back_tomorrow(
    world: World, store: Store, mother: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.national.results_store.looking.MOST_A_DAY", 1)
    page = page_of(new_draft(world), paper_of(world))
    consent(mother, page)
    work()
    answer = consent(mother, page)
    assert answer.status_code == 409
    assert "Hãy thử lại vào ngày mai" in words(answer)
