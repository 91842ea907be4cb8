"""Rules proved: on which ground a result is given, which results are in force, and what a consent covers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from dossiers.models import Dossier, Party
from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, User
from portal.documents import issuing
from portal.national.models import AskedFor, AskingAgency, ResultAsk, ResultConsent, ResultTicket, ServingResult
from portal.national.models.results_door import standing_consents
from portal.national.results_door import consents, finding
from portal.national.results_door.grounds import GivingGround, grounds_for
from portal.national.results_store.problems import StoreRefused
from procedures.models import ProcedureVersion
from tests.dossiers import filings, stages
from tests.dossiers.filings import BIRTH_PAPER
from tests.dossiers.world import World
from tests.national.asking_us import ASKER, BIRTH, RESULT, agency, needed
from tests.national.stored import proven

OTHER = "KQ.G15.000242"


@pytest.fixture
def dossier(world: World) -> Dossier:
    """A birth certificate, issued and in force."""
    return stages.issued(world)


@pytest.fixture
def mother(world: World, dossier: Dossier) -> User:
    """Its owner, whose number is proven."""
    return proven(world.mother, dossier.owner.id_number)


def index_of(dossier: Dossier) -> str:
    return blind_index(dossier.owner.id_number)


def agreed(of: AskingAgency, by: User, code: str = RESULT, **changes: object) -> ResultConsent:
    """A consent as the database keeps it."""
    plain = {"given_by": by, "owner_index": "a" * 64, "words": "Tôi đồng ý", "until": later(days=1)}
    return ResultConsent.objects.create(agency=of, result_code=code, **(plain | changes))


def later(**much: float) -> object:
    return timezone.now() + timedelta(**much)


def test_consent_is_told_before_the_law_and_each_kind_has_its_own_ground(world: World) -> None:
    asking = agency()
    needed()
    ServingResult.objects.create(component_code=BIRTH_PAPER, result_code=OTHER)
    agreed(asking, world.mother, OTHER)

    found = grounds_for(asking, "a" * 64, BIRTH, [RESULT, OTHER, "KQ.X"])

    assert found == {OTHER: GivingGround.CONSENT, RESULT: GivingGround.LAW}
    assert grounds_for(asking, "b" * 64, BIRTH, [RESULT, OTHER]) == {
        RESULT: GivingGround.LAW, OTHER: GivingGround.LAW,
    }  # fmt: skip


def test_a_consent_holds_for_its_agency_its_owner_its_kind_and_its_time(world: World) -> None:
    asking, other = agency(legal_basis=""), agency(agency_code="H37", legal_basis="")
    consent = agreed(asking, world.mother)
    assert grounds_for(asking, "a" * 64, BIRTH, [RESULT]) == {RESULT: GivingGround.CONSENT}
    for of, owner, code in ((other, "a" * 64, RESULT), (asking, "b" * 64, RESULT), (asking, "a" * 64, OTHER)):
        assert grounds_for(of, owner, BIRTH, [code]) == {}
    for changes in ({"until": later(seconds=-1)}, {"withdrawn_at": timezone.now(), "until": later(days=1)}):
        ResultConsent.objects.filter(pk=consent.pk).update(**changes)
        consent.refresh_from_db()
        assert not consent.is_standing
        assert not standing_consents().exists()
        assert grounds_for(asking, "a" * 64, BIRTH, [RESULT]) == {}


def test_the_law_asks_that_the_procedure_of_today_needs_the_paper(world: World) -> None:
    asking = agency()
    assert grounds_for(asking, "", BIRTH, [RESULT]) == {}, "nothing serves as a paper"
    needed("000.00.00.G15-KQ999999")
    assert grounds_for(asking, "", BIRTH, [RESULT]) == {}, "no procedure asks for that paper"
    needed()
    assert grounds_for(asking, "", BIRTH, [RESULT]) == {RESULT: GivingGround.LAW}
    assert grounds_for(asking, "", "1.000656", [RESULT]) == {}, "another procedure"
    assert grounds_for(agency(agency_code="H37", legal_basis=""), "", BIRTH, [RESULT]) == {}, "no law is written down"

    ProcedureVersion.objects.filter(procedure__code=BIRTH).update(valid_to=timezone.localdate())
    assert grounds_for(asking, "", BIRTH, [RESULT]) == {}, "it is in force no more"


def test_grounds_cost_three_questions_and_consent_alone_one(world: World) -> None:
    by_law, by_consent = agency(), agency(agency_code="H37", legal_basis="")
    needed()
    many = [RESULT, *(f"KQ.G99.{place:06}" for place in range(19))]
    for of, codes, count in ((by_law, [RESULT], 3), (by_law, many, 3), (by_consent, many, 1), (by_law, many[1:], 2)):
        with CaptureQueriesContext(connection) as asked:
            grounds_for(of, "a" * 64, BIRTH, codes)
        assert len(asked) == count


def test_each_ground_is_said_in_both_languages() -> None:
    for ground in GivingGround:
        told = set()
        for language in ("vi", "en"):
            with override(language):
                told.add(str(ground.label))
        assert len(told) == 2, ground


def test_results_in_force_are_the_owners_own_and_no_refusals(world: World, dossier: Dossier) -> None:
    index, document = index_of(dossier), dossier.result.document
    assert document is not None
    [one] = finding.held(index, {RESULT: []})
    assert (one.code, one.dossier, one.document) == (RESULT, dossier, document)
    assert one.agency == world.ward.committee.agency_code
    assert finding.held(blind_index(ASKER), {RESULT: []}) == []
    assert finding.held(index, {OTHER: []}) == finding.held(index, {}) == []
    for is_refusal in (True, False):
        type(dossier.result).objects.update(is_refusal=is_refusal)
        assert bool(finding.held(index, {RESULT: []})) is not is_refusal
        assert bool(finding.kinds_of(index)) is not is_refusal
    issuing.recall(document, "Ghi sai ngày sinh")
    assert finding.held(index, {RESULT: []}) == []
    assert finding.kinds_of(index) == {}


def test_whoever_filed_for_somebody_is_not_the_owner(world: World, dossier: Dossier) -> None:
    """The result is the owner's; the number of whoever brought the papers finds nothing."""
    Party.objects.filter(dossier=dossier).update(role="submitter")
    assert finding.held(index_of(dossier), {RESULT: []}) == []


