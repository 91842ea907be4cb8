"""Rule proved: a form that names a ward which ended meanwhile is told what it is today, and what was typed stays.

Issue 4, bad input: a unit abolished while a form is open.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import intake
from dossiers.models import Dossier
from dossiers.problems import IntakeRefused
from tests.dossiers import filings
from tests.dossiers import reorganising as make
from tests.dossiers.desk import full_draft
from tests.dossiers.world import SAI_GON, World
from units import gone
from units.fields import CommuneField
from units.models import Reorganisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(world: World, monkeypatch: pytest.MonkeyPatch) -> Reorganisation:
    """Both wards became Hồng Hà this morning."""
    return make.carry_out(monkeypatch, make.scheduled(make.merger(world, make.make_admin())))


def test_a_filing_for_the_old_ward_is_refused_in_words_that_name_the_new_one(
    world: World, merged: Reorganisation
) -> None:
    with pytest.raises(IntakeRefused) as refusal:
        intake.submit(filings.birth_submission(filings.upload_for(world.mother)), by=world.mother)

    told = {problem.pointer: problem.message for problem in refusal.value.problems}
    assert "Phường Sài Gòn đã thay đổi từ ngày" in told["/applicant/address/commune"]
    assert "nay là Phường Hồng Hà" in told["/applicant/address/commune"]
    assert not Dossier.objects.exists()


def test_an_open_draft_says_so_when_it_is_sent_and_is_kept(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = full_draft(world)
    make.carry_out(monkeypatch, make.scheduled(make.merger(world, make.make_admin())))
    client.force_login(world.mother)
    kept = dict(draft.data)

    told = client.post(reverse("dossiers:draft-check", args=[draft.public_id]), {"confirm": "on"}, follow=True)

    draft.refresh_from_db()
    assert "Phường Hồng Hà" in told.content.decode()
    assert draft.data["form"] == kept["form"]
    assert not Dossier.objects.exists()


def test_the_box_of_the_ward_names_the_new_one(world: World, merged: Reorganisation) -> None:
    with pytest.raises(Exception, match="nay là Phường Hồng Hà"):
        CommuneField().clean(SAI_GON)


@pytest.mark.parametrize("code", ["99999", "", "abc"])
def test_what_never_was_a_ward_is_chosen_from_the_list(world: World, code: str) -> None:
    assert gone.say_commune(code) == "Hãy chọn xã, phường hoặc đặc khu trong danh sách."
    assert gone.say_unit(code) == "Không có đơn vị tiếp nhận nào mang mã này."


def test_a_split_ward_is_offered_as_a_choice_and_an_old_centre_by_its_heir(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.carry_out(monkeypatch, make.scheduled(make.split(world.ward, make.make_admin())))

    assert "nay là Phường Đông hoặc Phường Tây" in gone.say_commune(SAI_GON)
    assert "H29.951.9" in gone.say_unit(world.ward.centre.code)
