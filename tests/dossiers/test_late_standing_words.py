"""Rules proved: what a row of a late list says of its reason: how far it has come while the list is open, and what that
came to once everybody reads it."""

from __future__ import annotations

import pytest
from django.utils import translation

from dossiers.models import LateEntry, LateList
from dossiers.responsibility.late_rows import TONES, state_of
from dossiers.responsibility.words import EXCUSED, TO_EXPLAIN, Lateness, Standing
from portal.ui.parts import Tone
from tests.dossiers.late_months import DECEMBER, DUE, MADE


def entry(standing: str, *, is_published: bool) -> LateEntry:
    """An entry of a list, not stored."""
    late_list = LateList(month=DECEMBER, made_at=MADE, published_at=MADE if is_published else None)
    return LateEntry(late_list=late_list, standing=standing, kind=Lateness.OVERDUE, due_at=DUE)


@pytest.mark.parametrize("standing", Standing.values)
def test_until_its_day_a_row_says_how_far_its_reason_has_come(standing: str) -> None:
    told = state_of(entry(standing, is_published=False))

    assert told.label == Standing(standing).label


@pytest.mark.parametrize(
    ("standing", "tone", "label"),
    [
        ("open", Tone.OVERDUE, "Không có lý do được chấp nhận"),
        ("sent_back", Tone.OVERDUE, "Không có lý do được chấp nhận"),
        ("waiting", Tone.STOPPED, "Chưa được duyệt khi công khai"),
        ("accepted", Tone.DONE, "Giải trình được chấp nhận"),
        ("apologised", Tone.DONE, "Đã xin lỗi, hẹn lại"),
    ],
)
def test_from_its_day_on_a_row_says_what_that_came_to(standing: str, tone: Tone, label: str) -> None:
    """A head who stayed silent is no fault of the officer's: nobody is told to have had no reason."""
    with translation.override("vi"):
        told = state_of(entry(standing, is_published=True))

        assert (told.tone, str(told.label)) == (tone, label)


@pytest.mark.parametrize("standing", EXCUSED)
def test_an_accepted_reason_reads_the_same_before_and_after(standing: str) -> None:
    assert state_of(entry(standing, is_published=False)) == state_of(entry(standing, is_published=True))


def test_every_standing_has_its_tone_and_each_is_excused_waiting_or_to_explain() -> None:
    assert {*TONES, *EXCUSED} == set(Standing)
    assert {*EXCUSED, *TO_EXPLAIN, Standing.WAITING} == set(Standing)
    assert not set(EXCUSED) & set(TO_EXPLAIN)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_words_of_standings_differ_in_every_language(language: str) -> None:
    """Two that read alike would make a filter of them useless."""
    with translation.override(language):
        for choices in (Standing, Lateness):
            labels = [str(label) for label in choices.labels]
            assert len(set(labels)) == len(labels)
            assert all(labels)
