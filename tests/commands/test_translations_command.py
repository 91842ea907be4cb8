"""The check of translations names every way in which the catalogue and the code can part."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from portal.commands import translations

NAME = "Chào %(name)s, bạn có <b>{count}</b> thư"


def write(path: Path, *entries: polib.POEntry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.extend(entries)
    catalogue.save(str(path))


def entry(text: str, translated: str = "", *flags: str, context: str | None = None) -> polib.POEntry:
    return polib.POEntry(msgid=text, msgstr=translated, flags=list(flags), msgctxt=context)


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of its own; the code asks for one text, `Gửi`."""
    path = tmp_path / "locale" / "en" / "django.po"
    monkeypatch.setattr(translations, "CATALOGUE", path)
    monkeypatch.setattr(translations, "extract", lambda: write(path, entry("Gửi")))
    return path


def test_a_catalogue_in_step_has_no_problems(catalogue: Path) -> None:
    write(catalogue, entry("Gửi", "Send"))
    assert translations.check() == []


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ([], "not in the catalogue: Gửi"),
        ([entry("Gửi", "Send"), entry("Thôi", "Cancel")], "no longer in the code: Thôi"),
        ([entry("Gửi")], "not translated: Gửi"),
        ([entry("Gửi", "Sent?", "fuzzy")], "not translated: Gửi"),
    ],
)
def test_each_way_to_part_is_named(catalogue: Path, known: list[polib.POEntry], problem: str) -> None:
    write(catalogue, entry("Khác", "Other"), *known)
    assert problem in translations.check()


def test_one_word_with_two_meanings_needs_two_translations(catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "extract", lambda: write(catalogue, entry("Gửi"), entry("Gửi", context="tiền")))
    write(catalogue, entry("Gửi", "Send"))
    assert translations.check() == ["not in the catalogue: Gửi"]


@pytest.mark.parametrize(
    "translated",
    [
        "Hello, you have <b>{count}</b> letters",  # the name is lost
        "Hello %(name)s, you have <b>{counts}</b> letters",  # another place, an error at run time
        "Hello %(name)d, you have <b>{count}</b> letters",  # another kind
        "Hello %(name)s, you have {count} letters",  # a tag is lost
        "Hello %(name)s %(name)s, you have <b>{count}</b> letters",  # one too many
    ],
)
def test_a_translation_keeps_every_place_and_tag(translated: str) -> None:
    assert not translations._is_whole(entry(NAME, translated))


def test_places_may_change_their_order() -> None:
    assert translations._is_whole(entry(NAME, "<b>{count}</b> letters for you, %(name)s"))


def test_every_plural_form_keeps_its_places() -> None:
    plural = polib.POEntry(msgid="%(n)s ngày", msgid_plural="%(n)s ngày", msgstr_plural={0: "%(n)s day", 1: "days"})
    assert not translations._is_whole(plural)


def test_the_check_leaves_the_catalogue_as_it_was(catalogue: Path) -> None:
    write(catalogue, entry("Thôi", "Cancel"))
    before = catalogue.read_bytes()
    translations.check()
    assert catalogue.read_bytes() == before


def test_a_check_that_breaks_off_leaves_the_catalogue_as_it_was(
    catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(catalogue, entry("Gửi", "Send"))
    before = catalogue.read_bytes()

    def break_off() -> None:
        catalogue.write_text("half")
        raise SystemExit("makemessages failed")

    monkeypatch.setattr(translations, "extract", break_off)
    with pytest.raises(SystemExit):
        translations.check()
    assert catalogue.read_bytes() == before


def test_a_check_without_a_catalogue_makes_none(catalogue: Path) -> None:
    assert translations.check() == ["not in the catalogue: Gửi"]
    assert not catalogue.exists()


def test_a_long_list_is_cut_and_counted(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(catalogue, entry("Gửi", "Send"), *(entry(f"Thừa {number:03}", "x") for number in range(50)))
    assert translations.main(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == translations.MOST_SHOWN + 1
    assert lines[-1].startswith("50 problems.")


@pytest.mark.parametrize("arguments", [[], ["both"], ["check", "vi"]])
def test_anything_but_update_or_check_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="Say update or check"):
        translations.main(arguments)


def test_the_catalogue_is_written_in_one_order_without_a_time_of_day(tmp_path: Path) -> None:
    one, other = tmp_path / "one.po", tmp_path / "other.po"
    entries = [entry("b", "2"), entry("a", "1"), entry("a", "1'", context="x")]
    write(one, *entries)
    write(other, *entries[::-1])
    for path in (one, other):
        translations._tidy(path)
    assert one.read_bytes() == other.read_bytes()
    assert b"POT-Creation-Date" not in one.read_bytes()
