"""The forms of broadcasts asked purely: every refusal with its words, moments of Vietnam, codes, both languages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Self

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hotline.answer_base.forms import FaqForm
from hotline.broadcasts.forms import MOST_NAMED, AnnounceForm, CodesField, EndForm, ExtendForm, moment_field
from hotline.models import BroadcastKind
from portal.vietnamese import normalise, without_accents
from units.working_time import VIETNAM


def filled(**changed: str) -> dict[str, str]:
    """Everything that the form of announcing asks for, of the whole site: no row is looked up."""
    told = {
        "kind": "incident",
        "title": "Cổng thanh toán đang lỗi",
        "text": "Hãy nộp hồ sơ và trả phí sau.",
        "title_en": "Payments are failing",
        "text_en": "File now and pay later.",
        "begins_at": "2026-11-23T15:30",
        "is_checked": "on",
    }
    return told | changed


def told_by(form: forms.Form) -> dict[str, str]:
    """The refusals of a form, by field."""
    return {field: " ".join(map(str, errors)) for field, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": ""}, "Hãy chọn sự cố hay bảo trì."),
        ({"title": " \u200b "}, "Hãy ghi tiêu đề."),
        ({"text": "\t\n"}, "Hãy ghi điều đang xảy ra và người dân làm gì trong lúc đó."),
        ({"title_en": ""}, "Hãy ghi tiêu đề bằng tiếng Anh."),
        ({"text_en": ""}, "Hãy ghi nội dung bằng tiếng Anh."),
        ({"begins_at": ""}, "Hãy ghi lúc bắt đầu."),
        ({"is_checked": ""}, "Hãy đọc lại rồi đánh dấu vào ô này."),
    ],
)
def test_each_part_of_an_announcement_is_asked_for_in_its_own_words(changed: dict[str, str], told: str) -> None:
    (field,) = changed

    assert told_by(AnnounceForm(filled(**changed))) == {field: told}


@pytest.mark.parametrize(("field", "most"), [("title", 160), ("title_en", 160), ("text", 2000), ("text_en", 2000)])
def test_as_much_as_fits_is_taken_and_one_letter_more_is_refused_with_the_bound(field: str, most: int) -> None:
    assert AnnounceForm(filled(**{field: "ộ" * most})).is_valid()

    (told,) = told_by(AnnounceForm(filled(**{field: "ộ" * (most + 1)}))).values()
    assert str(most) in told and str(most + 1) in told


def test_an_unknown_kind_and_an_empty_form_are_refused_and_nothing_is_asked_that_may_stay_open() -> None:
    assert set(told_by(AnnounceForm(filled(kind="rumour")))) == {"kind"}
    asked = {"kind", "title", "text", "title_en", "text_en", "begins_at", "is_checked"}
    assert set(told_by(AnnounceForm({}))) == asked
    assert set(told_by(ExtendForm({}))) == {"ends_at", "note"}
    assert told_by(EndForm({})) == {"note": "Hãy ghi sự cố đã được khắc phục thế nào."}


def test_an_announcement_of_the_whole_site_is_handed_on_as_typed_without_stray_spaces() -> None:
    form = AnnounceForm(filled(title="  Cổng   thanh toán\u200b đang  lỗi ", text="Dòng một\r\n\r\n dòng hai "))

    assert form.is_valid(), form.errors
    notice = form.notice()
    assert (notice.kind, notice.title) == (BroadcastKind.INCIDENT, "Cổng thanh toán đang lỗi")
    assert notice.text == "Dòng một\n\ndòng hai"
    assert notice.begins_at == dt.datetime(2026, 11, 23, 15, 30, tzinfo=VIETNAM) and notice.ends_at is None
    assert (list(notice.units), list(notice.procedures), notice.tells_owners) == ([], [], False)


@pytest.mark.parametrize("form", [AnnounceForm, ExtendForm, EndForm, FaqForm])
def test_every_label_hint_and_refusal_is_told_in_english_too(form: type[forms.Form]) -> None:
    with translation.override("en"):
        empty = form({})
        said = [*told_by(empty).values()]
        said += [f"{field.label} {field.help_text}" for field in empty.fields.values()]

    for words in said:
        assert words.strip() and without_accents(words) == normalise(words).lower(), words


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_text_breaks_the_form_and_what_passes_is_stored_as_it_is_shown(title: str, moment: str) -> None:
    form = AnnounceForm(filled(title=title, ends_at=moment))

    form.is_valid()

    assert set(form.errors) <= {"title", "ends_at"}
    if "title" in form.cleaned_data:
        kept = form.cleaned_data["title"]
        assert kept == normalise(title) and 0 < len(kept) <= 160 and "\0" not in kept


MINUTES = st.datetimes(
    dt.datetime.fromisoformat("2000-01-01T00:00"), dt.datetime.fromisoformat("2199-12-31T23:59")
).map(lambda moment: moment.replace(second=0, microsecond=0))


@given(MINUTES)
def test_a_minute_is_the_same_however_it_is_typed(minute: dt.datetime) -> None:
    field = moment_field("Lúc")

    for way in ("%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y", "%d/%m/%Y %H:%M", " %H:%M %d/%m/%Y "):
        assert field.clean(minute.strftime(way)) == minute.replace(tzinfo=VIETNAM), way


@pytest.mark.parametrize(
    "typed",
    [
        "mai", "15:30", "15g30 24/11/2026", "25:00 24/11/2026", "15:30 31/02/2026", "11/24/2026 15:30",
        "2026-13-01T00:00",
        # A year with a digit too few: it would stand on every page, and the first one can't even be read back.
        "0001-01-01T00:00", "15:30 24/11/0202", "1999-12-31T23:59",
    ],
)  # fmt: skip
def test_what_is_no_moment_of_our_days_is_refused_with_an_example(typed: str) -> None:
    announcing, extending = AnnounceForm(filled(begins_at=typed)), ExtendForm({"ends_at": typed})

    told = "Hãy ghi giờ và ngày như 15:30 24/11/2026."
    assert (told_by(announcing)["begins_at"], told_by(extending)["ends_at"]) == (told, told)


@dataclass
class Rows:
    """What CodesField asks of a queryset, without a database."""

    codes: tuple[str, ...]
    asked: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Of a row."""
        return self.codes[0]

    def filter(self, code__in: list[str]) -> Self:
        """Those asked for."""
        self.asked = tuple(code__in)
        return self

    def order_by(self, _name: str) -> list[Rows]:
        """Rows by their code."""
        return [Rows((code,)) for code in sorted(self.codes) if code in self.asked]