def test_the_newest_of_many_results_come_first_and_only_so_many(
    world: World, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, third = stages.issued(world), stages.issued(world)
    monkeypatch.setattr(finding, "MOST", 2)
    found = finding.held(index_of(dossier), {RESULT: []})
    assert [one.dossier for one in found] == [third, second]
    number = found[0].document.number
    numbered = finding.held(index_of(dossier), {RESULT: [number]})
    assert {one.document.number for one in numbered} == {number}


def test_results_are_found_by_one_question_however_many(world: World, dossier: Dossier) -> None:
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            found = finding.held(index_of(dossier), {RESULT: []})
            assert all(one.agency and one.document.stored_id for one in found)
        assert len(asked) == 1
        stages.issued(world)


def test_kinds_are_named_as_the_catalogue_names_them(dossier: Dossier) -> None:
    assert finding.kinds_of(index_of(dossier)) == {RESULT: "Giấy khai sinh"}
    assert finding.kinds_of(blind_index(ASKER)) == {}


def test_a_result_that_waits_for_its_signature_is_none_yet(world: World) -> None:
    waiting = filings.approved(world)
    assert finding.held(index_of(waiting), {RESULT: []}) == []


def test_only_whose_number_is_proven_has_results_questions_and_consents(dossier: Dossier, mother: User) -> None:
    asking = agency()
    consents.allow(mother, asking, RESULT, 30)
    ResultAsk.objects.create(agency=asking, message_id="1", kind=AskedFor.LOOK, owner_index=index_of(dossier))
    ResultAsk.objects.create(agency=asking, message_id="2", kind=AskedFor.FILE)
    assert consents.own_kinds(mother) == {RESULT: "Giấy khai sinh"}
    assert (consents.asks_about(mother).count(), consents.consents_of(mother).count()) == (1, 1)
    for changes in ({"assurance_level": AssuranceLevel.SELF_DECLARED}, {"id_number": ""}):
        stranger = User(**{"id_number": mother.id_number, "assurance_level": AssuranceLevel.LEVEL_2} | changes)
        assert consents.index_of(stranger) == ""
        assert consents.own_kinds(stranger) == {}
        assert not consents.asks_about(stranger).exists()
        assert not consents.consents_of(stranger).exists()
        with pytest.raises(StoreRefused, match="không còn dùng được"):
            consents.allow(stranger, asking, RESULT, 30)


def test_a_consent_given_again_takes_the_place_of_the_one_before(mother: User) -> None:
    asking, other = agency(), agency(agency_code="H37")
    first = consents.allow(mother, asking, RESULT, 365)
    elsewhere = consents.allow(mother, other, RESULT, 30)
    second = consents.allow(mother, asking, RESULT, 30)

    first.refresh_from_db()
    assert (first.is_standing, second.is_standing, elsewhere.is_standing) == (False, True, True)
    days = second.until - second.given_at
    assert timedelta(days=29, hours=23) < days <= timedelta(days=30, minutes=1)
    assert consents.withdraw(first) is False
    assert consents.withdraw(second) is True
    second.refresh_from_db()
    assert consents.withdraw(second) is False
    assert set(standing_consents()) == {elsewhere}


def test_the_words_of_a_consent_stand_as_they_were_shown(mother: User) -> None:
    with override("en"):
        consent = consents.allow(mother, agency(), RESULT, 180)
        assert consent.words == consents.words_of("Tỉnh Lâm Đồng", "Giấy khai sinh", 180)
    assert consent.words.startswith("I agree that Tỉnh Lâm Đồng looks up")
    assert "180" in consent.words


def test_rules_stand_in_the_database(world: World) -> None:
    one = agency()
    ask = {"agency": one, "message_id": "1", "kind": AskedFor.LOOK}
    ResultAsk.objects.create(**ask)
    for made in (
        lambda: agency(agency_code="H36"),
        lambda: agency(agency_code="H38", name=""),
        lambda: agency(agency_code=""),
        lambda: agency(agency_code="H38", asks_a_day=0),
        lambda: ResultAsk.objects.create(**ask),
        lambda: ResultAsk.objects.create(**ask | {"message_id": "2", "kind": "other"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            made()
    assert (str(one), str(ResultAsk.objects.get())) == ("Tỉnh Lâm Đồng", f"{one.pk} look 1")


def test_a_ticket_and_a_consent_name_no_person(dossier: Dossier, mother: User) -> None:
    one = agency()
    consent = consents.allow(mother, one, RESULT, 30)
    ask = ResultAsk.objects.create(agency=one, message_id="1", kind=AskedFor.LOOK)
    plain = {"document": dossier.result.document, "dossier": dossier, "result_code": RESULT}
    ticket = ResultTicket.objects.create(ask=ask, digest="d" * 64, expires_at=timezone.now(), **plain)
    said = f"{consent}{ticket}{ask}"
    assert mother.full_name not in said
    assert mother.id_number not in said
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultTicket.objects.create(ask=ask, digest="d" * 64, expires_at=timezone.now(), **plain)
