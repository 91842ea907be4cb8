"""Rules proved: whatever stands in a letter's head, parts or bytes, it is read into sound words or refused. Pure."""

from __future__ import annotations

import base64
import quopri
import re
import unicodedata
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.mail import reading
from hotline.mail.letters_of_bytes import decode, header
from hotline.mail.reading import Letter, Unreadable, fingerprint, head_of, read
from portal.vietnamese import normalise

TEXT = "Tôi nộp hồ sơ ở phường Sài Gòn, đã hai tuần."
CHARSETS = [
    "utf-8", "UTF8", '"utf-8"', "us-ascii", "iso-8859-1", "windows-1258", "utf-16", "utf-7", "gb18030", "idna", "hex",
    "punycode", "zlib", "undefined", "unicode_escape", "raw_unicode_escape", "x-unknown", "", "%00", "é", "x" * 300,
]  # fmt: skip
KINDS = [
    "text/plain", "text/html", "TEXT/PLAIN", "multipart/mixed", "multipart/alternative", "multipart/", "message/rfc822",
    "message/delivery-status", "message/partial", "text/calendar", "image/jpeg", "text", "/", "",
]  # fmt: skip
WAYS = ["7bit", "8bit", "binary", "base64", "quoted-printable", "x-uuencode", "BASE64 ", "?", ""]
NAMES = [
    "", "filename=a.pdf", 'filename="đơn.pdf"', "filename*=utf-8''%C4%91%C6%A1n.pdf", "filename*0=a; filename*1=.pdf",
    "filename*0*=utf-8''%C4; filename*1*=%91.pdf", "filename*=no-such''%C4", "filename*=idna''%C4", "filename*=%00''a",
    'filename="=?utf-8?Q?=C4=91?="', 'filename="a\\"b"', "filename", "filename*99999999=a", "filename*=utf-8'vi'%",
]  # fmt: skip
NASTY = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from([
        b"", b"=?utf-8?B?SOG7kyBzxqE=?=", b"=?idna?B?eA==?=", b"=?unicode_escape?Q?=5Cx00?=", b"=?utf-8?B?AA==?=",
        b"=?utf-8?Q?=0D=0ABcc:_x@y.vn?=", b"\xff\xfe", b"a\r\n b\r\n\tc", b"<a@b> <c@d>", b"(((((",
        b'"' * 9, b"\0", b"<>",
    ]),
)  # fmt: skip
HEADS = st.lists(
    st.tuples(
        st.sampled_from([b"From", b"Subject", b"Message-ID", b"References", b"In-Reply-To", b"Sender", b"X-\xff", b""]),
        NASTY,
    ).map(lambda told: told[0] + b": " + told[1] + b"\r\n"),
    max_size=5,
).map(b"".join)  # fmt: skip


@st.composite
def parts(draw: st.DrawFn, depth: int = 2) -> bytes:
    """One part of a letter with its head, rarely as the rules have it."""
    kind, charset = draw(st.sampled_from(KINDS)), draw(st.sampled_from(CHARSETS))
    head = (
        f'Content-Type: {kind}; charset={charset}; boundary="b{depth}"\r\n'
        f"Content-Transfer-Encoding: {draw(st.sampled_from(WAYS))}\r\n"
        f"Content-Disposition: {draw(st.sampled_from(['inline', '']))}; {draw(st.sampled_from(NAMES))}\r\n"
    ).encode() + b"\r\n"
    if depth and draw(st.booleans()):
        inside = draw(st.lists(parts(depth - 1), max_size=3))
        edge = b"--b%d\r\n" % depth
        return head + edge + edge.join(inside) + draw(st.sampled_from([b"\r\n--b%d--\r\n" % depth, b""]))
    return head + draw(NASTY | st.sampled_from([base64.b64encode(TEXT.encode()), TEXT.encode()])) + b"\r\n"


def is_line(text: str, most: int) -> bool:
    return "\n" not in text and "\r" not in text and len(text) <= most and is_storable(text)


def is_storable(text: str) -> bool:
    return not re.search(r"[\0\ud800-\udfff]", text) and unicodedata.is_normalized("NFC", text)


def wrong_in(found: Letter) -> list[str]:
    """What nobody may rely on in a letter that was read."""
    sender = re.fullmatch(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"()]+", found.sender)
    sound = {
        "sender": not found.sender or (sender is not None and found.sender.isprintable() and len(found.sender) < 320),
        "name": is_line(found.sender_name, 200),
        "subject": is_line(found.subject, 500),
        "text": is_storable(found.text) and len(found.text) <= reading.MOST_TEXT_LETTERS and "\r" not in found.text,
        "ids": all(is_line(one, 300) for one in (found.message_id, *found.refers_to)) and len(found.refers_to) <= 50,
        "files": all(part.name and is_line(part.name, 300) for part in found.files),
        "headers": all(name == name.lower() and is_line(value, 300) for name, value in found.headers.items()),
    }
    return [name for name, is_sound in sound.items() if not is_sound]


def read_or_none(raw: bytes) -> Letter | None:
    """The letter, None where it is refused as promised; anything else fails the test."""
    try:
        return read(raw)
    except Unreadable:
        return None


@given(HEADS, parts())
def test_any_letter_is_sound_or_refused_and_always_the_same(head: bytes, part: bytes) -> None:
    raw = head + part
    found = read_or_none(raw)

    assert found is None or wrong_in(found) == []
    assert read_or_none(raw) == found and len(fingerprint(raw)) == 64


@given(HEADS, st.binary(max_size=300))
def test_of_any_letter_too_large_the_head_is_sound(head: bytes, body: bytes) -> None:
    raw = head_of(head + b"\r\n" + body)
    found = read_or_none(raw)

    assert fingerprint(raw) and (found is None or wrong_in(found) == [])


