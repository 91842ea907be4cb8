"""Versions of a question that many ask: numbered, kept, named; two at once, withdrawn meanwhile, reviewed in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline.answer_base import finding, writing
from hotline.answer_base.forms import FaqForm
from hotline.models import FaqEntry, FaqVersion
from hotline.problems import Incomplete
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.answer_base.entries import QUESTION, TEXT, faq, next_month, typed, written
from tests.hotline.desk import Desk, at
from units.roles import Role

DESK, NEW = reverse("hotline:faq-desk"), reverse("hotline:faq-new")


def write_page(entry: FaqEntry) -> str:
    return reverse("hotline:faq-write", args=[entry.pk])


def test_every_change_is_a_version_with_its_author_and_readers_see_the_last(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    for number in range(2, 5):
        written((desk.operator, desk.supervisor)[number % 2], entry, text=f"Bản thứ {number}.")

    versions = list(FaqVersion.objects.filter(entry=entry))
    assert [version.number for version in versions] == [1, 2, 3, 4]
    assert [version.text for version in versions] == [TEXT, "Bản thứ 2.", "Bản thứ 3.", "Bản thứ 4."]
    html = words(Client().get(entry.get_absolute_url()))
    assert "Bản thứ 4." in html and "Bản thứ 3." not in html and desk.operator.full_name not in html
    page = words(at(desk.operator).get(write_page(entry)))
    assert page.index("4. <span") < page.index("1. <span") and page.count(desk.supervisor.full_name) == 1


def test_two_who_write_at_once_both_stand_in_the_versions(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    first, second = FaqEntry.objects.get(pk=entry.pk), FaqEntry.objects.get(pk=entry.pk)

    written(desk.operator, first, text="Ba ngày.")
    written(desk.supervisor, second, text="Bảy ngày.")

    assert list(entry.versions.values_list("number", "text"))[1:] == [(2, "Ba ngày."), (3, "Bảy ngày.")]
    entry.refresh_from_db()
    assert entry.owner == desk.supervisor and entry.current is not None and entry.current.number == 3


def test_an_entry_withdrawn_while_the_form_was_open_says_so_and_keeps_what_was_typed(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry, said = written(desk.operator), FaqForm.said

    def somebody_is_faster(form: FaqForm) -> dict[str, Any]:
        writing.withdraw(desk.supervisor, entry)
        return said(form)

    monkeypatch.setattr(FaqForm, "said", somebody_is_faster)
    answer = at(desk.operator).post(write_page(entry), typed(text="Chín ngày làm việc."))

    assert answer.status_code == 409 and "Câu hỏi này đã được thu lại." in words(answer)
    assert "Chín ngày làm việc." in words(answer) and entry.versions.count() == 1


@pytest.mark.parametrize(("days", "is_lawful"), [(-1, False), (0, False), (1, True), (366, True), (367, False)])
def test_it_is_reviewed_from_tomorrow_to_a_year_ahead(world: World, desk: Desk, days: int, is_lawful: bool) -> None:
    day = timezone.localdate() + dt.timedelta(days=days)
    if is_lawful:
        assert writing.write(desk.operator, faq(), day).review_on == day
        return
    with pytest.raises(Incomplete) as refused:
        writing.write(desk.operator, faq(), day)
    assert (refused.value.field, str(refused.value)) == (
        "review_on",
        "Ngày rà soát lại phải từ ngày mai đến một năm nữa.",
    )
    assert not FaqEntry.objects.exists()


@pytest.mark.parametrize("field", ["question", "text", "question_en", "text_en", "legal_basis"])
def test_personal_data_is_refused_in_every_part_and_named(world: World, desk: Desk, field: str) -> None:
    entry = written(desk.operator)

    answer = at(desk.operator).post(write_page(entry), typed(**{field: "Gọi 0901 234 567 hoặc lan@example.vn"}))

    html = words(answer)
    assert answer.status_code == 422 and f'id="id_{field}-error"' in html
    assert "0901 234 567" in html and "lan@example.vn" in html
    assert entry.versions.count() == 1 and TEXT in words(Client().get(entry.get_absolute_url()))


def test_whoever_hears_one_ward_or_keeps_the_site_finds_no_door(world: World, desk: Desk) -> None:
    """Nobody is led to a form that is refused when it has been filled in."""
    entry = written(desk.operator)
    local = make_staff("phuong@example.vn", "Đỗ Thị Mây", Role.HOTLINE_OPERATOR, world.ward.committee)
    admin = make_staff("quantri@example.vn", "Hồ Văn Sáu", Role.SYSTEM_ADMIN, world.ward.committee)
    for client in (at(local), at(admin)):
        for address in (DESK, NEW, write_page(entry), reverse("hotline:faq-withdraw", args=[entry.pk])):
            assert client.get(address).status_code == 403 == client.post(address, typed()).status_code
    assert DESK not in words(at(local).get(reverse("hotline:desk")))
    assert DESK in words(at(desk.operator).get(reverse("hotline:desk")))
    assert FaqVersion.objects.count() == 1 and Client().get(entry.get_absolute_url()).status_code == 200


def test_hostile_words_stay_words_on_every_page(world: World, desk: Desk) -> None:
    hostile = "<script>alert(1)</script>{{ 7|add:7 }} hộ khẩu"
    entry = written(desk.operator, question=hostile, text=hostile, legal_basis=hostile)
    staff, anybody = at(desk.operator), Client()

    pages = [anybody.get(entry.get_absolute_url()), anybody.get(reverse("hotline:answers"))]
    pages += [staff.get(DESK), staff.get(write_page(entry)), staff.get(f"{write_page(entry)}thu-lai/")]
    for page in pages:
        assert "&lt;script&gt;alert(1)" in words(page) and "<script>alert" not in words(page)
        assert "{{ 7|add:7 }}" in words(page)


def test_a_withdrawn_question_leaves_lists_search_and_desk_and_its_versions_stay(world: World, desk: Desk) -> None:
    kept, gone = written(desk.operator), written(desk.operator, question="Đổi hộ chiếu ở đâu?")
    answers = reverse("hotline:answers")
    assert "Đổi hộ chiếu ở đâu?" in words(Client().get(answers))

    at(desk.supervisor).post(reverse("hotline:faq-withdraw", args=[gone.pk]))

    for page in (Client().get(answers), Client().get(answers, {"q": "đổi hộ chiếu"}), at(desk.operator).get(DESK)):
        assert "Đổi hộ chiếu ở đâu?" not in words(page)
    assert QUESTION in words(Client().get(answers)) and finding.search("hộ chiếu") == []
    gone.refresh_from_db()
    assert gone.withdrawn_by == desk.supervisor and gone.versions.count() == 1
    kept.refresh_from_db()
    assert kept.withdrawn_at is None and kept.review_on == next_month()
