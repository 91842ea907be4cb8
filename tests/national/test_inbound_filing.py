"""A dossier filed on the national portal: it becomes one here, once, for the right person, or says why it can't."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import aliases, processing
from dossiers.models import Dossier
from dossiers.statuses import Status
from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, User
from portal.files.models import Upload
from portal.national import proving
from portal.national.models import InboundMessage
from portal.national.synchronising import identity_of
from procedures.models import ProcedureVersion
from tests.dossiers import filings
from tests.dossiers.world import BIRTH, World, make_staff
from tests.national.conftest import Portal
from tests.national.delivering import deliver
from tests.national.handing_in import CODE, LAN, NUMBER, file_server, filing, knock, paper, the_message, work
from units.models import Unit, UnitSuccession
from units.roles import Role


def test_it_is_routed_dated_and_owned_as_from_any_other_door(world: World) -> None:
    mother_before = User.objects.count()
    knock(filing())
    work()

    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.channel) == (Status.SUBMITTED, "online")
    assert (dossier.receiving_unit, dossier.competent_unit) == (world.ward.centre, world.ward.committee)
    assert dossier.due_sum
    assert dossier.due_at > dossier.submitted_at
    assert [event.action for event in dossier.events.all()] == ["submit"]
    assert dossier.owner.email == LAN["Email"]
    assert the_message().dossier == dossier
    owner = dossier.submitted_by
    assert owner is not None
    # The address is another account's already: it stays there, and the new account has none.
    assert world.mother.email == LAN["Email"]
    assert (owner.email, owner.phone, owner.assurance_level) == (None, None, AssuranceLevel.LEVEL_2)
    assert User.objects.count() == mother_before + 1


def test_the_same_person_has_one_account_and_a_typed_number_gives_nobody_their_dossiers(world: World) -> None:
    thief = world.mother
    thief.id_number, thief.id_number_index = NUMBER, blind_index(NUMBER)
    thief.save()
    proven = User(full_name="Nguyễn Thị Lan", assurance_level=AssuranceLevel.LEVEL_1)
    proven.id_number, proven.id_number_index = NUMBER, blind_index(NUMBER)
    proven.save()
    knock(filing())
    knock(filing(MaHoSo="G22.99.01-261123-0008"), "tin-2")
    work()
    assert {dossier.submitted_by for dossier in Dossier.objects.all()} == {proven}


def test_an_organisation_files_under_its_tax_code_for_somebody_else(world: World) -> None:
    company = LAN | {"LoaiDoiTuong": "2", "HoTen": "Công ty TNHH Sao Mai", "SoDinhDanh": "0312345678-001"}
    owner = {name: value for name, value in LAN.items() if name != "MucDinhDanh"} | {"NgaySinh": "19900305"}
    knock(filing(NguoiNop=company, ChuHoSo=owner))
    assert work() == {"done": 1}
    dossier = Dossier.objects.get()
    assert dossier.submitted_by is not None
    assert (dossier.submitted_by.kind, dossier.submitter.kind) == ("organisation", "business")
    assert dossier.submitted_by.id_number == "0312345678001"
    assert str(dossier.owner.date_of_birth) == "1990-03-05"


def test_any_code_finds_it(world: World, client: Client) -> None:
    knock(filing())
    work()
    dossier = Dossier.objects.get()

    page = client.get(reverse("dossiers:track"), {"code": f" {CODE.lower()} "}).content.decode()
    assert dossier.code in page
    answer = client.get("/api/v1/track/", {"code": CODE}).json()
    assert (answer["code"], answer["completion"]) == (dossier.code, "submitted")
    assert dossier.submitted_by is not None
    client.force_login(dossier.submitted_by)
    assert client.get(f"/api/v1/dossiers/{CODE}/").json()["code"] == dossier.code
    assert len(client.get(f"/api/v1/dossiers/{CODE}/events/").json()["results"]) == 1
    client.force_login(world.ward.clerk)
    assert dossier.code in client.get(reverse("dossiers:desk"), {"tim": CODE}).content.decode()
    client.force_login(world.mother)
    assert client.get(f"/api/v1/dossiers/{CODE}/").status_code == 404


def test_its_progress_goes_up_under_the_code_that_they_know(world: World, connected: Portal) -> None:
    knock(filing())
    work()
    dossier = Dossier.objects.get()
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver()

    there = connected.store.dossier(CODE)
    assert there is not None
    assert (there["NoiNopHoSo"], there["TrangThaiHoSo"], there["MaHoSo"]) == ("1", "2", CODE)
    assert dossier.code in there["ThongTinKhac"]
    assert connected.store.dossier(dossier.code) is None
    assert [identity_of(step)[0] for step in connected.store.steps(CODE)] == [CODE, CODE]


def test_its_files_are_fetched_checked_and_its_own(world: World, connected: Portal) -> None:
    with file_server() as server:
        knock(filing(TaiLieuNop=[paper(f"{server.address}/tep")]))
        assert work() == {"done": 1}
    upload = Upload.objects.get()
    dossier = Dossier.objects.get()
    assert (upload.owner, upload.client, upload.name) == (dossier.submitted_by, "", "giay-chung-sinh.png")
    assert upload.claimed_at is not None
    assert dossier.papers.get().upload == upload


def test_files_that_no_upload_may_be_say_why_and_leave_nothing(
    world: World, connected: Portal, settings: LazySettings
) -> None:
    settings.UPLOAD_MAX_BYTES = 5_000
    served = {
        "không mở được": (200, b"MZ\x90\x00 not a picture"),
        "5": (200, b"\x89PNG\r\n\x1a\n" + b"x" * 6_000),
        "HTTP 404": (404, b""),
        "HTTP 302": (302, b""),
    }
    for number, (status, content) in enumerate(served.values()):
        with file_server(status=status, content=content) as server:
            knock(filing(TaiLieuNop=[paper(f"{server.address}/tep")]), f"tin-{number}")
            assert work() == {"dead": 1}
        assert "giay-chung-sinh.png" in the_message(f"tin-{number}").last_error
        assert server.address not in the_message(f"tin-{number}").last_error
    assert not (Upload.objects.exists() or Dossier.objects.exists() or User.with_id_number(NUMBER).exists())


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest/", "https://127.0.0.2/tep", "file:///etc/passwd"])
def test_a_file_inside_our_own_network_is_not_fetched(world: World, address: str) -> None:
    knock(filing(TaiLieuNop=[paper(address)]))
    assert work() == {"dead": 1}
    assert "ngoài mạng nội bộ" in the_message().last_error


def test_a_file_server_that_is_away_costs_time_and_nothing_else(world: World, connected: Portal) -> None:
    with file_server(status=503) as server:
        knock(filing(TaiLieuNop=[paper(f"{server.address}/tep")]))
        assert work() == {"waiting": 1}
    message = the_message()
    assert "HTTP 503" in message.last_error
    assert message.next_attempt_at > timezone.now()
    assert (message.attempts, Upload.objects.count(), Dossier.objects.count()) == (1, 0, 0)


def test_the_same_dossier_under_two_ids_is_one_and_another_content_is_shown(world: World) -> None:
    for name in ("tin-1", "tin-2"):
        knock(filing(), name)
    knock(filing(HinhThuc="0"), "tin-3")
    assert work() == {"done": 2, "dead": 1}
    dossier = Dossier.objects.get()
    assert the_message("tin-2").dossier == dossier
    assert dossier.code in the_message("tin-3").last_error
    assert dossier.last_sequence == 1


def test_what_cannot_be_filed_names_every_fault_and_leaves_nothing(world: World) -> None:
    form = {name: value for name, value in filings.BIRTH_FORM.items() if name != "child_name"}
    knock(filing(NguoiNop=LAN | {"MaXa": "99999"}, ToKhai=form, TaiLieuNop=[]))
    knock(filing(MaTTHC="9.999999"), "tin-2")
    assert work() == {"dead": 2}
    problem = the_message().last_error
    assert "/applicant/address/commune" in problem
    assert "/papers" in problem
    assert "Không có thủ tục nào" in the_message("tin-2").last_error
    assert not Dossier.objects.exists()
    assert not User.with_id_number(NUMBER).exists()


def test_a_procedure_that_is_not_in_force_waits_for_staff_and_goes_in_by_one_click(world: World) -> None:
    versions = ProcedureVersion.objects.filter(procedure__code=BIRTH)
    versions.update(valid_to=timezone.localdate() - timedelta(days=9))
    knock(filing())
    assert work() == {"dead": 1}

    versions.update(valid_to=None)
    admin = make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, world.ward.committee)
    browser = Client()
    browser.force_login(admin)
    page = browser.get(reverse("national:inbox")).content.decode()
    assert "Không có thủ tục nào" in page
    done = browser.post(reverse("national:inbox-retry", args=[the_message().pk]), follow=True).content.decode()
    assert "Đã đưa bản tin" in done
    assert work() == {"done": 1}
    assert Dossier.objects.count() == 1


def test_a_unit_that_has_gone_hands_over_to_its_successor(world: World) -> None:
    old = Unit.objects.get(pk=world.ward.centre.pk)
    old.pk, old.code, old.slug = None, "H29.900.9", "trung-tam-cu"
    old.valid_from, old.valid_to = timezone.localdate() - timedelta(days=300), timezone.localdate()
    old.save(force_insert=True)
    UnitSuccession.objects.create(predecessor=old, successor=world.ward.centre, effective_from=old.valid_to)
    knock(filing(MaDonVi="H29.900.9"))
    work()
    assert the_message().last_error == ""
    assert Dossier.objects.get().receiving_unit == world.ward.centre
    knock(filing(MaDonVi="H29.404", MaHoSo="G22.99.01-261123-0404"), "tin-2")
    work()
    assert "/receiving_unit" in the_message("tin-2").last_error


def test_our_own_mistake_is_tried_again_and_not_told_word_for_word(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(f"số định danh {NUMBER}")

    with monkeypatch.context() as patch:
        patch.setattr("portal.national.inbound.filing.intake.submit", broken)
        knock(filing())
        assert work() == {"waiting": 1}
    assert the_message().last_error == "Lỗi của hệ thống (RuntimeError)."
    assert not User.with_id_number(NUMBER).exists()
    assert work() == {"done": 1}


def test_a_code_that_means_another_dossier_here_is_never_taken_over(world: World) -> None:
    ours = filings.submitted(world)
    aliases.note(ours, aliases.NATIONAL, CODE)
    knock(filing())
    work()
    assert Dossier.objects.count() == 1
    with pytest.raises(aliases.CodeTaken):
        aliases.note(ours, aliases.NATIONAL, "G22.99.01-261123-0009")


def test_old_messages_are_forgotten_and_unfinished_ones_are_not(world: World) -> None:
    knock(filing())
    knock(filing(MaTTHC="9.999999", MaHoSo="G22.99.01-261123-0010"), "tin-2")
    work()
    InboundMessage.objects.update(received_at=timezone.now() - timedelta(days=731))
    proving.forget_old()
    assert [message.message_id for message in InboundMessage.objects.all()] == ["tin-2"]
