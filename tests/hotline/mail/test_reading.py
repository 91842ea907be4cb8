"""Rules proved: whatever bytes arrive, the words are read as they were meant, or the letter is refused. Pure."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.kinds import Kind
from hotline.mail.kinds_told import kind_of
from hotline.mail.letters_of_bytes import decode, header
from hotline.mail.plain_text import from_html
from hotline.mail.quotations import fresh
from hotline.mail.reading import MOST_EDGES, MOST_PARTS, Unreadable, fingerprint, head_of, read
from tests.hotline.mail.letters import LAN, LATE, letter, raw, windows_1258, with_file

WORDS = "Tôi đã nộp hồ sơ ở phường, chị cán bộ bảo chờ. Đường Lê Lợi, số nhà 12."
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằầềỉọồờụữỳ ,.0123456789"
VIETNAMESE = st.text(st.sampled_from(LETTERS), max_size=80)


@given(VIETNAMESE, st.sampled_from(["utf-8", "iso-8859-1", "us-ascii", "windows-1252", "", "no-such-charset", "utf-7"]))
def test_utf8_is_read_whatever_is_declared(text: str, declared: str) -> None:
    assert (
        decode(text.encode(), declared) == " ".join(text.split(" ")).strip()
        or decode(text.encode(), declared).strip() == text.strip()
    )


@pytest.mark.parametrize("declared", ["windows-1258", "x-windows-1258", "utf-8", "iso-8859-1", "us-ascii", "", "?"])
def test_old_vietnamese_is_read_also_where_it_is_declared_as_something_else(declared: str) -> None:
    assert decode(windows_1258(WORDS), declared) == WORDS


@given(st.binary(max_size=200), st.text(max_size=12))
def test_any_bytes_become_text_that_can_be_stored(content: bytes, declared: str) -> None:
    text = decode(content, declared)

    assert "\0" not in text and "\r" not in text and text == unicodedata.normalize("NFC", text)
    text.encode("utf-8")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_header_is_one_line(text: str) -> None:
    assert "\n" not in header(text) and "\0" not in header(text)


@pytest.mark.parametrize(("written", "meant"), [
    ("=?utf-8?B?SOG7kyBzxqE=?=", "Hồ sơ"),
    ("=?utf-8?Q?H=E1=BB=93?=\r\n =?utf-8?Q?_s=C6=A1?=", "Hồ sơ"),
    ("=?windows-1258?Q?H=F4=CC_s=F5?= PAKN", "Hồ sơ PAKN"),
    ("=?no-such?B?SOG7kyBzxqE=?=", "Hồ sơ"),
    ("=?utf-8?B?!!!?=", "=?utf-8?B?!!!?="),
    ("Hai\r\n\tdòng\r\nBcc: x@y.vn", "Hai dòng Bcc: x@y.vn"),
    ("", ""),
])  # fmt: skip
def test_headers_are_read_as_they_were_meant(written: str, meant: str) -> None:
    assert header(written) == meant or header(written) == ""


def test_a_letter_is_read_whole() -> None:
    message = with_file(letter(In_Reply_To="<a@b>", References="<x@y> <a@b>"), "đơn của tôi.pdf", b"%PDF-1.7")

    found = read(message.as_bytes())

    assert (found.sender, found.sender_name, found.subject) == ("lan@example.vn", "Nguyễn Thị Lan", "Hồ sơ bị chậm")
    assert found.text == LATE and found.refers_to == ("a@b", "x@y")
    assert [(part.name, part.content) for part in found.files] == [("đơn của tôi.pdf", b"%PDF-1.7")]


def test_an_address_hidden_in_a_name_is_only_a_name() -> None:
    message = raw(b"x").replace(b"From: lan@example.vn", b'From: "giamdoc@example.vn" <ke.gian@example.net>')

    assert read(message).sender == "ke.gian@example.net"


@pytest.mark.parametrize("written", [
    b"", b"From: \r\n", b"From: lan\r\n", b"From: a b@example.vn\r\n", b"From: <@>\r\n", b"From: (comment)\r\n",
    b"From: lan@example.vn\x00\r\n", b"From: lan@example.vn\x07\r\n",
])  # fmt: skip
def test_without_an_address_there_is_no_sender(written: bytes) -> None:
    assert read(written + b"Subject: x\r\n\r\nx").sender == ""


@pytest.mark.parametrize(("html", "words"), [
    ("<p>Xin chào</p><p>Tôi hỏi</p>", "Xin chào\n\nTôi hỏi"),
    ("Một<br>hai", "Một\nhai"),
    ("<style>p{}</style><script>alert(1)</script>Nội dung", "Nội dung"),
    ("<div style='display:none'>ẩn <b>nữa</b></div>hiện", "hiện"),
    ("<a href='https://example.vn/a'>đây</a>", "đây (https://example.vn/a)"),
    ("<a href='javascript:alert(1)'>đây</a>", "đây"),
    ("<img src='https://theo-doi.example.com/x.gif'>ảnh", "ảnh"),
    ("a &lt;b&gt; &amp; c&nbsp;d", "a <b> & c d"),
    ("<blockquote>cũ</blockquote>mới", "> cũ\nmới"),
    ("<p>không đóng <b>thẻ", "không đóng thẻ"),
    ("<!--[if mso]>x<![endif]-->y", "y"),
])  # fmt: skip
def test_html_becomes_words_and_nothing_that_runs_or_loads(html: str, words: str) -> None:
    assert "\n".join(line.strip() for line in from_html(html).split("\n")).strip() == words


@given(st.text(st.sampled_from("<>/=\"' abđ&;#!-"), max_size=200))
def test_any_html_is_read_without_a_fault(html: str) -> None:
    assert isinstance(from_html(html), str)


def test_the_words_of_html_count_where_there_are_no_plain_ones() -> None:
    message = letter(" ")
    message.add_alternative("<p>Chỉ có <b>HTML</b></p>", subtype="html")

    assert read(message.as_bytes()).text == "Chỉ có HTML"


@pytest.mark.parametrize("quotation", [
    "On Mon, 23 Nov 2026 at 08:00, Portal <a@example.vn> wrote:\n> thư cũ",
    "On Mon, 23 Nov 2026 at 08:00, Portal\n<a@example.vn> wrote:\n> thư cũ",
    "Vào Th 2, 23 thg 11, 2026 vào lúc 08:00 Cổng <a@example.vn> đã viết:\n> thư cũ",
    "-----Original Message-----\nFrom: Portal\nthư cũ",
    "----- Thư gốc -----\nthư cũ",
    "From: Portal <a@example.vn>\nSent: Monday\nTo: Lan\nthư cũ",
    "Từ: Cổng\nĐã gửi: Thứ Hai\nĐến: Lan\nthư cũ",
    "________________________________\nthư cũ",
    "-- \nGửi từ điện thoại của tôi, thư cũ",
])  # fmt: skip
def test_what_is_quoted_is_trimmed(quotation: str) -> None:
    assert fresh(f"Cảm ơn, tôi bổ sung.\n\n{quotation}") == "Cảm ơn, tôi bổ sung."


@given(st.text(max_size=300))
def test_trimming_never_leaves_nothing_of_something(text: str) -> None:
    assert bool(fresh(text)) == bool(text.strip())


def test_answers_between_the_lines_are_kept_whole() -> None:
    assert fresh("> Họ tên?\n> Địa chỉ?") == "> Họ tên?\n> Địa chỉ?"


def test_thousands_of_headers_and_lines_that_never_end_are_read_or_refused_at_once() -> None:
    many = b"".join(b"X-%d: y\r\n" % number for number in range(5000))
    assert read(raw(b"x", head=many)).text == "x"
    assert len(read(raw(b"x", head=many)).headers) <= 500
    with pytest.raises(Unreadable):
        read(raw(b"x", head=b"X-Long: " + b"y" * 300_000 + b"\r\n"))
    assert read(raw("đ".encode() * 500_000)).text.startswith("đđ")


def nested(depth: int) -> bytes:
    inside = b"Content-Type: text/plain\r\n\r\nx\r\n"
    for number in range(depth):
        edge = b"b%d" % number
        inside = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
            edge,
            edge,
            inside,
            edge,
        )
    return b"From: lan@example.vn\r\n" + inside


def test_nested_parts_are_read_and_endless_ones_refused() -> None:
    assert read(nested(20)).text == "x"
    with pytest.raises(Unreadable):
        read(nested(900))
    edges = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * (MOST_PARTS + 1)
    with pytest.raises(Unreadable):
        read(raw(edges, 'multipart/mixed; boundary="b"'))


def test_depth_times_length_is_bounded_before_the_parser_spends_minutes_on_it() -> None:
    deep = b"".join(b'Content-Type: multipart/mixed; Boundary ="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(90))
    long = b"Content-Type: text/plain\r\n\r\n" + b"--x\r\n" * 200_000
    for hostile in (b"From: a@example.vn\r\n" + deep + long, nested(MOST_EDGES + 1)):
        with pytest.raises(Unreadable, match="edges"):
            read(hostile)
    assert read(b"From: a@example.vn\r\n" + long).text, "as long, and flat"


@given(st.binary(max_size=400))
def test_any_bytes_are_a_letter_or_refused(content: bytes) -> None:
    for one in (content, raw(content, 'multipart/mixed; boundary="b"')):
        fingerprint(one)
        try:
            found = read(one)
        except Unreadable:
            continue
        assert "\0" not in found.text + found.subject + found.sender_name


def test_the_same_letter_has_the_same_fingerprint_by_every_way() -> None:
    sent = letter().as_bytes()
    hops = b"Received: from a by b; Mon, 23 Nov 2026 08:00:00 +0700\r\nReturn-Path: <lan@example.vn>\r\n"

    assert fingerprint(hops + sent) == fingerprint(sent) == fingerprint(sent.replace(b"\n", b"\r\n"))
    assert fingerprint(sent + b"!") != fingerprint(sent), "an id used again hides no other letter"
    assert fingerprint(letter().as_bytes()) != fingerprint(sent)
    bare = raw(b"x").replace(b"Message-ID", b"X-Nothing")
    assert fingerprint(bare) == fingerprint(bare) != fingerprint(bare.replace(b"Ho so", b"Khac"))


def test_of_a_letter_too_large_its_head_is_read() -> None:
    huge = letter().as_bytes() + b"x" * 1_000_000

    assert read(head_of(huge)).subject == "Hồ sơ bị chậm" and read(head_of(huge)).sender in LAN


@pytest.mark.parametrize(("words", "kind"), [
    (LATE, Kind.COMPLAINT_DELAY),
    ("Hồ sơ bị chậm vì cán bộ vòi vĩnh", Kind.COMPLAINT_CONDUCT),
    ("Thái độ của chị ở quầy 3 rất hách dịch", Kind.COMPLAINT_CONDUCT),
    ("Tôi không đăng nhập được", Kind.TECHNICAL),
    ("Cho tôi hỏi thủ tục đăng ký kết hôn. Cảm ơn!", Kind.GUIDANCE),
    ("", Kind.GUIDANCE),
])  # fmt: skip
def test_the_kind_is_guessed_by_the_gravest_words(words: str, kind: Kind) -> None:
    assert kind_of(words) == kind
