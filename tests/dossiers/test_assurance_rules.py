"""Rules proved: who must be known how surely, for every caller, channel and level; and in which words it is said."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils.translation import override

from dossiers.actors import ApiClient
from dossiers.intake_checks import check_level
from dossiers.problems import DossierError, NotKnownSurely
from dossiers.statuses import Channel
from portal.accounts.models import AssuranceLevel, Kind, User
from procedures.choices import Assurance

CALLERS: list[User | ApiClient] = [User(kind=kind) for kind in Kind] + [ApiClient("he-thong", "Hệ thống bạn")]


def checked(asked: int, channel: str) -> Any:
    """What is known of a filing once its answers were checked."""
    version, submission = SimpleNamespace(assurance_level=asked), SimpleNamespace(channel=channel)
    return SimpleNamespace(version=version, submission=submission)


def is_refused(asked: int, channel: str, by: User | ApiClient, level: AssuranceLevel) -> bool:
    try:
        check_level(checked(asked, channel), by, level)
    except NotKnownSurely:
        return True
    return False


def sees_people(by: User | ApiClient) -> bool:
    return isinstance(by, ApiClient) or by.kind == Kind.STAFF


def test_a_level_below_the_one_asked_for_is_refused_but_at_a_counter() -> None:
    for asked, channel, by, level in product(Assurance, Channel, CALLERS, AssuranceLevel):
        at_counter = channel != Channel.ONLINE and sees_people(by)
        assert is_refused(asked, channel, by, level) == (level < asked and not at_counter), (asked, channel, by, level)


def test_a_surer_level_never_closes_and_a_stricter_procedure_never_opens() -> None:
    for channel, by in product(Channel, CALLERS):
        table = [[is_refused(asked, channel, by, level) for level in AssuranceLevel] for asked in Assurance]
        for row in table:
            assert row == sorted(row, reverse=True), "refused at a level, refused at every lower one"
        for column in zip(*table, strict=True):
            assert list(column) == sorted(column), "refused by one, refused by every stricter one"
        assert not any(table[0]), "any account will do where nothing is asked"


def test_levels_of_accounts_and_of_procedures_are_the_same_numbers() -> None:
    assert [int(one) for one in Assurance] == [int(one) for one in AssuranceLevel] == [0, 1, 2]


@pytest.mark.parametrize("level", [1, 2])
def test_the_refusal_names_the_level_in_both_languages_and_is_a_refusal_like_others(level: int) -> None:
    told = set()
    for language in ("vi", "en"):
        with override(language):
            refused = NotKnownSurely(cast(Any, SimpleNamespace(assurance_level=level)))
            assert isinstance(refused, DossierError) and str(level) in str(refused)
            told.add(str(refused))
    assert len(told) == 2


def test_each_level_has_words_in_both_languages() -> None:
    for one in Assurance:
        labels = set()
        for language in ("vi", "en"):
            with override(language):
                labels.add(str(one.label))
        assert len(labels) == 2, one
