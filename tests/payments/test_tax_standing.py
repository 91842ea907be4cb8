"""Rules proved: a summary's row says where it stands and whether a button helps; filter and tag never differ."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import LazySettings
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from payments.models import TaxSummary
from payments.tax_office import listing, sending
from payments.tax_office.listing import Progress, Question, Standing
from portal.files import store
from portal.outbox.models import OutboxMessage
from tests.payments.conftest import Clock
from tests.payments.desk import accountant_of, at_the_desk
from tests.payments.tax_world import DAY, NEXT_DAY, TaxOffice, at, collecting_account, deliver, paid_at, tell
from tests.payments.test_desks_in_other_words import VIETNAMESE

SENT = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
COUNTS = dict.fromkeys(("replaced", "cancelled", "fee_dong", "charge_dong", "ended_dong"), 0) | {"issued": 1}
WAITING, FAILED, DONE = Progress.WAITING, Progress.FAILED, Progress.SENT


def message(state: str, error: str = "") -> OutboxMessage:
    return OutboxMessage(state=state, last_error=error)


def standing(*, is_connected: bool = True, **fields: Any) -> Standing:
    return listing.standing_of(TaxSummary(**fields), is_connected=is_connected)


@pytest.mark.parametrize(
    ("fields", "progress", "cause", "helps"),
    [
        ({}, WAITING, "", False),
        ({"is_connected": False}, WAITING, "Cổng chưa nối với cơ quan thuế: hãy tải tệp XML và nộp.", False),
        ({"obstacle": "no_tax_code"}, FAILED, "Tài khoản thu của đơn vị chưa ghi mã số thuế.", True),
        ({"obstacle": "not_signed"}, FAILED, "Chưa ký số được tệp.", True),
        ({"obstacle": "failed"}, FAILED, "Chưa lập được tệp do lỗi kỹ thuật.", True),
        ({"sent_at": SENT, "answer": "202 TCT-1"}, DONE, "202 TCT-1", False),
        ({"message": message("waiting")}, WAITING, "", False),
        (
            {"message": message("waiting", "Unreachable: 401 Sai mã")},
            WAITING,
            "Chưa liên lạc được với cơ quan thuế (401 Sai mã). Hệ thống tự thử lại.",
            True,
        ),
        (
            {"message": message("dead", "Refused: 422 a: b")},
            FAILED,
            "Cơ quan thuế không nhận tệp này: 422 a: b",
            True,
        ),
        (
            {"message": message("dead", "NotTaken: 500")},
            FAILED,
            "Hệ thống của cơ quan thuế gặp lỗi khi nhận tệp: 500",
            True,
        ),
        (
            {"message": message("dead", "KeyError: 100% %(said)s")},
            FAILED,
            "Chưa gửi được do lỗi kỹ thuật: 100% %(said)s",
            True,
        ),
        # Sent, whatever the outbox remembers of it
        ({"message": message("dead", "Unreachable: late"), "sent_at": SENT}, DONE, "", False),
    ],
)
def test_a_row_names_the_state_the_cause_and_whether_a_button_helps(
    fields: dict[str, Any], progress: Progress, cause: str, helps: bool
) -> None:
    told = standing(**fields)
    assert (told.state.label, told.cause, told.can_retry) == (progress.label, cause, helps)


@pytest.mark.parametrize("error", ["Unreachable: x", "Refused: x", "NotTaken: x", "OSError: x", "obstacle", "by hand"])
def test_every_cause_is_told_in_english_too(error: str) -> None:
    with override("en"):
        told = {
            "obstacle": lambda: standing(obstacle="failed"),
            "by hand": lambda: standing(is_connected=False),
        }.get(error, lambda: standing(message=message("dead", error)))()
        assert told.cause and not VIETNAMESE.search(f"{told.cause} {told.state.label}")


@given(
    st.sampled_from(["", "H29.151", "H29.151.2"]), st.none() | st.dates(), st.none() | st.dates(),
    st.sampled_from(["", *Progress.values]), st.integers(0, 10**12), st.integers(0, 10**12),
)  # fmt: skip
def test_an_address_sent_to_a_colleague_asks_the_same(
    unit: str, since: dt.date | None, until: dt.date | None, progress: str, after: int, before: int
) -> None:
    asked = Question(unit, since, until, progress)
    address = asked.address(after=after, before=before)
    read = Question.read({name: said[0] for name, said in parse_qs(address.removeprefix("?")).items()})
    assert read == Question(unit, since, until, progress, after=after, before=before)
    assert read.has_filters == bool(unit or since or until or progress)
    assert read.address() == asked.address(), "another filter begins at the first page"


@given(st.dictionaries(st.sampled_from(["don-vi", "tu", "den", "tinh-trang", "sau", "truoc"]), st.text(max_size=50)))
def test_whatever_somebody_made_of_an_address_is_a_question(typed: dict[str, str]) -> None:
    asked = Question.read(typed)
    assert asked.progress in {"", *Progress.values} and len(asked.unit) <= 40
    assert min(asked.after, asked.before) >= 0


@pytest.mark.django_db
def test_a_summary_stands_under_the_filter_that_its_tag_names_and_under_no_other() -> None:
    """Also those whose message the outbox has forgotten."""
    account = collecting_account()
    situations: list[dict[str, Any]] = [
        {}, {"obstacle": "not_signed"}, {"state": "waiting"}, {"state": "waiting", "last_error": "Unreachable: x"},
        {"state": "dead", "finished_at": SENT, "last_error": "Refused: x"},
        {"state": "sent", "finished_at": SENT, "sent_at": SENT}, {"sent_at": SENT},
    ]  # fmt: skip
    from_outbox = ("state", "finished_at", "last_error")
    for number, told in enumerate(situations):
        own = {name: value for name, value in told.items() if name not in from_outbox}
        made = TaxSummary.objects.create(unit=account.unit, day=DAY - dt.timedelta(days=number), **COUNTS, **own)
        if "state" in told:
            put = {name: told[name] for name in from_outbox if name in told}
            sent = OutboxMessage.objects.create(channel="tax", idempotency_key=made.number, payload={}, **put)
            file = store.save(b"<x/>", f"{number}.xml", sending.MIME)
            TaxSummary.objects.filter(pk=made.pk).update(message=sent, file=file)
    keeper = accountant_of(account.unit)

    def tags(progress: str) -> list[tuple[int, str]]:
        rows = listing.page_of(keeper, Question(progress=progress)).rows
        return [(row.pk, str(listing.standing_of(row, is_connected=True).state.label)) for row in rows]

    everything = tags("")
    assert len(everything) == len(situations)
    for progress in Progress:
        assert tags(progress) == [(pk, words) for pk, words in everything if words == str(progress.label)]


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_what_hindered_a_file_once_is_forgotten_when_it_leaves(
    clock: Clock, settings: LazySettings, office: TaxOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written while there was no connection, hindered when there was one: once sent, the row says sent."""
    account = collecting_account()
    paid_at(at(DAY), clock, account)
    address, settings.TAX_OFFICE_URL = settings.TAX_OFFICE_URL, ""
    night = at(NEXT_DAY, 0, 10)
    tell(night)
    settings.TAX_OFFICE_URL = address
    with monkeypatch.context() as broken:
        broken.setattr(sending, "put", lambda *_told: (_ for _ in ()).throw(RuntimeError("worker killed")))
        assert tell(night) == 0
    assert TaxSummary.objects.get().obstacle == "failed"

    assert tell(night) == 1
    deliver()

    desk = at_the_desk(account.unit)
    page = desk.get("/can-bo/thu-phi/co-quan-thue/").content.decode().split("<tbody>")[1]
    assert "Đã gửi" in page and "TCT-1" in page and "Không gửi được" not in page and "Thử lại" not in page
    assert office.tried == [TaxSummary.objects.get().number]
