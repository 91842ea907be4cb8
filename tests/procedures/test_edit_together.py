"""Rules proved: of two who write at once the second sees what changed and keeps what was typed; what was typed and
not saved comes back, to who typed it (issue 3, bad input: closing the browser mid-edit, two editing one draft)."""

from __future__ import annotations

import pytest

from portal.accounts.models import User
from procedures import draft_editing
from procedures.draft_editing import DraftChanged
from procedures.draft_sections.whole import SECTIONS
from procedures.models import DecisionChange, DraftSave, DraftTyping
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.publisher_desk import of, section_at, sent, stored, version_of
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def change(people: Deciders) -> DecisionChange:
    """A draft of a good procedure."""
    good(CODE)
    return only_change(world.drafted(people, CODE))


@pytest.fixture
def colleague(people: Deciders) -> User:
    """Somebody else who drafts for the same department."""
    return world.staff("dong-nghiep@thu.example", Role.PUBLISHER, people.department, "Lê Văn Đồng")


def test_of_two_who_write_the_second_sees_the_change_and_keeps_what_was_typed(
    people: Deciders, change: DecisionChange, colleague: User
) -> None:
    paper = stored(change, "papers")[0]
    first, second = of(people.drafter), of(colleague)
    first.post(section_at(change, "papers"), sent(paper | {"name": "Giấy chứng sinh (bản điện tử)"}))

    answer = second.post(section_at(change, "papers"), sent(paper | {"copies": 2, "note": "Gõ bởi người thứ hai"}))

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Nguyễn Thị Soạn" in text
    assert "Giấy chứng sinh (bản điện tử)" in text
    assert "Gõ bởi người thứ hai" in text
    assert stored(change, "papers")[0]["note"] == ""
    # and saving again, now knowing, counts
    done = second.post(section_at(change, "papers"), sent(paper | {"copies": 2}, based_on=answer.context["based_on"]))
    assert done.status_code == 302
    assert stored(change, "papers")[0]["copies"] == 2


def test_two_sections_do_not_disturb_each_other(people: Deciders, change: DecisionChange, colleague: User) -> None:
    paper = stored(change, "papers")[0]
    of(people.drafter).post(section_at(change, "papers"), sent(paper | {"copies": 3}))

    answer = of(colleague).post(section_at(change, "requirements"), {"requirements": "Có mặt", "based_on": "0"})

    assert answer.status_code == 302
    assert version_of(change).requirements == "Có mặt"


def test_every_saving_is_kept_with_what_was_before(people: Deciders, change: DecisionChange, colleague: User) -> None:
    section = SECTIONS["requirements"]
    draft_editing.save(change, people.drafter, section, {"requirements": "Một"}, based_on=0)
    draft_editing.save(change, colleague, section, {"requirements": "Hai"}, based_on=1)

    with pytest.raises(DraftChanged) as changed:
        draft_editing.save(change, people.drafter, section, {"requirements": "Ba"}, based_on=1)

    assert [save.person for save in changed.value.saves] == [colleague]
    assert list(DraftSave.objects.values_list("number", "before__requirements", "after__requirements")) == [
        (1, "", "Một"),
        (2, "Một", "Hai"),
    ]


def test_what_is_typed_saves_itself_valid_or_not_and_comes_back(people: Deciders, change: DecisionChange) -> None:
    """The browser is closed mid-edit: issue 3, bad input and faults."""
    paper = stored(change, "papers")[0] | {"name": "", "note": "Chưa xong"}
    client = of(people.drafter)

    kept = client.post(section_at(change, "papers"), sent(paper), headers={"X-Requested-With": "autosave"})

    assert kept.status_code == 200
    assert stored(change, "papers")[0]["name"] == "Giấy chứng sinh"
    again = client.get(section_at(change, "papers")).content.decode()
    assert "Chưa xong" in again
    assert "mà chưa lưu" in again


def test_what_is_typed_is_nobody_elses_and_goes_when_saved_or_discarded(
    people: Deciders, change: DecisionChange, colleague: User
) -> None:
    client = of(people.drafter)
    typed = {"requirements": "Đang nghĩ", "based_on": "0"}
    client.post(section_at(change, "requirements"), typed, headers={"X-Requested-With": "autosave"})
    assert "Đang nghĩ" not in of(colleague).get(section_at(change, "requirements")).content.decode()

    client.post(section_at(change, "requirements", "bo-chu-da-go/"))
    assert not DraftTyping.objects.exists()
    assert "Đang nghĩ" not in client.get(section_at(change, "requirements")).content.decode()