@pytest.mark.parametrize("charset", CHARSETS)
def test_utf8_is_read_whatever_charset_is_told(charset: str) -> None:
    for way, body in (
        ("8bit", TEXT.encode()),
        ("base64", base64.encodebytes(TEXT.encode())),
        ("quoted-printable", quopri.encodestring(TEXT.encode())),
    ):
        head = (
            f"From: lan@example.vn\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {way}\n\n"
        )
        assert read(head.encode() + body).text == TEXT, way


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-32", "gb18030", "koi8-r", "shift_jis"])
def test_what_is_told_rightly_is_read_so(charset: str) -> None:
    told = {"koi8-r": "Привет", "shift_jis": "こんにちは"}.get(charset, TEXT)

    assert decode(told.encode(charset), charset).lstrip("\ufeff") == told


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co")), max_size=60))
def test_what_a_mail_program_writes_is_read_as_it_was_typed(text: str) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "Lan <lan@example.vn>", " ".join(text.split())
    message.set_content("x")

    found = read(message.as_bytes())

    assert "".join(found.subject.split()) == "".join(normalise(text).split())


INJECTIONS = [
    "From: lan@example.vn\r\nBcc: x@example.net",
    "From: =?utf-8?Q?Lan=0D=0ABcc:_x@example.net?= <lan@example.vn>",
    "From: Lan\r\n\tBcc: x@example.net <lan@example.vn>",
    "From: <lan@example.vn>\r\nFrom: <ke.gian@example.net>",
    "From: =?utf-8?B?PGtlLmdpYW5AZXhhbXBsZS5uZXQ+?= <lan@example.vn>",
    'From: "ke.gian@example.net, x" <lan@example.vn>',
    "From: lan@example.vn (ke.gian@example.net)",
    "From: LAN@EXAMPLE.VN",
]


@pytest.mark.parametrize("head", INJECTIONS)
def test_nobody_puts_another_address_or_line_into_who_wrote(head: str) -> None:
    found = read(f"{head}\r\nSubject: =?utf-8?Q?a=0D=0ATo:_x@example.net?=\r\n\r\nx".encode())

    assert found.sender == "lan@example.vn" and found.subject == "a To: x@example.net"
    assert wrong_in(found) == []


@pytest.mark.parametrize("sender", [
    "lan@example.vn\r\n\t,x@example.net", "lan@example.vn;x@example.net", "lan@@example.vn", "lan@example..",
    "lan@example", "la n@example.vn", "lan@exam\x0bple.vn", "lan\xff@example.vn", "l" * 65 + "@example.vn",
    "@example.vn", "lan@[127.0.0.1]",
])  # fmt: skip
def test_what_is_no_single_address_is_no_sender(sender: str) -> None:
    found = read(b"From: <" + sender.encode("latin-1") + b">\r\n\r\nx").sender

    assert found in {"", "lan@example.vn"} and ("example.net" not in found)


@pytest.mark.parametrize("repeated", ["=?a?q?", ";", 'a";', "a*0=", "<a@b>", "(", ",", '"', "=?utf-8?B?eA==?="])
def test_a_head_that_repeats_itself_holds_nobody_up(repeated: str) -> None:
    """A worker that reads one such letter for an hour reads no other one."""
    long = repeated * (200_000 // len(repeated))
    for name in ("Subject", "From", "Content-Type: text/plain; x", "References", "Message-ID"):
        raw = f"To: x\r\n{name}: {long}\r\n\r\nx".encode()
        found = read_or_none(raw)
        assert (found is None or wrong_in(found) == []) and fingerprint(raw)
    part = f"--b\r\nContent-Type: text/plain; a={long}\r\nContent-Disposition: inline; {long}\r\n\r\nchữ\r\n--b--"
    assert read(f"Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}".encode()).text == "chữ"


def test_a_body_of_megabytes_is_cut_and_read() -> None:
    for kind in ("plain", "html"):
        found = read(f"Content-Type: text/{kind}\r\n\r\n".encode() + "Hồ sơ chậm.\n".encode() * 300_000)
        assert found.text.startswith("Hồ sơ chậm.") and len(found.text) <= 200_000


@pytest.mark.parametrize(("broken", "why"), [
    (b"Content-Disposition: attachment; filename*=%00''a\r\n\r\nx", "a name in a charset that none is"),
    (b"Content-Type: text/plain; charset*=%00''a\r\n\r\nx", "a charset in a charset that none is"),
])  # fmt: skip
def test_what_the_parser_falls_at_is_refused_or_read(broken: bytes, why: str) -> None:
    found = read_or_none(broken)

    assert found is None or wrong_in(found) == [], why


def test_a_letter_within_a_letter_brings_its_words_and_files() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "ke.gian@example.net", "Bên trong"
    inner.set_content("chuyện bên trong")
    inner.add_attachment(b"%PDF", "application", "pdf", filename="trong.pdf")
    outer["From"], outer["Subject"] = "lan@example.vn", "Bên ngoài"
    outer.set_content("chuyện bên ngoài")
    outer.add_attachment(inner)

    found = read(outer.as_bytes())

    assert (found.sender, found.subject) == ("lan@example.vn", "Bên ngoài")
    assert "chuyện bên ngoài" in found.text and [part.name for part in found.files] == ["trong.pdf"]


@pytest.mark.parametrize("written", ["=?utf-8?B?SA==?= =?utf-8?B?4buT?=", "=?utf-8?B?SA==?=\r\n  =?utf-8?B?4buT?="])
def test_white_between_encoded_words_does_not_count(written: str) -> None:
    assert header(written) == "Hồ"
