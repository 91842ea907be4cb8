"""What was open in an older system goes on here: from its step, with the day that was promised there."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dossiers import aliases, chain, deadlines, papermaking, processing, returning
from dossiers.deadline_watch import mark
from dossiers.due_course import due_course
from dossiers.models import Alert, Dossier
from dossiers.statuses import DeliveryState, Status
from portal.inheritance.models import ImportJob
from portal.outbox.models import OutboxMessage
from portal.vietnamese.moments import VIETNAM
from tests.dossiers.calendar_changes import changed
from tests.dossiers.world import World, given_world
from tests.inheritance.packing import PDF, account, dossier, faults, imported, packed, paper
from units.calendars import calendar_of

FILES = {"tep/don.pdf": PDF}


@pytest.fixture
def world(db: None) -> World:
    """Two wards, their staff, a mother, and birth registration."""
    return given_world()


def working_day(world: World, ahead: int) -> dt.date:
    """A day on which the ward works, so many days from now or the next one after."""
    return calendar_of(world.ward.committee).working_day_from(timezone.localdate() + timedelta(days=ahead))


def still_open(world: World, code: str = "BDG-2026-0001", **cells: str) -> dict[str, str]:
    """A dossier of a week ago at its officer, promised for a day ahead."""
    begun = timezone.localdate() - timedelta(days=7)
    usual = {
        "trang_thai": "4", "ngay_nop": f"{begun} 08:30", "ngay_tiep_nhan": f"{begun} 09:00",
        "ngay_hen_tra": f"{working_day(world, 9):%d/%m/%Y}", "ngay_xong": "", "ngay_tra": "",
    }  # fmt: skip
    return dossier(code, **(usual | cells))


def places(job: ImportJob) -> list[tuple[str, str]]:
    return [(column, what) for _table, _row, column, what in faults(job)]


def the(code: str = "BDG-2026-0001") -> Dossier:
    found = aliases.find(code)
    assert found is not None
    return found


def test_one_at_its_officer_stands_there_with_the_day_that_was_promised(world: World) -> None:
    job = imported(packed(FILES, ho_so=[still_open(world)], giay_to=[paper("BDG-2026-0001")]))

    assert (job.problem, faults(job)) == ("", [])
    one, task = the(), the().tasks.get()
    assert (one.status, one.is_open, one.delivery_state) == (Status.PROCESSING, True, DeliveryState.NOTHING)
    assert (one.receiving_unit, one.competent_unit) == (world.ward.centre, world.ward.committee)
    assert (one.handling_unit, task.unit, task.role, task.assignee) == (
        world.ward.office, world.ward.office, "officer", None,
    )  # fmt: skip
    promised = calendar_of(world.ward.committee).last_closing(working_day(world, 9))
    assert one.due_at == promised, "a promise for a day lasts until the office closes on it"
    assert (one.clock_started_at, one.handed_over_at) == (one.received_at, one.received_at)
    assert one.submitted_at < one.due_soon_from < one.due_at
    assert task.opened_at > one.submitted_at, "the officer's hours begin now"
    assert chain.first_broken(one) is None
    assert not OutboxMessage.objects.exists()


def test_the_promise_is_told_as_one_and_no_sum_is_made_up(world: World) -> None:
    imported(packed(ho_so=[still_open(world)]))
    one = the()
    course = due_course(one, list(one.events.select_related("unit")))

    assert course.rule == "Ngày hẹn trả trên giấy tiếp nhận của hệ thống cũ, giữ nguyên khi chuyển sang."
    assert course.days == []
    (change,) = course.changes
    assert (change.before, change.after, change.cause) == (None, one.due_at, "Chuyển từ hệ thống cũ")


def test_it_is_settled_here_from_draft_to_hand_out_on_the_general_paper(world: World) -> None:
    """The questions of the e-form were never answered here, so its own paper could not be filled."""
    imported(packed(ho_so=[still_open(world)]))
    content = {"decision": "Đăng ký khai sinh cho cháu Nguyễn Văn An."}
    drafted = processing.submit_for_signature(the(), world.ward.officer, content=content, opinion="Đủ điều kiện.")
    processing.approve(drafted, world.ward.leader)
    papermaking.make_waiting()

    one = the()
    assert (one.status, one.result.template) == (Status.FINISHED, "documents/results/generic.html")
    assert one.due_at == dt.datetime.fromisoformat(one.events.get(action="take_over").data["due"]["to"])
    assert returning.hand_out(one, world.ward.clerk, recipient="Nguyễn Thị Bưởi").status == Status.RETURNED


def test_its_owner_sees_it_and_takes_it_back(world: World, client: Client) -> None:
    mine = account("u1", thu_dien_tu=world.mother.email or "")
    imported(packed(tai_khoan=[mine], ho_so=[still_open(world, ma_tai_khoan="u1")]))
    client.force_login(world.mother)

    assert the().code in client.get(reverse("dossiers:mine")).content.decode()
    shown = client.get(reverse("dossiers:detail", args=[the().code])).content.decode()
    assert "BDG-2026-0001" in shown
    assert returning.withdraw(the(), world.mother, reason="Không cần nữa.").status == Status.WITHDRAWN


def test_staff_find_it_in_their_work_and_open_its_papers(world: World, client: Client) -> None:
    imported(packed(FILES, ho_so=[still_open(world)], giay_to=[paper("BDG-2026-0001")]))
    client.force_login(world.ward.officer)

    page = client.get(reverse("dossiers:work", args=[the().code])).content.decode()
    assert "Giấy tờ từ hệ thống cũ" in page
    assert "giữ nguyên khi chuyển sang" in page
    (file,) = the().inherited_files.all()
    assert client.get(reverse("dossiers:inherited-file", args=[the().code, file.pk])).content == PDF
    client.force_login(world.other_ward.officer)
    assert client.get(reverse("dossiers:work", args=[the().code])).status_code == 404


def test_one_that_was_only_filed_begins_its_clock_when_it_is_received_here(world: World) -> None:
    cells = {"trang_thai": "1", "ngay_tiep_nhan": "", "ngay_hen_tra": "", "kenh": "truc_tuyen"}
    imported(packed(ho_so=[still_open(world, **cells)]))
    one = the()
    assert (one.status, one.received_at, one.tasks.get().unit) == (Status.SUBMITTED, None, world.ward.centre)
    assert one.reception_due_at is not None
    assert one.reception_due_at > timezone.now(), "nobody here could have received it before"

    received = processing.receive(one, world.ward.clerk)
    assert (received.status, received.due_sum["unit"]) != (Status.SUBMITTED, deadlines.PROMISED_THERE)
    assert received.due_at > timezone.now()


def test_one_at_the_counter_is_handed_over_and_its_promise_stays_wherever_it_goes(world: World) -> None:
    """Elsewhere the clock starts at the competent agency (NĐ 309/2026 Đ17(3)); a receipt in people's hands holds."""
    imported(packed(ho_so=[still_open(world, trang_thai="2")]))
    one = the()
    assert (one.status, one.handed_over_at, one.tasks.get().due_at) == (Status.RECEIVED, None, one.hand_over_due_at)
    assert one.hand_over_due_at is not None
    assert one.hand_over_due_at > timezone.now()

    Dossier.objects.update(receiving_unit=world.other_ward.centre)
    one.tasks.update(unit=world.other_ward.centre)
    handed = processing.hand_over(one, world.other_ward.clerk)
    assert (handed.status, handed.due_at) == (Status.PROCESSING, one.due_at)


