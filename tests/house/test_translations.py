"""The catalogues: every Vietnamese text has its English, whole; every sentence of a library that we show has its
Vietnamese.
"""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.core.exceptions import ValidationError
from django.forms import EmailField, IntegerField
from django.utils.translation import gettext, override
from rest_framework.serializers import CharField

from portal.commands.bootstrap import ROOT
from portal.commands.translations import KEPT
from tests.house.page_words import COMMON, VIETNAMESE
from tests.in_turn import in_turn

ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
LIBRARIES = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
QUOTED = re.compile("|".join(COMMON))
#: Papers are Vietnamese whoever reads them; pages about papers are not.
PAPERS, PAPER_PAGES = ROOT / "templates" / "documents", ROOT / "templates" / "documents" / "pages"
TEMPLATES = [
    path
    for path in sorted((ROOT / "templates").rglob("*.*"))
    if PAPERS not in path.parents or PAPER_PAGES in path.parents
]
TRANSLATED = re.compile(
    r"{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}|{%\s*trans(?:late)?\s.*?%}|_\(\"[^\"]*\"\)|{#.*?#}"
    r"|{%\s*comment.*?endcomment\s*%}|<(\w+)[^>]*\blang=\"vi\"[^>]*>.*?</\1>",
    re.DOTALL,
)


def english() -> list[polib.POEntry]:
    return list(polib.pofile(str(ENGLISH)))


def versions(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_has_its_english_and_none_is_a_guess() -> None:
    assert [entry.msgid for entry in english() if not entry.translated() or entry.fuzzy] == []


def test_places_and_tags_are_carried_over() -> None:
    broken = [
        entry.msgid
        for entry in english()
        for text in versions(entry)
        if sorted(KEPT.findall(text)) != sorted(KEPT.findall(entry.msgid))
    ]
    assert broken == []


def test_english_has_no_vietnamese_left_but_quoted_examples() -> None:
    texts = [QUOTED.sub("", text) for entry in english() for text in versions(entry)]
    assert [text for text in texts if VIETNAMESE.search(text)] == []


def test_a_sentence_ends_in_both_languages_or_in_neither() -> None:
    # a label that became a sentence, or a sentence cut short, is a translation put in the wrong line
    ends = re.compile(r"[.?!:…]$")
    uneven = [
        entry.msgid
        for entry in english()
        for text in versions(entry)
        if bool(ends.search(entry.msgid.strip())) != bool(ends.search(text.strip()))
    ]
    assert uneven == []


@pytest.mark.parametrize("catalogue", [ENGLISH, LIBRARIES], ids=["en", "vi"])
def test_a_catalogue_compiles_to_what_django_reads(catalogue: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    polib.pofile(str(catalogue)).save_as_mofile(str(compiled))
    assert len(polib.mofile(str(compiled))) == len(polib.pofile(str(catalogue)))


@pytest.mark.parametrize("catalogue", [ENGLISH, LIBRARIES], ids=["en", "vi"])
def test_a_catalogue_names_no_machine_and_no_time_of_day(catalogue: Path) -> None:
    text = catalogue.read_text(encoding="utf-8")
    assert "POT-Creation-Date" not in text
    assert not re.search(r"^#: .*(?:\.\./|^/|:\d+)", text, re.MULTILINE)


def test_vietnamese_of_the_libraries_keeps_their_places() -> None:
    places = re.compile(r"%(?:\(\w+\))?[sd]|\{[\w:]+\}")
    for entry in polib.pofile(str(LIBRARIES)):
        for text in versions(entry):
            assert sorted(places.findall(text)) == sorted(places.findall(entry.msgid)), entry.msgid


@in_turn("template", TEMPLATES)
def test_no_template_says_anything_untranslated(template: Path) -> None:
    left = TRANSLATED.sub("", template.read_text(encoding="utf-8"))
    assert [line for line in left.splitlines() if VIETNAMESE.search(line)] == []


def test_djangos_forms_complain_in_vietnamese() -> None:
    with override("vi"):
        for field, typed, said in (
            (IntegerField(), "ba", "Hãy ghi một số nguyên."),
            (EmailField(), "lan", "Thư điện tử chưa đúng. Ví dụ: lan.nguyen@example.vn."),
        ):
            with pytest.raises(ValidationError) as refused:
                field.clean(typed)
            assert refused.value.messages == [said]


def test_allauth_and_the_api_complain_in_vietnamese() -> None:
    with override("vi"):
        assert gettext("You must type the same password each time.") == "Hai lần nhập mật khẩu không giống nhau."
        assert str(CharField().error_messages["blank"]) == "Mục này không được để trống."
    with override("en"):
        assert str(CharField().error_messages["blank"]) == "This field may not be blank."
