"""Rules proved: the Chair's decision is recorded whole or not at all, and nothing typed is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.files import uploads
from portal.files.models import Upload
from procedures.models import Decision, DecisionAct, DecisionState, SignatureOutcome
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import PDF, Deciders, good, make_deciders
from tests.procedures.publisher_desk import approval, at, date_boxes, of, page

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def decision(people: Deciders) -> Decision:
    """A decision that waits for the Chair."""
    good(CODE)
    return world.checked(people, CODE)


def is_untouched(decision: Decision) -> bool:
    """Whether nothing was recorded."""
    decision.refresh_from_db()
    nothing = (decision.state, decision.number, decision.signed_copy, decision.signature)
    has_logged = decision.events.filter(act=DecisionAct.APPROVE).exists()
    return nothing == (DecisionState.CHECKED, "", None, "") and not has_logged


def warned_copy(people: Deciders, decision: Decision, **changes: Any) -> str:
    """The id of the file that the page keeps while it asks for a comparison with the paper."""
    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval(**changes))
    return str(response.context["copy"].upload.public_id)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"signed_copy": SimpleUploadedFile("a.pdf", b"PK not a pdf")}, "phải là tệp PDF"),
        ({"signed_copy": SimpleUploadedFile("a.pdf", b"%PDF-1.4 broken")}, "hỏng"),
        ({"signed_copy": ""}, "Hãy đính kèm bản quyết định đã ký."),
        ({"number": ""}, "Hãy điền ô này."),
        ({"number": "x" * 101}, "100"),
        (date_boxes("signed_on", timezone.localdate() + timedelta(days=1)), "không được sau"),
        ({"signed_on_day": "31", "signed_on_month": "2"}, "chỉ có các ngày từ 1 đến"),
        (date_boxes("effective_on", timezone.localdate() - timedelta(days=1)), "không được trước ngày ký"),
    ],
    ids=["no PDF", "broken", "no file", "no number", "long number", "signed tomorrow", "31/2", "before signing"],
)
def test_a_decision_is_recorded_whole_or_not_at_all(
    people: Deciders, decision: Decision, wrong: dict[str, Any], words: str
) -> None:
    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval() | wrong)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert is_untouched(decision)
    assert not Upload.objects.filter(claimed_at__isnull=False).exists()


def test_what_was_typed_and_the_file_stay_while_a_mistake_is_mended(people: Deciders, decision: Decision) -> None:
    """Nothing typed is lost: the file is not asked for again because the number was missing."""
    chair = of(people.chair)
    wrong = chair.post(at(decision, "quyet-dinh/"), approval(number=""))
    copy = str(wrong.context["copy"].upload.public_id)
    assert f'name="copy" value="{copy}"' in wrong.content.decode()

    done = chair.post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))

    assert done.status_code == 302
    decision.refresh_from_db()
    assert (decision.number, str(decision.signed_copy.public_id)) == ("55/QĐ-UBND", copy)  # type: ignore[union-attr]


def test_a_copy_without_signature_is_told_and_recorded_only_once_it_was_compared(
    people: Deciders, decision: Decision
) -> None:
    chair = of(people.chair)
    told = chair.post(at(decision, "quyet-dinh/"), approval())
    copy = str(told.context["copy"].upload.public_id)
    assert told.status_code == 200
    assert "Tệp chưa được ký số" in told.content.decode()
    assert is_untouched(decision)

    again = chair.post(at(decision, "quyet-dinh/"), approval(None, copy=copy))
    assert "Hãy đối chiếu tệp với bản giấy rồi đánh dấu ô này." in again.content.decode()
    assert is_untouched(decision)

    chair.post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))
    decision.refresh_from_db()
    assert (decision.state, decision.signature) == (DecisionState.APPROVED, SignatureOutcome.UNSIGNED)
    assert decision.signed_copy is not None
    assert decision.signed_copy.claimed_at is not None


def test_a_tick_for_one_file_does_not_count_for_the_next(people: Deciders, decision: Decision) -> None:
    """Who compared a file compared that file: another one in its place is asked about anew."""
    copy = warned_copy(people, decision)

    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval(copy=copy, seen="on"))

    assert response.status_code == 200
    assert str(response.context["copy"].upload.public_id) != copy
    assert is_untouched(decision)


def test_a_copy_kept_for_somebody_else_is_not_taken(people: Deciders, decision: Decision) -> None:
    foreign = world.signed_copy(people.checker)

    response = of(people.chair).post(
        at(decision, "quyet-dinh/"), approval(None, copy=str(foreign.public_id), seen="on")
    )

    assert "Hãy đính kèm bản quyết định đã ký." in response.content.decode()
    assert is_untouched(decision)


@pytest.mark.parametrize("copy", ["", "khong-phai-ma", "0f8e2a54-6f0b-4c52-9d8e-1b7c3a5d9e21", "' OR 1=1"])
def test_a_copy_that_is_none_is_asked_for(people: Deciders, decision: Decision, copy: str) -> None:
    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))

    assert response.status_code == 422
    assert is_untouched(decision)


def test_a_copy_that_another_decision_uses_is_asked_for_anew(people: Deciders, decision: Decision) -> None:
    used = world.signed_copy(people.chair)
    uploads.claim([used.public_id], people.chair)

    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval(None, copy=str(used.public_id), seen="on"))

    assert response.status_code == 422
    assert is_untouched(decision)


def test_a_number_taken_already_is_told_on_the_form_with_everything_kept(people: Deciders, decision: Decision) -> None:
    good(OTHER)
    later = timezone.localdate() + timedelta(days=9)
    taken = world.approved(people, OTHER, number="55/QĐ-UBND", effective_on=later)
    copy = warned_copy(people, decision)

    response = of(people.chair).post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))

    text = response.content.decode()
    assert response.status_code == 422
    assert "Đã có quyết định khác cùng số và cùng ngày ký." in text
    assert f'value="{copy}"' in text
    assert is_untouched(decision)
    assert Decision.objects.get(number="55/QĐ-UBND") == taken
    assert Upload.objects.get(public_id=copy).claimed_at is None


@pytest.mark.parametrize("who", ["drafter", "checker"])
def test_others_read_why_they_cannot_and_leave_no_file_behind(people: Deciders, decision: Decision, who: str) -> None:
    person = getattr(people, who)
    assert "Chỉ lãnh đạo Ủy ban nhân dân" in page(person, at(decision, "quyet-dinh/"))

    response = of(person).post(at(decision, "quyet-dinh/"), approval())

    assert response["Location"] == at(decision)
    assert is_untouched(decision)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("tail", ["", "quyet-dinh/"])
def test_a_decision_sent_twice_is_recorded_once(people: Deciders, decision: Decision, tail: str) -> None:
    """The back button and a second press: the second finds it recorded."""
    copy = warned_copy(people, decision)
    chair, typed = of(people.chair), approval(None, copy=copy, seen="on")
    for _press in range(2):
        chair.post(at(decision, "quyet-dinh/"), typed)

    text = page(people.chair, at(decision, tail))

    assert decision.events.filter(act=DecisionAct.APPROVE).count() == 1
    assert "đang ở trạng thái" not in text


def test_the_planned_day_is_offered_and_may_be_another(people: Deciders) -> None:
    good(CODE)
    planned = timezone.localdate() + timedelta(days=30)
    decision = world.checked(people, CODE, effective_on=planned)
    offered = page(people.chair, at(decision, "quyet-dinh/"))
    assert f'value="{planned.day}"' in offered
    assert f'value="{planned.year}"' in offered
    copy = warned_copy(people, decision)
    other: date = planned + timedelta(days=1)

    of(people.chair).post(
        at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on", **date_boxes("effective_on", other))
    )

    decision.refresh_from_db()
    assert decision.effective_on == other


def test_the_recorded_copy_is_handed_out_to_those_who_take_part(people: Deciders, decision: Decision) -> None:
    copy = warned_copy(people, decision)
    assert of(people.checker).get(at(decision, "ban-ky/"))["Location"] == at(decision)

    of(people.chair).post(at(decision, "quyet-dinh/"), approval(None, copy=copy, seen="on"))

    for person in (people.drafter, people.checker, people.chair):
        assert of(person).get(at(decision, "ban-ky/")).content == PDF