def test_a_day_off_that_comes_later_moves_no_promise(world: World) -> None:
    promised = working_day(world, 9)
    imported(packed(ho_so=[still_open(world), still_open(world, "B", trang_thai="2")]))
    before = {one.pk: (one.due_at, one.hand_over_due_at) for one in Dossier.objects.all()}

    changed(world, promised)

    assert {one.pk: (one.due_at, one.hand_over_due_at) for one in Dossier.objects.all()} == before


def test_one_whose_day_has_passed_is_overdue_and_its_unit_is_told(world: World) -> None:
    begun = timezone.localdate() - timedelta(days=400)
    late = {"ngay_nop": str(begun), "ngay_tiep_nhan": str(begun), "ngay_hen_tra": f"{begun + timedelta(days=9)} 16:30"}
    imported(packed(ho_so=[still_open(world, **late)]))

    mark()

    assert the().overdue_at is not None
    assert Alert.objects.filter(dossier=the(), kind="overdue", unit=world.ward.office).exists()


def test_what_contradicts_an_open_dossier_is_told_beside_its_column(world: World) -> None:
    ahead = str(timezone.localdate() + timedelta(days=3))
    rows = [
        still_open(world, "A", ngay_xong="2026-11-01"), still_open(world, "B", ngay_tiep_nhan=""),
        still_open(world, "C", ngay_hen_tra=""), still_open(world, "D", trang_thai="1"),
        still_open(world, "E", ngay_hen_tra="2020-01-01"), still_open(world, "F", ngay_nop=ahead, ngay_tiep_nhan=ahead),
        still_open(world, "G", buoc="ky-ten"), still_open(world, "H", trang_thai="2", buoc="tham-dinh"),
        still_open(world, "I", trang_thai="5"), still_open(world, "K", truong_hop="khong-co"),
    ]  # fmt: skip
    tried, real = imported(packed(ho_so=rows), is_dry_run=True), imported(packed(ho_so=rows))

    assert faults(tried) == faults(real)
    assert [(row, column) for _table, row, column, _what in faults(real)] == [
        (2, "ngay_xong"), (3, "ngay_tiep_nhan"), (4, "ngay_hen_tra"), (5, "ngay_tiep_nhan"), (6, "ngay_hen_tra"),
        (7, "ngay_tiep_nhan"), (8, "buoc"), (9, "buoc"), (10, "trang_thai"), (11, "truong_hop"),
    ]  # fmt: skip
    assert not Dossier.objects.exists()


