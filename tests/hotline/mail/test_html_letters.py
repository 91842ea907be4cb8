"""Rules proved: of an HTML letter the words stay, in order; no markup, nothing hidden, nothing that loads. Pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.mail.plain_text import from_html

REMOTE = "https://theo-doi.example.com/x.gif"
WORD = st.text(st.sampled_from("abcdđeêghiklmnoôơpqưvxyạảấ"), min_size=1, max_size=6)
SEEN = st.sampled_from(["p", "div", "b", "i", "span", "table", "td", "li", "h1", "blockquote", "font", "o:p", "center"])
HIDDEN = st.sampled_from([
    "<script>{}</script>", "<style>{}</style>", "<head><title>{}</title></head>", "<template>{}</template>",
    "<noscript>{}</noscript>", "<svg><text>{}</text></svg>", "<iframe>{}</iframe>", "<div hidden>{}</div>",
    "<p style='display:none'>{}</p>", '<span style="color:red; DISPLAY : None">{}</span>',
    "<b style=font-size:0>{}</b>",
    "<i style='visibility: hidden'><b><p>{}</i>", "<!-- {} -->", "<!--[if mso]><p>{}</p><![endif]-->", "<![CDATA[{}]]>",
    "<?php {} ?>", "<!DOCTYPE {}>",
])  # fmt: skip
LOADS = st.sampled_from([
    f"<img src='{REMOTE}'>", f'<img alt="" src={REMOTE} />', f"<body background='{REMOTE}'>", f"<link href='{REMOTE}'>",
    f"<div style='background:url({REMOTE})'>", f"<object data='{REMOTE}'></object>", f"<video poster='{REMOTE}'>",
    f"<input type=image src='{REMOTE}'>", f"<base href='{REMOTE}'>", f"<meta http-equiv=refresh content='0;{REMOTE}'>",
    f"<form action='{REMOTE}'>", f"<img alt='a > b' src='{REMOTE}'>", f"<img alt='a < b' src='{REMOTE}'>",
    f"<IMG\nSRC\n=\n'{REMOTE}'\n>",
])  # fmt: skip
PIECE: st.SearchStrategy[tuple[str, list[str]]] = st.one_of(
    WORD.map(lambda word: (word, [word])),
    st.tuples(SEEN, WORD).map(lambda told: (f"<{told[0]} class='x'>{told[1]}</{told[0]}>", [told[1]])),
    st.tuples(SEEN, WORD).map(lambda told: (f"<{told[0].upper()}>{told[1]}", [told[1]])),
    st.tuples(HIDDEN, WORD).map(lambda told: (told[0].format(f"XYZ{told[1]}"), [])),
    LOADS.map(lambda tag: (tag, [])),
)


def words_in(text: str) -> list[str]:
    """The words, without the marks of quotation."""
    return [word for word in text.split() if word != ">"]


@given(st.lists(PIECE, max_size=8))
def test_every_word_that_can_be_seen_stays_in_its_order_and_no_other(pieces: list[tuple[str, list[str]]]) -> None:
    text = from_html(" ".join(html for html, _words in pieces))

    assert words_in(text) == [word for _html, words in pieces for word in words]


@pytest.mark.parametrize(("html", "words"), [
    ("<!--[if !mso]><!-->thấy<!--<![endif]-->", "thấy"),
    ("<![if !supportLists]>1.<![endif]> Mục", "1. Mục"),
    ("<!-->một<!-- ẩn -->hai", "mộthai"),
    ("trước <!-- không đóng", "trước không đóng"),
    ("<![ sai", "<![ sai"),
    ("Lương < 5 triệu và > 3 triệu", "Lương < 5 triệu và > 3 triệu"),
    ("1<2", "1<2"),
    ("&lt;b&gt; &#273;&ecirc; &nbsp;&copy; &khong; &", "<b> đê © &khong; &"),
    ("<p style=\"a'b>chữ</p>", "chữ"),
    (f'<img alt="không đóng src={REMOTE}>chữ', "chữ"),
    ("<a href=\"https://example.vn/?a=1&amp;b=2\">xem</a>", "xem (https://example.vn/?a=1&b=2)"),
    ("<a href='https://example.vn'>https://example.vn</a>", "https://example.vn"),
    ("<a href=' https://example.vn '>a</a>", "a (https://example.vn)"),
    ("<a href='mailto:a@example.vn'>thư</a> <a>không</a> <a href>trống</a>", "thư không trống"),
    ("<a href='data:text/html,x'>a</a><a href='//example.vn'>b</a><a href='vbscript:x'>c</a>", "abc"),
    ("<div hidden><div>ẩn</div>ẩn</div>hiện", "hiện"),
    ("<div hidden><br><img>ẩn</p>ẩn</div>hiện", "hiện"),
    ("<title>ẩn</title><p>hiện</p>", "hiện"),
    ("<table><tr><td>một</td><td>hai</td></tr><tr><td>ba</td></tr></table>", "mộthai\n\nba"),
    ("</b></blockquote></a>chữ", "chữ"),
    ("<blockquote>một<blockquote>hai</blockquote></blockquote>ba", "> một\n> > hai\n>\nba"),
    ("một\nhai\r\n\tba", "một hai ba"),
    ("", ""), (" <p> </p> ", ""),
])  # fmt: skip
def test_html_as_programs_write_it_is_read_as_it_is_seen(html: str, words: str) -> None:
    assert from_html(html) == words


POISON = [
    "<a ",
    "<a b='",
    "<!--",
    "<![",
    "<!a",
    "<?",
    "</",
    "<",
    "&",
    "<a '<",
    "<a\"<a'",
    "<script>",
    "<b hidden>",
    "</x>",
]


@pytest.mark.parametrize("piece", POISON)
def test_what_strangers_repeat_without_end_holds_nobody_up(piece: str) -> None:
    """A worker that reads one such letter for an hour reads no other one."""
    assert len(from_html("Kính gửi <p>" + piece * (300_000 // len(piece)))) <= 200_000


def test_quotations_within_quotations_do_not_fill_the_memory() -> None:
    assert from_html("<blockquote>" * 5_000 + "sâu").endswith("\n> > > > > sâu")
    assert len(from_html("<blockquote>" * 5_000)) < 200_000


def test_elements_within_hidden_ones_are_closed_in_their_order() -> None:
    deep = "<div hidden>" + "<b>" * 40_000 + "ẩn" + "</u>" * 40_000 + "ẩn"

    assert from_html(f"{deep}</div>hiện") == "hiện"


def test_a_link_stands_once_beside_words_of_any_length() -> None:
    link = "<a href='https://example.vn/a'>đây</a>"
    long = "https://example.vn/" + "a" * 5_000

    assert from_html("x" * 100_000 + link * 3).count("https://example.vn/a") == 1
    assert from_html(f"<a href='{long}'>đây</a>") == f"đây ({long[:300]})"
