"""Filing at the national portal, field by field: what each says of the dossier here, and each way to be refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import aliases
from dossiers.models import Dossier, DossierAlias
from dossiers.statuses import Channel, PaperSource, PartyKind, ResultDelivery
from payments.models import Order
from portal.accounts.models import AssuranceLevel, Kind, User
from portal.national import gathering, reading
from portal.national.inbound import filing as filing_here
from portal.national.messages import dossier_message
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState
from procedures import catalogue
from procedures.choices import CollectionMoment
from tests.dossiers import filings, paying
from tests.dossiers.world import World
from tests.national.handing_in import CODE, LAN, NUMBER, filing, knock, paper, the_message, work

OWNER = {name: value for name, value in LAN.items() if name != "MucDinhDanh"}


def filed(**changes: Any) -> Dossier:
    """The dossier of a message that is done."""
    knock(filing(**changes))
    assert work() == {"done": 1}, the_message().last_error
    return Dossier.objects.get()


def refused(**changes: Any) -> str:
    """Why a message cannot be done; then nothing is here."""
    knock(filing(**changes))
    assert work() == {"dead": 1}
    assert not (Dossier.objects.exists() or DossierAlias.objects.exists() or User.with_id_number(NUMBER).exists())
    return the_message().last_error


def test_each_way_to_fetch_the_result_has_its_own_code(world: World) -> None:
    wanted = {"0": ResultDelivery.COUNTER, "1": ResultDelivery.POST, "2": ResultDelivery.ONLINE}
    for told in wanted:
        knock(filing(HinhThuc=told, MaHoSo=f"{CODE}{told}"), f"tin-{told}")
    assert work() == {"done": 3}
    found = {alias.code[-1]: alias.dossier.result_delivery for alias in DossierAlias.objects.select_related("dossier")}
    assert found == wanted


def test_how_surely_a_person_is_known_is_kept_of_the_first_time(world: World) -> None:
    owner = filed(NguoiNop=LAN | {"MucDinhDanh": "1"}).submitted_by
    assert owner is not None
    assert (owner.assurance_level, owner.kind) == (AssuranceLevel.LEVEL_1, Kind.CITIZEN)
    knock(filing(MaHoSo=f"{CODE}1"), "tin-2")
    work()
    owner.refresh_from_db()
    assert (owner.assurance_level, Dossier.objects.filter(submitted_by=owner).count()) == (AssuranceLevel.LEVEL_1, 2)


def test_each_kind_of_filer_is_a_party_and_an_account_of_its_kind(world: World) -> None:
    kinds = {"1": (PartyKind.CITIZEN, Kind.CITIZEN), "4": (PartyKind.ORGANISATION, Kind.ORGANISATION)}
    kinds["2"] = (PartyKind.BUSINESS, Kind.ORGANISATION)
    for code in kinds:
        number = "0312345678" if code == "2" else "0312345679" if code == "4" else NUMBER
        filer = LAN | {"LoaiDoiTuong": code, "SoDinhDanh": number}
        knock(filing(NguoiNop=filer, ChuHoSo=OWNER, MaHoSo=f"{CODE}{code}"), f"tin-{code}")
    assert work() == {"done": 3}
    for alias in DossierAlias.objects.select_related("dossier__submitted_by"):
        user = alias.dossier.submitted_by
        assert user is not None
        assert (alias.dossier.submitter.kind, user.kind) == kinds[alias.code[-1]]


def test_what_a_party_may_leave_out_is_left_out(world: World) -> None:
    needed = ("LoaiDoiTuong", "HoTen", "SoDinhDanh", "MaXa", "MucDinhDanh")
    bare = {name: LAN[name] for name in needed} | {"DiaChi": LAN["DiaChi"], "SoDienThoai": LAN["SoDienThoai"]}
    owner = filed(NguoiNop=bare | {"NgaySinh": "", "Email": ""}).owner
    assert (owner.full_name, owner.id_number, owner.email, owner.date_of_birth) == (LAN["HoTen"], NUMBER, "", None)


def test_a_day_that_no_calendar_has_is_named(world: World) -> None:
    for number, day in enumerate(("20260230", "20261301", "00000000")):
        knock(filing(NguoiNop=LAN | {"NgaySinh": day}, MaHoSo=f"{CODE}{number}"), f"tin-{number}")
    assert work() == {"dead": 3}
    assert {row.last_error for row in InboundMessage.objects.all()} == {"NgaySinh không phải một ngày (yyyyMMdd)."}
    assert not User.with_id_number(NUMBER).exists()


def test_the_case_that_is_named_counts_and_an_unknown_one_is_refused_in_words(world: World) -> None:
    assert filed(MaTruongHop="standard").case.key == "standard"
    knock(filing(MaTruongHop="khong-co", MaHoSo=f"{CODE}1"), "tin-2")
    assert work() == {"dead": 1}
    assert "/case" in the_message("tin-2").last_error


def test_without_a_case_the_only_one_is_meant_else_the_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    class Case:
        def __init__(self, key: str) -> None:
            self.key = key

    class Version:
        def __init__(self, *keys: str) -> None:
            self.cases = self
            self._keys = keys

        def all(self) -> list[Case]:
            return [Case(key) for key in self._keys]

    for keys, meant in ((("late",), "late"), (("late", "standard"), "standard"), ((), "standard")):
        monkeypatch.setattr(catalogue, "in_force", lambda _code, keys=keys: Version(*keys))
        assert filing_here._only_case("1.001193") == meant, keys

    def unknown(code: str) -> None:
        raise catalogue.UnknownProcedure(code)

    monkeypatch.setattr(catalogue, "in_force", unknown)
    assert filing_here._only_case("9.999999") == "standard"


def test_papers_of_a_database_and_papers_to_be_brought_are_told_apart(world: World) -> None:
    assert filed().papers.get().source == PaperSource.IN_DATABASE
    knock(filing(TaiLieuNop=[paper() | {"DuocTaiSuDung": "0"}], MaHoSo=f"{CODE}1"), "tin-2")
    work()
    second = the_message("tin-2").dossier
    assert second is not None
    assert second.papers.get().source == PaperSource.BROUGHT


def test_a_paper_that_nobody_asks_for_and_one_told_twice_are_named_by_their_place(world: World) -> None:
    strange = {"MaThanhPhanHoSo": "LA.1", "DuocTaiSuDung": "1"}
    problem = refused(TaiLieuNop=[paper(), strange, paper()])
    assert "/papers/1: " in problem
    assert "LA.1" in problem
    assert "/papers/2: " in problem


def test_without_the_list_of_papers_what_is_missing_is_named(world: World) -> None:
    data = filing()
    del data["data"]["TaiLieuNop"]
    knock(data)
    assert work() == {"dead": 1}
    assert "Còn thiếu giấy tờ" in the_message().last_error


def test_every_fault_of_the_form_is_told_with_its_field(world: World) -> None:
    form = dict(filings.BIRTH_FORM) | {"child_name": "", "child_birth_date": "hôm qua"}
    problem = refused(ToKhai=form)
    assert "child_name" in problem
    assert "child_birth_date" in problem
    assert len(problem.splitlines()) >= 2


def test_a_form_of_nonsense_is_refused_and_not_tried_again(world: World) -> None:
    for number, form in enumerate(
        (
            {},
            {"la": [[[1]]]},
            dict(filings.BIRTH_FORM) | {"mother_birth_year": float("nan")},
            dict(filings.BIRTH_FORM) | {"mother_birth_year": float("inf")},
            dict(filings.BIRTH_FORM) | {"extract_copies": 10**40},
            dict(filings.BIRTH_FORM) | {"extract_copies": -1},
            dict(filings.BIRTH_FORM) | {"child_name": {"$gt": ""}},
            dict(filings.BIRTH_FORM) | {"child_name": "x" * 20_000},
        )
    ):
        knock(filing(ToKhai=form, MaHoSo=f"{CODE}{number}"), f"tin-{number}")
        work()
        message = InboundMessage.objects.filter(message_id=f"tin-{number}").first()
        assert message is None or message.state == InboxState.DEAD, (number, message and message.last_error)
    assert not Dossier.objects.exists()


def test_signs_that_no_database_keeps_are_left_out_and_the_rest_is_filed(world: World) -> None:
    form = dict(filings.BIRTH_FORM) | {"birth_place_name": "Bệnh viện\x00 Từ Dũ\ud800"}
    filer = LAN | {"DiaChi": "12\x00 Lê Lợi"}
    dossier = filed(ToKhai=form, NguoiNop=filer)
    assert dossier.owner.street == "12 Lê Lợi"
    assert dossier.form["birth_place_name"] == "Bệnh viện Từ Dũ"


def test_causes_are_told_in_vietnamese_whatever_the_process_speaks(world: World) -> None:
    knock(filing(TaiLieuNop=[]))
    with translation.override("en"):
        assert work() == {"dead": 1}
        assert translation.get_language() == "en"
    assert "Còn thiếu giấy tờ" in the_message().last_error


def test_what_it_costs_is_asked_for_as_at_any_other_door(world: World) -> None:
    paying.account_of(world)
    paying.collected(CollectionMoment.BEFORE_RECEIPT)
    dossier = filed(ToKhai=paying.COPIES)
    assert Order.objects.get(subject_ref=dossier.code).due_dong == paying.COST


def test_the_day_of_filing_here_is_the_day_on_which_it_came(world: World) -> None:
    """Terms run from what was received here: what stands in the message is when it was typed there."""
    before = timezone.now()
    dossier = filed(NgayNopHoSo="20250101080000")
    assert dossier.submitted_at >= before
    # What it told us about its own page is told back as it was.
    told = dossier_message(gathering.dossiers_facts(reading.logged([dossier.pk]).values())[dossier.pk])
    assert (told["NgayNopHoSo"], told["NoiNopHoSo"]) == ("20250101080000", "1")
    assert dossier.channel == Channel.ONLINE


def test_who_filed_is_called_as_the_national_portal_calls_them(world: World) -> None:
    def called(name: str, message: dict[str, Any]) -> str:
        assert knock(message, name).status_code == 202
        assert work() == {"done": 1}
        dossier = the_message(name).dossier
        assert dossier is not None
        return str(
            dossier_message(gathering.dossiers_facts(reading.logged([dossier.pk]).values())[dossier.pk])["MaDoiTuong"]
        )

    assert called("tin-1", filing(NguoiNop={**LAN, "MaDoiTuong": "T-7a1"})) == "T-7a1"
    assert called("tin-2", filing(MaHoSo="G22.99.01-261123-0008")) == "T-7a1"
    newer = {**LAN, "MaDoiTuong": "T-7a2"}
    assert called("tin-3", filing(MaHoSo="G22.99.01-261123-0009", NguoiNop=newer)) == "T-7a2"


def test_a_filing_under_a_code_of_another_dossier_of_ours_is_one_of_its_own(world: World) -> None:
    """Only what was noted as a code there makes a dossier known: our own codes are no codes of theirs."""
    ours = filings.submitted(world)
    knock(filing(MaHoSo=ours.code))
    assert work() == {"done": 1}
    came = the_message().dossier
    assert came is not None
    assert came != ours
    assert aliases.find(ours.code) == ours


def test_a_filing_that_comes_again_long_after_its_message_was_forgotten_is_known(world: World) -> None:
    dossier = filed()
    InboundMessage.objects.all().delete()
    knock(filing(HinhThuc="0"), "tin-2")
    assert work() == {"done": 1}
    assert (the_message("tin-2").outcome, the_message("tin-2").dossier) == ("Đã có hồ sơ này từ trước", dossier)


def test_one_who_was_refused_may_be_filed_again_under_the_same_code(world: World) -> None:
    refused(TaiLieuNop=[])
    knock(filing(), "tin-2")
    assert work() == {"done": 1}
    assert aliases.find(CODE) == Dossier.objects.get()
    # The refused one, tried again by staff, meets the dossier that says something else.
    InboundMessage.objects.filter(message_id="tin-1").update(state=InboxState.WAITING, finished_at=None)
    assert work() == {"dead": 1}
    assert "nội dung khác" in the_message().last_error


def test_a_code_in_small_letters_is_none_there_and_finds_it_here(world: World) -> None:
    assert knock(filing(MaHoSo=CODE.lower())).status_code == 422
    dossier = filed()
    assert aliases.find(CODE.lower()) == dossier


def test_a_filer_without_a_name_is_refused_and_makes_no_account(world: World) -> None:
    for number, name in enumerate(("  ", "\x00\x00", "\t\n", "\ud800\ud801")):
        knock(filing(NguoiNop=LAN | {"HoTen": name}, MaHoSo=f"{CODE}{number}"), f"tin-{number}")
        assert work() == {"dead": 1}, (number, the_message(f"tin-{number}").last_error)
    assert not User.with_id_number(NUMBER).exists()


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=2, max_size=60).filter(lambda text: text.strip()))
@pytest.mark.django_db
def test_any_name_is_filed_or_refused_and_never_tried_for_ever(world: World, name: str) -> None:
    InboundMessage.objects.all().delete()
    code = f"{CODE}{Dossier.objects.count()}"
    if knock(filing(MaHoSo=code, NguoiNop=LAN | {"HoTen": name})).status_code == 202:
        assert work().keys() <= {"done", "dead"}, the_message().last_error


def test_a_door_without_a_portal_set_takes_filings_all_the_same(world: World, settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL = ""
    assert filed().last_sequence == 1
