"""Rules proved: whoever was promised a call gets one, from whoever has time, with every word that was typed before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotline import calls
from hotline.forms.calling import CloseForm
from hotline.inbox import inbox_unit
from hotline.models import Call, CallState, Ticket
from hotline.problems import NotAllowedNow
from hotline.reports import index_of_phone
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.tickets import WORDS
from units.roles import Role

CALLS = reverse("hotline:calls")
PHONE = "+84901234567"


@pytest.fixture
def operator(desk: Desk) -> Client:
    return at(desk.operator)


@pytest.fixture
def colleague(desk: Desk) -> User:
    return make_staff("truc2@example.vn", "Hồ Văn Sáu", Role.HOTLINE_OPERATOR, inbox_unit())


def page(call: Call) -> str:
    return reverse("hotline:call", args=[call.public_id])


def take(call: Call) -> str:
    return reverse("hotline:call-take", args=[call.public_id])


def missed(phone: str = PHONE) -> Call:
    """A call that nobody answered, an hour ago."""
    before = timezone.now() - timedelta(hours=1)
    return Call.objects.create(state=CallState.MISSED, phone=phone, began_at=before, call_back_at=before)


def soon(hours: int = 1) -> str:
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def promised(**more: Any) -> dict[str, Any]:
    return {"do": "promise", "call_back_at": soon(), "note": "Hỏi thuế đất", **more}


def test_a_missed_caller_who_is_not_reached_and_promised_another_call_still_waits_for_it(
    operator: Client, colleague: User
) -> None:
    call = missed()
    operator.post(take(call))
    assert "Hỏi thuế đất" not in words(operator.get(CALLS))

    operator.post(page(call), promised())

    assert [one.pk for one in calls.to_call_back()] == [call.pk]
    assert "Hỏi thuế đất" in words(at(colleague).get(CALLS))
    at(colleague).post(take(call))
    assert not calls.to_call_back().exists()
    assert Call.objects.exclude(pk=call.pk).get().operator == colleague


def test_what_was_typed_goes_with_the_promise_to_whoever_keeps_it(
    operator: Client, desk: Desk, colleague: User
) -> None:
    call = calls.begin(desk.operator, PHONE)

    operator.post(page(call), promised(content=WORDS, full_name="Nguyễn Thị Lan"))
    answer = at(colleague).post(take(call))

    shown = words(at(colleague).get(answer["Location"]))
    assert WORDS in shown and "Nguyễn Thị Lan" in shown
    call.refresh_from_db()
    assert (call.typed, call.typed_at) == ({}, None), "the words lie at one place only"
    assert (call.state, call.note, call.operator) == (CallState.DONE, "Hỏi thuế đất", desk.operator)


def test_a_promise_that_is_refused_keeps_the_words_and_the_line(operator: Client, desk: Desk) -> None:
    call = calls.begin(desk.operator, PHONE)
    for at_time, why in (("", "Hãy ghi giờ hẹn gọi lại."), ("chiều mai", "Hãy ghi giờ hẹn như 15:30 24/11/2026.")):
        refused = operator.post(page(call), promised(call_back_at=at_time, content=WORDS))
        assert refused.status_code == 422 and why in words(refused) and WORDS in words(refused)

    call.refresh_from_db()
    assert (call.state, call.call_back_at, call.typed["content"]) == (CallState.TALKING, None, WORDS)


@pytest.mark.parametrize("pattern", ["%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"])
def test_the_time_may_be_written_as_people_say_it(operator: Client, desk: Desk, pattern: str) -> None:
    call, moment = calls.begin(desk.operator, PHONE), timezone.localtime() + timedelta(days=2)

    operator.post(page(call), promised(call_back_at=f"{moment:{pattern}}"))

    call.refresh_from_db()
    assert call.call_back_at == moment.replace(second=0, microsecond=0)


def test_a_caller_with_a_withheld_number_is_called_back_at_the_one_they_tell(operator: Client, desk: Desk) -> None:
    call = calls.begin(desk.operator, "")
    assert "Không có số để gọi lại" in words(operator.post(page(call), promised()))
    assert "Không có số để gọi lại" in words(operator.post(page(call), promised(phone="  ")))
    assert operator.post(page(call), promised(phone="12")).status_code == 422
    call.refresh_from_db()
    assert (call.state, call.phone) == (CallState.TALKING, "")

    assert operator.post(page(call), promised(phone="0901 234 567")).status_code == 302

    call.refresh_from_db()
    assert (call.phone, call.phone_index) == (PHONE, index_of_phone(PHONE))
    assert "0901 234 567" in words(operator.get(CALLS))


def test_the_number_on_the_display_is_not_overwritten_by_the_one_to_answer_at(operator: Client, desk: Desk) -> None:
    call = calls.begin(desk.operator, PHONE)

    operator.post(page(call), promised(phone="0912 000 111"))

    call.refresh_from_db()
    assert (call.phone, call.typed["phone"]) == (PHONE, "0912 000 111")


def test_a_promise_says_what_it_is_even_without_a_word(operator: Client, desk: Desk) -> None:
    call = calls.begin(desk.operator, PHONE)

    operator.post(page(call), promised(note="\u200b "))

    call.refresh_from_db()
    assert (call.state, call.note) == (CallState.DONE, "Hẹn gọi lại.")


def test_whoever_waits_longest_is_called_first_and_a_passed_hour_is_marked(operator: Client, desk: Desk) -> None:
    now = timezone.now()
    for phone, minutes, note in (("+84901000001", 30, "Sau"), ("+84901000002", -5, "Quá"), ("+84901000003", 5, "Ngay")):
        call = calls.begin(desk.operator, phone)
        calls.promise(call, desk.operator, now + timedelta(hours=9), note)
        Call.objects.filter(pk=call.pk).update(call_back_at=now + timedelta(minutes=minutes))

    assert [call.note for call in calls.to_call_back()] == ["Quá", "Ngay", "Sau"]
    shown = words(operator.get(CALLS))
    assert shown.count("Quá giờ hẹn") == 1 and shown.index("0901 000 002") < shown.index("Quá giờ hẹn")


def test_a_kept_promise_is_not_kept_again_and_a_call_that_promised_nothing_is_not_returned(desk: Desk) -> None:
    closed = calls.begin(desk.operator, PHONE)
    calls.close(closed, desk.operator, "Gọi nhầm số")
    kept = calls.begin(desk.operator, PHONE)
    calls.promise(kept, desk.operator, timezone.now() + timedelta(hours=1), "")
    calls.return_call(kept, desk.operator)
    before = Call.objects.count()

    for call in (closed, kept):
        with pytest.raises(NotAllowedNow, match="đã có người gọi lại"):
            calls.return_call(call, desk.supervisor)

    assert Call.objects.count() == before


def test_taking_the_same_ringing_call_twice_is_taking_it_once(operator: Client, desk: Desk) -> None:
    call = Call.objects.create(state=CallState.RINGING, phone=PHONE, began_at=timezone.now())

    first, again = operator.post(take(call)), operator.post(take(call))

    assert first["Location"] == again["Location"] == page(call)
    call.refresh_from_db()
    assert (call.state, call.operator) == (CallState.TALKING, desk.operator)


def test_who_was_slower_is_told_by_whom_and_gets_nothing(operator: Client, desk: Desk, colleague: User) -> None:
    call = missed()
    operator.post(take(call))

    slower = at(colleague).post(take(call), follow=True)

    assert "Mai Phương Thảo đã nghe cuộc gọi này." in words(slower)
    assert at(colleague).get(page(call)).status_code == 404
    call.refresh_from_db()
    assert call.operator == desk.operator


def test_a_call_that_ended_in_another_window_meanwhile_says_so_and_stays_as_it_ended(
    operator: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = calls.begin(desk.operator, PHONE)
    is_valid = CloseForm.is_valid

    def ended_meanwhile(form: CloseForm) -> bool:
        if Call.objects.get(pk=call.pk).state == CallState.TALKING:
            calls.close(call, desk.operator, "Mất tín hiệu")
        return is_valid(form)

    monkeypatch.setattr(CloseForm, "is_valid", ended_meanwhile)

    answer = operator.post(page(call), {"do": "close", "note": "Gọi nhầm số"}, follow=True)

    assert "Cuộc gọi này đã kết thúc." in words(answer)
    assert Call.objects.get().note == "Mất tín hiệu"


def test_after_its_end_nothing_more_is_kept_of_a_call_and_the_browser_is_told(operator: Client, desk: Desk) -> None:
    call = calls.begin(desk.operator, PHONE)
    calls.close(call, desk.operator, "Gọi nhầm số")

    kept = operator.post(reverse("hotline:call-keep", args=[call.public_id]), {"content": WORDS})

    assert (kept.status_code, kept.json()) == (409, {"error": "Cuộc gọi này đã kết thúc."})
    assert Call.objects.get().typed == {}


def test_a_report_told_in_two_windows_is_one_ticket(desk: Desk, operator: Client) -> None:
    call = calls.begin(desk.operator, PHONE)
    told = {"do": "file", "kind": "guidance", "content": "Hỏi giấy khai sinh cần gì."}

    answers = [operator.post(page(call), told) for _window in range(2)]

    assert [answer["Location"] for answer in answers] == [page(call)] * 2
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("typed", ["12", "gọi ông Ba", "<b>0901</b>", "9" * 40])
def test_what_is_no_number_begins_no_call_and_stands_where_it_was_typed(operator: Client, typed: str) -> None:
    refused = operator.post(CALLS, {"phone": typed})

    assert refused.status_code == 422 and not Call.objects.exists()
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in words(refused)


def test_an_empty_desk_says_that_nobody_waits_and_nobody_stores_its_pages(operator: Client, desk: Desk) -> None:
    shown = operator.get(CALLS)
    assert "Không ai đang chờ được gọi lại." in words(shown)
    assert shown["Cache-Control"] == "private, no-store"
    call = calls.begin(desk.operator, "")

    one = operator.get(page(call))

    assert one["Cache-Control"] == "private, no-store" and "Cuộc gọi từ số bị giấu" in words(one)
    assert operator.get(take(call)).status_code == 405