def cleaned(typed: Any, *known: str) -> list[str]:
    """The codes of the rows that a field of codes gives for what was typed."""
    field = CodesField(lambda: Rows(known), "Không có: %(codes)s.")
    return [row.code for row in field.clean(typed)]


@pytest.mark.parametrize(
    "typed", ["H29.1,H29.2", "h29.2 H29.1", "H29.1;\nH29.2;;", " ,H29.2 , H29.1, h29.1 ", "H29.1\t\u00a0H29.2"]
)
def test_codes_are_read_between_commas_spaces_and_lines_in_any_case_once_each(typed: str) -> None:
    assert cleaned(typed, "H29.1", "H29.2", "H29.3") == ["H29.1", "H29.2"]


@pytest.mark.parametrize("typed", ["", None, " \n ,; "])
def test_no_code_asks_for_nothing_and_means_all(typed: Any) -> None:
    field = CodesField(lambda: pytest.fail("nothing is to be looked up"), "")

    assert field.clean(typed) == []


def test_at_most_five_unknown_codes_are_named_and_the_form_stays_readable() -> None:
    with pytest.raises(forms.ValidationError) as refused:
        cleaned(" ".join(f"X{n}" for n in range(9)) + " H29.1", "H29.1")
    assert refused.value.messages == ["Không có: X0, X1, X2, X3, X4."]

    with pytest.raises(forms.ValidationError) as long:
        cleaned("Y" * 5000, "H29.1")
    assert len(long.value.messages[0]) < 220


def test_as_many_codes_as_may_be_named_are_all_found() -> None:
    many = [f"H29.{n:03}" for n in range(MOST_NAMED)]

    assert cleaned(",".join(many), *many) == many
