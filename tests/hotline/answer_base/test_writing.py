"""Entries: written by the hotline in two languages, changed by versions, reviewed by a day, never deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hotline.answer_base import writing
from hotline.models import FaqEntry, FaqVersion
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.answer_base.entries import QUESTION, TEXT, faq, next_month, typed, written
from tests.hotline.desk import Desk, at

DESK, NEW = reverse("hotline:faq-desk"), reverse("hotline:faq-new")


def test_an_entry_is_written_changed_and_withdrawn_on_its_pages(world: World, desk: Desk) -> None:
    operator = at(desk.operator)
    assert "Chưa có câu hỏi nào" in words(operator.get(DESK))
    assert operator.post(NEW, typed()).status_code == 302
    entry = FaqEntry.objects.get()
    page = entry.get_absolute_url()
    assert QUESTION in words(Client().get(page)) and TEXT in words(Client().get(page))
    english = words(Client(headers={"accept-language": "en"}).get(page))
    assert "Where do I replace" in english and QUESTION not in english

    write = reverse("hotline:faq-write", args=[entry.pk])
    assert QUESTION in words(operator.get(write))
    at(desk.supervisor).post(write, typed(text="Ba ngày làm việc thì có thẻ mới."))
    html = words(Client().get(page))
    assert "Ba ngày làm việc" in html and TEXT not in html
    assert list(FaqVersion.objects.values_list("number", "text")) == [
        (1, TEXT),
        (2, "Ba ngày làm việc thì có thẻ mới."),
    ]
    assert FaqEntry.objects.get().owner == desk.supervisor

    withdraw = reverse("hotline:faq-withdraw", args=[entry.pk])
    assert QUESTION in words(operator.get(withdraw))
    operator.post(withdraw)
    assert Client().get(page).status_code == 404 == operator.get(write).status_code
    assert "đã được thu lại" in words(operator.post(withdraw, follow=True))
    assert FaqVersion.objects.count() == 2


def test_a_form_sent_twice_publishes_one_entry_and_one_version(world: World, desk: Desk) -> None:
    operator = at(desk.operator)
    for _twice in range(2):
        assert operator.post(NEW, typed()).status_code == 302
    write = reverse("hotline:faq-write", args=[FaqEntry.objects.get().pk])
    for _twice in range(2):
        assert operator.post(write, typed(text="Ba ngày làm việc thì có thẻ mới.")).status_code == 302
    assert FaqVersion.objects.count() == 2
    operator.post(NEW, typed())
    at(desk.supervisor).post(NEW, typed())
    assert FaqEntry.objects.count() == 3, "the same words by somebody else, or after they were changed, are new"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"question": ""}, "Hãy ghi câu hỏi."),
        ({"text_en": ""}, "Hãy ghi câu trả lời bằng tiếng Anh."),
        ({"text": "Gọi chị Hoa 0901 234 567."}, "Còn dữ liệu cá nhân ở đây"),
        ({"review_on_year": "2020"}, "Ngày rà soát lại phải từ ngày mai"),
        ({"review_on_day": ""}, "Rà soát lại vào ngày"),
    ],
)
def test_what_is_missing_is_told_with_every_word_kept(
    world: World, desk: Desk, changed: dict[str, str], told: str
) -> None:
    answer = at(desk.operator).post(NEW, typed(**changed))

    assert answer.status_code == 422 and told in words(answer)
    assert typed()["question_en"] in words(answer) and not FaqEntry.objects.exists()


def test_nobody_but_the_hotline_of_the_province_writes(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    for stranger in (world.mother, world.ward.leader, world.ward.clerk):
        for address in (DESK, NEW, reverse("hotline:faq-withdraw", args=[entry.pk])):
            assert at(stranger).post(address, typed()).status_code == 403
        with pytest.raises(NotYours):
            written(stranger)
        with pytest.raises(NotYours):
            writing.withdraw(stranger, entry)
    assert FaqVersion.objects.count() == 1 and FaqEntry.objects.get().withdrawn_at is None


def test_rules_of_writing(world: World, desk: Desk) -> None:
    today = timezone.localdate()
    for day in (today, today - dt.timedelta(days=1), today + dt.timedelta(days=400)):
        with pytest.raises(Incomplete) as refused:
            writing.write(desk.operator, faq(), day)
        assert refused.value.field == "review_on"
    with pytest.raises(Incomplete) as empty:
        writing.write(desk.operator, faq(question=" \u200b "), next_month())
    assert empty.value.field == "question" and not FaqEntry.objects.exists()
    entry = written(desk.operator)
    writing.withdraw(desk.operator, entry)
    with pytest.raises(NotAllowedNow):
        written(desk.operator, entry)
    with pytest.raises(NotAllowedNow):
        writing.withdraw(desk.operator, entry)


def test_the_database_lets_nobody_rewrite_or_delete(world: World, desk: Desk) -> None:
    entry = written(desk.operator)
    for statement in (
        "UPDATE hotline_faqversion SET text = 'khác' WHERE entry_id = %s",
        "DELETE FROM hotline_faqversion WHERE entry_id = %s",
        "DELETE FROM hotline_faqentry WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [entry.pk])
    assert Client().get(entry.get_absolute_url()).status_code == 200


def test_what_is_due_for_review_stands_on_top_and_the_list_costs_the_same_for_many(world: World, desk: Desk) -> None:
    counts = []
    for number in (1, 3):
        for n in range(number):
            written(desk.operator, question=f"Câu {number}.{n} về hộ khẩu")
        with CaptureQueriesContext(connection) as asked:
            at(desk.operator).get(DESK)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    FaqEntry.objects.filter(current__question="Câu 3.2 về hộ khẩu").update(review_on=timezone.localdate())

    html = words(at(desk.operator).get(DESK))

    assert html.index("Câu 3.2") < html.index("Câu 1.0") and html.count("Đến ngày rà soát") == 1
