"""What people answer on the pages of the store: what each form takes, offers and says."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import strip_tags
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.national.models import FindState, LookState, StoreFind, StoreLook
from portal.national.results_store import grounds
from portal.national.results_store.forms import ChoiceForm, ConsentForm, GroundForm
from portal.national.results_store.grounds import OF_STAFF, Ground
from tests.dossiers.desk import new_draft
from tests.dossiers.world import World
from tests.national.looked_up import look_at
from tests.national.stored import AGENCY, KIND


def consenting(**sent: Any) -> ConsentForm:
    return ConsentForm(sent, words="Tôi đồng ý để hệ thống tìm.")


def told(form: Any) -> dict[str, list[str]]:
    return {name: [str(words) for words in found] for name, found in form.errors.items()}


def test_a_box_that_is_not_ticked_is_no_consent() -> None:
    for sent in ({}, {"agree": ""}, {"agree": "false"}, {"agree": "False"}):
        assert told(consenting(**sent)) == {
            "agree": ["Hãy đánh dấu nếu bạn đồng ý. Không đồng ý thì bạn tự nộp giấy tờ."]
        }, sent
    assert consenting(agree="on").is_valid()


def test_the_box_stands_beside_the_very_words_that_are_kept() -> None:
    assert consenting().fields["agree"].label == "Tôi đồng ý để hệ thống tìm."
    assert ConsentForm(words="Khác.").fields["agree"].label == "Khác.", "each paper has its own"


def test_a_number_is_a_wish_up_to_a_hundred_letters() -> None:
    assert consenting(agree="on").is_valid(), "nobody has to know it"
    form = consenting(agree="on", number="x" * 100)
    assert form.is_valid()
    assert form.cleaned_data["number"] == "x" * 100
    assert told(consenting(agree="on", number="x" * 101)) == {"number": ["Số, ký hiệu dài tối đa 100 ký tự."]}


@given(st.text("a0/ \x00\u0301é<%", max_size=120))
def test_no_number_breaks_a_form_and_none_that_is_taken_is_too_long(number: str) -> None:
    form = consenting(agree="on", number=number)

    if form.is_valid():
        assert len(form.cleaned_data["number"] or "") <= 100
        assert "\x00" not in (form.cleaned_data["number"] or "")
    else:
        assert list(form.errors) == ["number"]


def test_staff_choose_among_the_grounds_that_are_theirs_and_none_is_chosen_for_them() -> None:
    offered = [value for value, _label in GroundForm().fields["ground"].choices]  # type: ignore[attr-defined]

    assert offered == [str(ground) for ground in OF_STAFF]
    assert str(Ground.CONSENT) not in offered
    assert GroundForm()["ground"].value() is None
    for ground in ("", Ground.CONSENT, "nd3099", "a\x00"):
        assert list(told(GroundForm({"ground": ground}))) == ["ground"], ground
    for ground in OF_STAFF:
        assert GroundForm({"ground": ground}).is_valid(), ground


def test_the_form_says_what_attesting_a_consent_means_and_only_there() -> None:
    hints = GroundForm().fields["ground"].widget.choice_hints

    assert list(hints) == [Ground.AT_COUNTER]
    assert "đang ở trước mặt bạn" in hints[Ground.AT_COUNTER]


def test_the_words_of_a_consent_name_paper_purpose_and_how_it_ends() -> None:
    words = grounds.consent_words("Giấy chứng sinh", "Đăng ký khai sinh")

    for said in ("«Giấy chứng sinh»", "«Đăng ký khai sinh»", "chỉ để nộp hồ sơ", "rút lại", "bị xóa"):
        assert said in words
    assert "«Giấy chứng sinh»" in grounds.counter_words("Giấy chứng sinh")
    with override("en"):
        assert grounds.consent_words("Giấy chứng sinh", "Đăng ký khai sinh") != words


def test_signs_of_a_percentage_in_a_name_break_no_words() -> None:
    """Names of papers come from a catalogue that others keep."""
    assert "«100% vốn %(paper)s»" in grounds.consent_words("100% vốn %(paper)s", "x")
    assert "«%d %s»" in grounds.counter_words("%d %s")


@pytest.fixture
def look(world: World) -> StoreLook:
    """What was found for the hospital's paper: one of each state."""
    look = look_at(world, new_draft(world), state=LookState.FOUND)
    for position, state in enumerate(FindState.values, start=1):
        numbered = {"number": f"{position}/2026"} if position % 2 else {}
        StoreFind.objects.create(
            look=look, position=position, state=state, result_code=KIND, title=f"Giấy {state}", agency=AGENCY,
            path=f"x/{position}", **numbered,
        )  # fmt: skip
    return look


def test_what_could_not_be_fetched_is_offered_no_more_and_the_rest_in_order(look: StoreLook) -> None:
    titles = [strip_tags(title) for _pk, title in ChoiceForm(look=look).fields["find"].choices]  # type: ignore[attr-defined]

    assert titles == ["Giấy offered", "Giấy wanted", "Giấy taken"]


def test_each_choice_tells_its_number_and_agency_or_the_agency_alone(look: StoreLook) -> None:
    hints = ChoiceForm(look=look).fields["find"].widget.choice_hints

    assert [strip_tags(hint) for hint in hints.values()] == [f"1/2026 · {AGENCY}", AGENCY, f"3/2026 · {AGENCY}"]


def test_only_what_is_offered_can_be_chosen(look: StoreLook) -> None:
    offered = StoreFind.objects.get(state=FindState.OFFERED)
    failed = StoreFind.objects.get(state=FindState.FAILED)
    form = ChoiceForm({"find": str(offered.pk)}, look=look)

    assert form.is_valid()
    assert form.cleaned_data["find"] == offered.pk
    for find in ("", str(failed.pk), "0", "-1", f"{offered.pk}.0", "9" * 40, "một", "\x00", f" {offered.pk}"):
        assert told(ChoiceForm({"find": find}, look=look)) == {"find": ["Hãy chọn một giấy tờ trong danh sách."]}, find
