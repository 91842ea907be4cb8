"""Rules proved: national text keeps its words and loses its mark-up, and never brings a script along."""

from __future__ import annotations

import html

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from procedures.national_text import plain_text

words = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="<>&"), max_size=40)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a < b",
        "3 <5 và 7> 6",
        "Điểm a & b",
        "Đ8 <= 10 ngày",
        "&amp; là dấu và",
        "dòng một\ndòng hai",
    ],
)
def test_text_without_mark_up_is_given_back_as_it_is(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("<p>Một</p><p>Hai</p>", "Một\nHai\n"),
        ("Một<br>Hai<BR/>Ba<br />Bốn", "Một\nHai\nBa\nBốn"),
        ("<ul><li>Giấy A</li><li>Giấy B</li></ul>", "Giấy A\nGiấy B\n"),
        ("<table><tr><td>Phí</td><td>8.000</td></tr></table>", "Phí8.000\n"),
        ("<h2>Trình tự</h2>Bước 1", "Trình tự\nBước 1"),
        ("<b>Luật</b> &amp; <i>nghị định</i>", "Luật & nghị định"),
        ("<span style='color:red'>Lưu ý</span>", "Lưu ý"),
        ("trước<!-- lời của người soạn -->sau", "trướcsau"),
        ("<div>5 &lt; 7</div>", "5 < 7\n"),
        ("<p>M&atilde; s&#7889;</p>", "Mã số\n"),
    ],
)
def test_ends_of_blocks_become_line_ends_and_other_marks_go(marked: str, plain: str) -> None:
    assert plain_text(marked) == plain


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>Nộp hồ sơ",
        "<SCRIPT src=//x.example></SCRIPT>Nộp hồ sơ",
        "<style>body{display:none}</style>Nộp hồ sơ",
        "<img src=x onerror=alert(1)>Nộp hồ sơ",
        "<svg/onload=alert(1)>Nộp hồ sơ",
        "<a href='javascript:alert(1)'>Nộp hồ sơ</a>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>Nộp hồ sơ",
    ],
)
def test_scripts_go_with_what_they_say(hostile: str) -> None:
    assert plain_text(hostile) == "Nộp hồ sơ"


def test_a_script_written_with_entities_is_only_text_on_a_page() -> None:
    """Entities are words for signs: the text may say "<script>", and the template says it as text."""
    shown = Template("{{ text }}").render(Context({"text": plain_text("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")}))

    assert shown == "&lt;script&gt;alert(1)&lt;/script&gt;\n"


@given(st.lists(words, min_size=1, max_size=5))
def test_paragraphs_give_their_words_back_line_by_line(paragraphs: list[str]) -> None:
    marked = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs)

    assert plain_text(marked) == "".join(f"{text}\n" for text in paragraphs)


@given(words, st.sampled_from(["b", "span", "em", "font", "u", "strong"]))
def test_marks_within_a_line_take_no_word_along(text: str, tag: str) -> None:
    assert plain_text(f"<{tag} class='x'>{text}</{tag}>.") == f"{text}."


@given(st.text(max_size=80))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(plain_text(text), str)
    assert isinstance(plain_text(f"<p>{text}"), str)
