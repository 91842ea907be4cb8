"""Accountants hand in statements: a faulty one is told beside its box and changes nothing, a sound one counts once."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from payments import statement_files, statement_taking
from payments.desk_forms import statements as form_module
from payments.models import BankAccount, Notice, Payment, StatedLine, StatementFile
from payments.receiving import receive
from payments.statement_taking import Taken
from payments.tasks import take_statements
from tests.payments.books import agree, everything, state_of
from tests.payments.desk import accountant_of, at_the_desk
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import HEADS, MT940, OURS, camt, entry, table, workbook
from tests.payments.test_statement_tables import windows_1258
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/sao-ke/"
HAND_IN = f"{LIST}tai-len/"


@pytest.fixture
def account() -> BankAccount:
    return make_account(number=OURS)


@pytest.fixture
def desk(account: BankAccount) -> Client:
    return at_the_desk(account.unit)


def send(desk: Client, account: BankAccount, content: bytes, name: str = "sao-ke.csv", key: str = "") -> Any:
    """Hand a file in as a browser does."""
    sent = {"account": account.pk, "submission_key": key or str(uuid4()), "file": SimpleUploadedFile(name, content)}
    return desk.post(HAND_IN, sent)


def line(reference: str, amount: str, words: str, out: str = "") -> tuple[str, ...]:
    return ("22/11/2026", reference, out, amount, words)


def test_a_sound_file_is_taken_in_by_the_worker_and_told_line_by_line(account: BankAccount, desk: Client) -> None:
    """Given lines for one order, known already, unknown and outgoing, each ends where it belongs and is counted."""
    paid, known = place(account), place(account)
    receive(report(known, 50_000, "K1"))
    content = table(
        line("R1", "50.000", paid.code), line("K1", "50.000", known.code), line("R2", "70.000", "nop tien"),
        line("OUT", "", "Phi", "11.000"), line("R1", "50.000", paid.code),
    )  # fmt: skip
    notices = Notice.objects.count()

    answer = send(desk, account, content)
    file = StatementFile.objects.get()
    assert answer["Location"] == f"{LIST}{file.pk}/"
    waiting = desk.get(answer["Location"]).content.decode()
    assert "Đang chờ máy xử lý" in waiting
    assert "data-open" in waiting
    take_statements()

    assert state_of(paid) == "paid"
    file.refresh_from_db()
    told = {"paid": 1, "duplicate": 1, "unmatched": 1, "went_out": 1, "repeated": 1}
    assert (file.state, file.outcomes, file.percent) == ("done", told, 100)
    assert (file.first_day, file.last_day) == (dt.date(2026, 11, 22), dt.date(2026, 11, 22))
    assert Notice.objects.count() == notices + 2, "what the books have already is counted, not written again"
    assert StatedLine.objects.count() == 4
    assert StatedLine.objects.get(reference="OUT").amount_dong == -11_000
    shown = desk.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in shown
    assert "data-open" not in shown
    assert "Dòng lặp lại trong cùng tệp" in shown
    assert file.file_name in desk.get(LIST).content.decode()
    assert agree()


def test_every_kind_of_file_is_read_by_what_it_holds(account: BankAccount, desk: Client) -> None:
    kinds = {
        "sao-ke.xlsx": workbook(HEADS, line("X1", "10.000", "mot")),
        "sao-ke.mt940": MT940.encode(),
        "sao-ke.xml": camt(entry(reference="C1")),
        "viet.csv": windows_1258("\n".join((";".join(HEADS), ";".join(line("V1", "20.000", "nộp lệ phí"))))),
    }
    for name, content in kinds.items():
        assert send(desk, account, content, name).status_code == 302, name
    assert statement_files.take_waiting() == 4
    assert set(StatementFile.objects.values_list("state", flat=True)) == {"done"}
    assert set(StatedLine.objects.filter(amount_dong__gt=0).values_list("reference", flat=True)) == {
        "X1", "5009.34878", "C1", "V1",
    }  # fmt: skip


WRONG: list[tuple[bytes, str]] = [
    (b"", "Tệp trống"),
    (b"\x00\x01\x02 nonsense", "Tệp không phải văn bản."),
    (b"PK\x03\x04 no workbook", "XLSX"),
    (table(line("R1", "50.000", "a"), heads=("A", "B", "C", "D", "E")), "Không tìm thấy dòng tiêu đề"),
    (table(line("R1", "", "a"), heads=("Ngày giao dịch", "Số tham chiếu", "X", "Số dư", "Mô tả")), "thiếu cột"),
    (table(line("R1", "năm mươi", "a")), "Dòng 2, cột “Số tiền ghi có”"),
    (table(line("R1", "0", "a"), line("R2", "50.000", "b")), "Dòng 2"),
    (table(("32/13/2026", "R1", "", "50.000", "a")), "Dòng 2, cột “Ngày giao dịch”"),
    (b"So tai khoan: 9999999999\n" + table(line("R1", "50.000", "a")), "9999999999"),
    (camt(entry(), money="USD"), "USD"),
    (table(*(line(f"R{n}", "0", "a") for n in range(40))), "Còn 20 chỗ khác cần sửa."),
]


def test_what_is_wrong_with_a_file_is_told_beside_its_box_and_nothing_is_written(
    account: BankAccount, desk: Client
) -> None:
    books = everything()
    for content, words in WRONG:
        answer = send(desk, account, content)
        shown = answer.content.decode()
        assert answer.status_code == 422, words
        assert words in shown, words
        assert "id_file-error" in shown
    assert "Hãy chọn tệp sao kê." in desk.post(HAND_IN, {"account": account.pk}).content.decode()
    assert not StatementFile.objects.exists()
    assert everything() == books


def test_a_big_file_is_judged_by_the_worker_and_its_faults_stand_on_its_page(
    account: BankAccount, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_module, "READ_AT_ONCE_BYTES", 10)
    order = place(account)
    content = table(line("R1", "50.000", order.code), line("R2", "0", "b"))
    address = send(desk, account, content)["Location"]
    unreadable = send(desk, account, b"no statement at all, in no way", "b.csv")["Location"]
    take_statements()

    shown = desk.get(address).content.decode()
    assert "Không có dòng nào được ghi nhận." in shown
    assert "Số tiền ghi có" in shown
    assert "Không tìm thấy dòng tiêu đề" in desk.get(unreadable).content.decode()
    assert state_of(order) == "open"
    assert not Payment.objects.exists()
    assert not StatedLine.objects.exists()


def test_a_form_sent_twice_and_a_file_sent_again_count_once(account: BankAccount, desk: Client) -> None:
    order, key = place(account), str(uuid4())
    content = table(line("R1", "50.000", order.code))
    first, second = send(desk, account, content, key=key), send(desk, account, content, key=key)
    assert first["Location"] == second["Location"]
    take_statements()
    books = everything()
    send(desk, account, content)
    take_statements()

    assert everything() == books
    assert StatementFile.objects.count() == 2
    assert StatementFile.objects.first().outcomes["duplicate"] == 1  # type: ignore[union-attr]
    assert StatedLine.objects.count() == 1


def test_a_file_whose_worker_was_lost_goes_on_and_after_three_is_given_up(account: BankAccount, desk: Client) -> None:
    order = place(account)
    send(desk, account, table(line("R1", "50.000", order.code)))
    long_ago = timezone.now() - dt.timedelta(minutes=5)
    StatementFile.objects.update(state="running", attempts=1, beat_at=timezone.now())
    take_statements()
    assert state_of(order) == "open", "somebody is at it"
    StatementFile.objects.update(beat_at=long_ago)
    take_statements()
    assert state_of(order) == "paid"

    StatementFile.objects.update(state="running", attempts=3, beat_at=long_ago, finished_at=None)
    take_statements()
    file = StatementFile.objects.get()
    assert file.state == "failed"
    assert "dừng giữa chừng" in file.problem


def test_an_error_of_ours_ends_the_file_in_words_and_reaches_the_log(
    account: BankAccount, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> Taken:
        raise RuntimeError("broken")

    monkeypatch.setattr(statement_files, "take", broken)
    address = send(desk, account, table(line("R1", "50.000", "a")))["Location"]
    with pytest.raises(RuntimeError):
        take_statements()
    assert "Có lỗi của hệ thống" in desk.get(address).content.decode()


def test_progress_is_written_while_a_long_file_runs(
    account: BankAccount, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_taking, "_BATCH", 2)
    seen: list[int] = []
    monkeypatch.setattr(statement_files, "_BEAT_SECONDS", 0.0)
    true_take = statement_taking._take_batch

    def watched(*args: Any) -> None:
        seen.append(StatementFile.objects.get().percent)
        true_take(*args)

    monkeypatch.setattr(statement_taking, "_take_batch", watched)
    send(desk, account, table(*(line(f"R{n}", "1.000", "x") for n in range(8))))
    take_statements()
    assert seen == [0, 25, 50, 75]


def test_statements_of_other_agencies_do_not_exist(account: BankAccount, desk: Client) -> None:
    foreign = make_account()
    assert send(desk, foreign, table(line("R1", "50.000", "a"))).status_code == 422
    other = at_the_desk(foreign.unit)
    address = send(desk, account, table(line("R1", "50.000", "a")))["Location"]
    assert other.get(address).status_code == 404
    assert StatementFile.objects.get().file_name not in other.get(LIST).content.decode()
    clerk = Client()
    clerk.force_login(accountant_of(account.unit, role=Role.CLERK))
    assert [clerk.get(page).status_code for page in (LIST, HAND_IN, address)] == [403] * 3


def test_the_list_costs_the_same_for_many_files(
    account: BankAccount, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for _number in range(6):
        send(desk, account, table(line("R1", "50.000", "a")))
    with django_assert_max_num_queries(7):
        assert desk.get(LIST).content.decode().count("sao-ke.csv") == 6
