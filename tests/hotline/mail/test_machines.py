"""Rules proved: what a machine wrote is told by any of its marks, wherever it stands; people's letters have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.mail.judging import is_from_a_machine, may_be_answered
from hotline.mail.reading import Letter, read

MARKS = [
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: AUTO-GENERATED",
    "Auto-Submitted: auto-notified; owner-email=x@example.vn",
    "Auto-Submitted:",
    "AUTO-SUBMITTED: auto-replied",
    "auto-submitted:\r\n auto-replied",
    "Auto-Submitted: =?utf-8?q?auto-replied?=",
    "Precedence: bulk",
    "Precedence: LIST",
    "Precedence: junk",
    "Precedence: auto_reply",
    "List-Id: Tin tức <tin.example.vn>",
    "List-Post: NO",
    "List-Help: <mailto:giup@example.vn>",
    "List-Unsubscribe: <https://example.vn/thoi>",
    "Mailing-List: contact x",
    "X-Mailing-List: x",
    "Feedback-ID: 1:2:3",
    "X-Autoreply: yes",
    "X-Autorespond:",
    "X-Failed-Recipients: a@example.vn",
    "X-Loop: duongdaynong@example.vn",
    "Return-Path: <>",
    "Return-Path:  <> ",
]
SILENT = [
    "Auto-Submitted: no",
    "Auto-Submitted: No; owner=x",
    "Precedence: first-class",
    "Return-Path: <lan@example.vn>",
    "X-Mailer: Thunderbird",
    "X-List-Id: x",
    "Subject: Precedence: bulk",
    "X-Priority: 1",
    "Received: from list-id.example.vn by b",
]
OTHERS = st.lists(st.sampled_from(SILENT), max_size=6, unique_by=lambda line: line.partition(":")[0])


def written(*lines: str, sender: str = "Lan <lan@example.vn>", body: str = "Xin chào") -> Letter:
    """A letter with these lines in its head."""
    return read("\r\n".join([f"From: {sender}", *lines, "", body]).encode())


@given(st.sampled_from(MARKS), OTHERS, st.data())
def test_one_mark_of_a_machine_counts_wherever_it_stands(mark: str, others: list[str], data: st.DataObject) -> None:
    name = mark.partition(":")[0].lower()
    head = [line for line in others if line.partition(":")[0].lower() != name]
    head.insert(data.draw(st.integers(0, len(head))), mark)

    assert is_from_a_machine(written(*head))


@given(OTHERS)
def test_without_a_mark_a_person_wrote_it_whatever_else_stands_there(others: list[str]) -> None:
    assert not is_from_a_machine(written(*others))


@given(st.sampled_from(MARKS))
def test_a_mark_in_the_words_of_a_letter_is_only_told(mark: str) -> None:
    assert not is_from_a_machine(written(body=f"Tôi nhận được thư này:\r\n\r\n{mark}"))


@pytest.mark.parametrize("kind", [
    "multipart/report; report-type=delivery-status; boundary=b", "MULTIPART/REPORT; boundary=b",
    "multipart/mixed; report-type=disposition-notification; boundary=b",
])  # fmt: skip
def test_a_bounce_and_a_note_of_reading_are_told_by_their_kind(kind: str) -> None:
    assert is_from_a_machine(written(f"Content-Type: {kind}"))


@pytest.mark.parametrize("sender", [
    "MAILER-DAEMON@mx.example.vn", "Mail Delivery <mailer-daemon@example.vn>", "postmaster@example.vn",
    "no-reply@example.vn", "NoReply@example.vn", "no_reply@example.vn", "do-not-reply@example.vn",
    "do_not_reply@example.vn", "donotreply@example.vn", "bounce@example.vn", "bounces+lan=example.vn@list.example",
    "noreply+abc@example.vn",
])  # fmt: skip
def test_who_can_not_be_answered_is_a_machine(sender: str) -> None:
    assert is_from_a_machine(written(sender=sender))


@pytest.mark.parametrize("sender", [
    "lan@example.vn", "lan+noreply@example.vn", "noreplynguyen@example.vn", "bouncer@example.vn",
    "lan@noreply.example.vn", "Postmaster <lan@example.vn>", "mailer-daemon <lan@example.vn>",
])  # fmt: skip
def test_people_whose_address_only_looks_like_one_are_heard(sender: str) -> None:
    assert not is_from_a_machine(written(sender=sender))


def test_of_a_header_that_comes_twice_the_first_counts() -> None:
    assert is_from_a_machine(written("Auto-Submitted: auto-replied", "Auto-Submitted: no"))
    assert not is_from_a_machine(written("Auto-Submitted: no", "Auto-Submitted: auto-replied"))


@pytest.mark.parametrize(("told", "is_wanted"), [
    ("", True), ("None", True), ("OOF", True), ("DR, RN, NRN, OOF", True), ("All", False), ("ALL", False),
    ("AutoReply", False), ("oof, autoreply", False), ("DR,AutoReply,OOF", False),
])  # fmt: skip
def test_who_wants_no_automatic_answer_says_so(told: str, is_wanted: bool) -> None:
    asked = written(f"X-Auto-Response-Suppress: {told}")

    assert may_be_answered(asked) == is_wanted and not is_from_a_machine(asked)


@pytest.mark.parametrize("sender", ["", "Lan", "lan@", "lan@example", "a@b.vn c@d.vn", "undisclosed-recipients:;"])
def test_without_one_address_nobody_is_answered(sender: str) -> None:
    assert not may_be_answered(written(sender=sender))