def test_a_step_of_the_process_may_be_named_by_its_key_or_its_name(world: World) -> None:
    steps = [step for step in world.birth.processes.get().steps.order_by("position") if step.role == "officer"]
    rows = [still_open(world, "A", buoc=steps[-1].key.upper()), still_open(world, "B", buoc=steps[-1].name)]

    assert faults(imported(packed(ho_so=rows))) == []
    assert {the(code).tasks.get().step for code in "AB"} == {steps[-1]}


def test_a_division_that_the_old_system_named_does_the_work(world: World) -> None:
    imported(packed(ho_so=[still_open(world, co_quan=world.ward.office.code)]))

    assert (the().competent_unit, the().handling_unit) == (world.ward.committee, world.ward.office)


def test_read_again_after_it_was_worked_on_nothing_changes_and_both_sides_agree(world: World) -> None:
    content = packed(ho_so=[still_open(world)])
    imported(content)
    processing.submit_for_signature(the(), world.ward.officer, content={"decision": "Đồng ý."}, opinion="")

    again = imported(content)

    assert (again.counts["ho_so"]["known"], again.check_result["agrees"], Dossier.objects.count()) == (1, True, 1)


def test_the_work_of_a_stretch_of_open_dossiers_does_not_grow_with_its_rows(world: World) -> None:
    def queries(number: int) -> int:
        with CaptureQueriesContext(connection) as found:
            imported(packed(ho_so=[still_open(world, f"{number}-{place}") for place in range(number)]))
        return len(found)

    imported(packed(ho_so=[still_open(world, "first")]))
    assert queries(20) == queries(2)


def test_a_promised_day_of_an_ended_dossier_lasts_until_its_evening(world: World) -> None:
    """Handed out at four on the promised day is in time."""
    ended = dict.fromkeys(("ngay_xong", "ngay_tra"), "18/03/2024 16:00")
    imported(packed(ho_so=[dossier("A", ngay_hen_tra="18/03/2024", **ended)]))
    one = the("A")
    assert one.finished_at is not None
    assert one.finished_at < one.due_at == dt.datetime(2024, 3, 18, 17, tzinfo=VIETNAM)


def test_numbers_are_those_of_a_person_or_of_an_organisation(world: World) -> None:
    """Tax codes have 10 digits, 13 with their dash for a dependent unit; identity cards of before 2021 had nine."""
    good = {"ca_nhan": ["024123456", "074190001234"], "doanh_nghiep": ["0312345678", "0312345678-001", "074190001234"]}
    rows = [dossier(f"{kind}{place}", loai_chu_ho_so=kind, so_dinh_danh=number)
            for kind, numbers in good.items() for place, number in enumerate(numbers)]  # fmt: skip
    bad = {"ca_nhan": ["0312345678", "0312345678-001"], "to_chuc": ["024123456", "0312345678-01", "mst"]}
    wrong = [dossier(f"x{kind}{place}", loai_chu_ho_so=kind, so_dinh_danh=number)
             for kind, numbers in bad.items() for place, number in enumerate(numbers)]  # fmt: skip
    organisation = account("org", loai="doanh_nghiep", so_dinh_danh="0312345678-001")
    accounts = [organisation, account("old", so_dinh_danh="024123456")]
    job = imported(packed(tai_khoan=accounts, ho_so=[*rows, *wrong, dossier("org", ma_tai_khoan="org")]))

    assert [column for column, _what in places(job)] == ["so_dinh_danh"] * 5
    assert [the(row["ma_ho_so"]).owner.id_number for row in rows] == [row["so_dinh_danh"] for row in rows]
    user = the("org").submitted_by
    assert user is not None
    assert (user.kind, user.id_number) == ("organisation", "0312345678-001")
