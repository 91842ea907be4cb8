"""Rules proved: a text keeps its words and loses its dirt, and what only the raw text shows is doubted at its place."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import normalise
from procedures.national.doubts import EXCERPT, Doubts
from procedures.national.words import clean, doubt_texts, texts_of, without_bullet
from procedures.national_text import plain_text

WORDS = st.text(st.sampled_from("aăâbcđeêghiklmnoôơpqrstuưvxyáàảãạ 0123456789.,-"), max_size=40)


def doubts_of(**record: Any) -> set[tuple[str, str]]:
    doubts = Doubts()
    doubt_texts(record, doubts)
    return {(doubt.flag, doubt.where) for doubt in doubts}


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(max_size=80))
def test_what_is_clean_is_composed_and_trimmed(text: str) -> None:
    found = clean(text)

    assert unicodedata.is_normalized("NFC", found)
    assert found == found.strip()
    assert "\u200b" not in found and "\x00" not in found


@given(WORDS)
def test_the_quick_way_gives_what_the_thorough_one_gives(text: str) -> None:
    assert clean(text) == normalise(text)


@given(WORDS)
def test_decomposed_words_become_the_same_words(text: str) -> None:
    assert clean(unicodedata.normalize("NFD", text)) == clean(text)


@pytest.mark.parametrize("value", [None, 5, 1.5, True, [], {}, ["chữ"]])
def test_what_is_no_text_is_empty(value: Any) -> None:
    assert clean(value) == ""


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("<p>Một</p><p>Hai</p>", "Một\nHai"),
        ("Một<br>Hai<BR/>Ba", "Một\nHai\nBa"),
        ("<ul><li>A</li><li>B</li></ul>", "A\nB"),
        ("<table><tr><td>A</td><td>B</td></tr></table>", "AB"),
        ("<b>Đơn</b> đề nghị", "Đơn đề nghị"),
        ("<a href='javascript:x()'>Mẫu</a>", "Mẫu"),
        ("<script>alert(1)</script>Còn lại", "Còn lại"),
        ("<style>p{}</style>Còn lại", "Còn lại"),
        ("<!-- ghi chú -->Còn lại", "Còn lại"),
        ("<p>a &lt; b &amp; c</p>", "a < b & c"),
        ("a < b", "a < b"),
        ("diện tích <5 m²", "diện tích <5 m²"),
        ("5 < 6 > 4", "5 < 6 > 4"),
        ("&nbsp;", "&nbsp;"),
    ],
)
def test_mark_up_goes_and_its_words_stay(told: str, said: str) -> None:
    assert clean(told) == said


@given(WORDS, st.sampled_from(["p", "div", "span", "b", "svg", "iframe", "h3"]))
def test_no_tag_survives(text: str, tag: str) -> None:
    hostile = f"<{tag} onclick='x()'>{text}</{tag}><img src=x onerror=alert(1)>"

    found = plain_text(hostile)

    assert "<" not in found and "onerror" not in found
    assert clean(found) == clean(text) or tag in ("svg", "iframe")


@given(st.text(st.characters(exclude_characters="<"), max_size=60))
def test_text_without_mark_up_is_given_back_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@given(st.text(max_size=60))
def test_what_plain_text_leaves_opens_no_script(text: str) -> None:
    assert "<script" not in plain_text(f"<p>{text}<script>x</script></p>").lower()


@given(st.lists(st.sampled_from(["-", "–", "—", "+", "*", "•", " "]), max_size=4), WORDS)
def test_bullets_go_and_the_words_stay(bullets: list[str], text: str) -> None:
    found = without_bullet(f"{''.join(bullets)} {text}".strip())

    assert not found.startswith(("- ", "+", "*", "•", "–", "—"))
    assert found == found.strip()


def test_a_dash_inside_is_no_bullet() -> None:
    assert without_bullet("Ủy ban nhân dân - cấp xã") == "Ủy ban nhân dân - cấp xã"


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("Giâ\u0301y", "source_decomposed_unicode"),
        ("Giấy\u00ad phép", "source_invisible_chars"),
        ("\ufeffGiấy", "source_invisible_chars"),
        ("Giấy\u200e", "source_invisible_chars"),
        ("Giấy\x07", "source_invisible_chars"),
        ("Gi\ufffdy", "source_lost_characters"),
        ("<p>Giấy", "source_has_mark_up"),
        ("UBND huyện", "mentions_abolished_district_level"),
        ("Chủ tịch UBND quận", "mentions_abolished_district_level"),
        ("HĐND cấp huyện", "mentions_abolished_district_level"),
        ("Công an thị xã", "mentions_abolished_district_level"),
        ("thành phố thuộc tỉnh", "mentions_abolished_district_level"),
        ("Phòng Tài chính - Kế hoạch cấp huyện", "mentions_abolished_district_level"),
        ("Hồ sơ gồm…", "text_truncated"),
        ("Hồ sơ gồm... ", "text_truncated"),
    ],
)
def test_dirt_is_doubted_where_it_stands(text: str, flag: str) -> None:
    assert (flag, "steps[1].text") in doubts_of(steps=[{"text": "Sạch"}, {"text": text}])


@pytest.mark.parametrize(
    "text",
    [
        "Giấy phép", "Dòng một\nDòng hai\tba", "a < b", "Thị xã Bến Cát", "Quận 1", "Huyện Củ Chi", "cấp xã",
        "UBND cấp xã", "gồm … và", "1. Đơn...; 2. Giấy", "Đà Nẵng",
    ],
)  # fmt: skip
def test_clean_words_are_not_doubted(text: str) -> None:
    assert doubts_of(requirements=text) == set()


@pytest.mark.parametrize("name", [" Cấp", "Cấp ", "Cấp  phép", "Cấp\nphép", "Cấp\u00a0phép"])
def test_only_the_name_must_be_tidy_in_its_spaces(name: str) -> None:
    flag = "source_name_whitespace"

    assert (flag, "name") in doubts_of(name=name)
    assert flag not in {found for found, _where in doubts_of(requirements=name)}


def test_every_text_has_its_place() -> None:
    record = {
        "name": "A",
        "levels": ["B", 5, None],
        "channels": [{"fees": [{"text": "C"}]}],
        "quality_flags": ["x"],
        "source_url": "https://x",
        "case_times": {"D": {"E": "F"}},
    }

    assert dict(texts_of(record)) == {
        "name": "A",
        "levels[0]": "B",
        "channels[0].fees[0].text": "C",
        "case_times.D.E": "F",
    }


TREE: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=3) | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@given(TREE)
def test_no_text_of_a_tree_is_missed_and_no_place_is_named_twice(tree: Any) -> None:
    def count(node: Any) -> int:
        if isinstance(node, str):
            return 1
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        return sum(map(count, children))

    found = list(texts_of(tree))

    assert len(found) == count(tree)
    assert len({where for where, _text in found}) == len(found)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.text(max_size=400)), max_size=8))
def test_a_kind_at_a_place_is_noted_once_with_its_first_words(told: list[tuple[str, str, str]]) -> None:
    doubts = Doubts()
    first: dict[tuple[str, str], str] = {}
    for flag, where, text in told:
        doubts.add(flag, where, text)
        first.setdefault((flag, where), text[:EXCERPT])

    assert [(d.flag, d.where, d.text) for d in doubts] == [(*key, text) for key, text in first.items()]
    assert doubts.as_marks() == [{"flag": d.flag, "where": d.where, "text": d.text} for d in doubts]
    assert all(doubts.has(flag) for flag, _where in first)
    assert not doubts.has("c")
