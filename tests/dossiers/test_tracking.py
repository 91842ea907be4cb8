"""Public tracking: the level of completion by code, nothing about anybody, and not without limit."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from dossiers import tracking
from dossiers.statuses import Status
from dossiers.tracking import Completion, UnknownCode
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World

TRACK = reverse("dossiers:track")


def test_the_code_alone_tells_the_level_and_nothing_personal(world: World) -> None:
    dossier = filings.submitted(world)

    page = words(Client().get(TRACK, {"code": dossier.code}))

    assert "Đã nộp, chờ tiếp nhận" in page
    for private in ("Lan", "Bảo An", "khai sinh", "079190001234", "giay-chung-sinh", "Sài Gòn"):
        assert private not in page


def test_spaces_and_small_letters_are_forgiven(world: World) -> None:
    code = filings.submitted(world).code

    assert tracking.track(f"  {code.lower().replace('-', ' - ')} ")[0] == code


@pytest.mark.parametrize("code", ["H29.999-261122-0001", "x", "'; DROP TABLE", "🙂", "\u0000"])
def test_an_unknown_code_is_told_in_words(db: None, code: str) -> None:
    response = Client().get(TRACK, {"code": code})

    assert response.status_code == 200
    assert "Có chỗ cần sửa" in words(response)


def test_an_empty_code_is_asked_for(db: None) -> None:
    assert "Hãy nhập mã hồ sơ." in words(Client().get(TRACK, {"code": " "}))
    assert "Có chỗ cần sửa" not in words(Client().get(TRACK))


def test_a_code_without_a_dossier_raises(db: None) -> None:
    for code in ("", "H29.999-261122-0001"):
        with pytest.raises(UnknownCode):
            tracking.track(code)


def test_every_status_has_a_level(db: None) -> None:
    assert {tracking.completion_of(status) for status in Status} == set(Completion)


def test_each_level_stands_once_on_the_way(db: None) -> None:
    for level in Completion:
        steps = tracking.steps_to(level)
        assert [step.title for step in steps if step.phase in ("now", "problem")] == [level.label]


def test_too_many_looks_within_a_minute_are_refused_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, "LOOKS_A_MINUTE", 2)
    code = filings.submitted(world).code

    answers = [Client().get(TRACK, {"code": code}).status_code for _look in range(3)]

    assert answers == [200, 200, 429]


def test_a_look_asks_one_query(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    code = filings.submitted(world).code

    with django_assert_num_queries(1):
        Client().get(TRACK, {"code": code})
