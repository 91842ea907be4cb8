"""The bytes of a letter to what was said, by whom, with which files. Pure.

Read by the old policy of Python's parser: its new one judges headers at length, and strangers write them. What a header
says beyond a page is left out: the parser takes hours over what looks like a megabyte of parameters or encoded words.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import parseaddr

from hotline.mail.letters_of_bytes import decode, header
from hotline.mail.plain_text import from_html
from hotline.mail.quotations import fresh

MOST_PARTS = 200
MOST_EDGES = 100
MOST_LOOKS_AT_EDGES = 4_000_000
"""Lines times edges: 40 MB of base64 with half a dozen edges; what takes the parser ten seconds and more is beyond."""
MOST_HEADERS_BYTES = 256 * 1024
MOST_HEADER_LETTERS = 4000
MOST_TEXT_LETTERS = 200_000
_EDGE = re.compile(rb"boundary\s*\*?\d*\*?\s*=", re.IGNORECASE)
_NAMED = re.compile(r"(.*)<([^<>]*)>")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ID = re.compile(r"<([^<>\s]{1,300})>")
_ADDRESS = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@[^@\s\"(),:;<>\[\\\]]{1,185}\.[^@\s\"(),:;<>\[\\\].]{2,63}")


class Unreadable(ValueError):
    """No letter that anybody wrote; what it says is for our log."""


class _Brief(Compat32):
    """Headers as they came, up to a length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER_LETTERS]


_BRIEF = _Brief()


@dataclass(frozen=True)
class Part:
    """A file in a letter."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a letter says. `sender` is "" where it names none; `refers_to` are the ids of letters that it answers."""

    sender: str
    sender_name: str
    subject: str
    text: str
    message_id: str
    refers_to: tuple[str, ...]
    files: tuple[Part, ...]
    headers: dict[str, str]


def fingerprint(raw: bytes) -> str:
    """What makes a letter the same one, by whatever way and however often it arrives."""
    head, _gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = _ID.search(header(_raw(_headers(head), "Message-ID")))
    told = found.group(1) if found else hashlib.sha256(head).hexdigest()
    # With the body: whoever reuses the id of somebody else's letter does not make that one vanish.
    return hashlib.sha256(b"\0".join((told.encode(), body.strip()))).hexdigest()


def read(raw: bytes) -> Letter:
    """A letter. Raises Unreadable for what has no end of headers, or of parts, and for whatever the parser falls at."""
    try:
        return _read(raw)
    except Unreadable:
        raise
    except Exception as error:  # strangers feed the parser, and it raises whatever comes to its mind
        raise Unreadable(type(error).__name__) from error


def _read(raw: bytes) -> Letter:
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if len(head) > MOST_HEADERS_BYTES:
        raise Unreadable("headers")
    if not _can_be_parsed(raw):
        raise Unreadable("edges")
    message: Message = BytesParser(policy=_BRIEF).parsebytes(raw)
    parts = _parts(message)
    # Apart first and decoded then: an encoded name may hold what looks like another address.
    sender_name, sender = _author(" ".join(_raw(message, "From")[:2000].split()))
    return Letter(
        sender=sender.lower() if _ADDRESS.fullmatch(sender) and sender.isprintable() else "",
        sender_name=header(sender_name)[:200],
        subject=header(_raw(message, "Subject"))[:500],
        text=fresh(_text(parts)[:MOST_TEXT_LETTERS]),
        message_id=next(iter(_ids(message, "Message-ID")), ""),
        refers_to=tuple(dict.fromkeys(_ids(message, "In-Reply-To") + _ids(message, "References")))[:50],
        files=tuple(_files(parts)),
        headers={name.lower(): header(value)[:300] for name, value in reversed(list(message.raw_items())[:500])},
    )


def _can_be_parsed(raw: bytes) -> bool:
    """Whether the parser is done in time: it holds every line of a letter against every edge that is open around it."""
    edges = len(_EDGE.findall(raw))
    return edges <= MOST_EDGES and edges * raw.count(b"\n") <= MOST_LOOKS_AT_EDGES


def _author(told: str) -> tuple[str, str]:
    """Name and address. Encoded names with a colon or an at sign in them look like addresses to Python's parser."""
    found = _NAMED.fullmatch(told)
    if found is None or "<" in _QUOTED.sub("", found[1]):
        return parseaddr(told)
    return found[1].strip().strip('"').replace('\\"', '"'), found[2].strip()


def _raw(message: Message, name: str) -> str:
    """A header as it came, eight-bit bytes kept aside; Python's own reading of them replaces what it can't read."""
    return next((value for other, value in message.raw_items() if other.lower() == name.lower()), "")


def head_of(raw: bytes) -> bytes:
    """The headers of a letter that is too large to be read."""
    return raw[: 2 * MOST_HEADERS_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"


def _headers(head: bytes) -> Message:
    return BytesParser(policy=_BRIEF).parsebytes(head[:MOST_HEADERS_BYTES], headersonly=True)


def _ids(message: Message, name: str) -> list[str]:
    return _ID.findall(header(_raw(message, name)))


def _parts(message: Message) -> list[Message]:
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise Unreadable("parts")
    return [part for part in parts if not part.is_multipart()]


def _text(parts: list[Message]) -> str:
    """The plain words where there are any; else those of the HTML."""
    plain = [_words(part) for part in parts if _is_body(part, "text/plain")]
    if any(text.strip() for text in plain):
        return "\n\n".join(text for text in plain if text.strip())
    return "\n\n".join(from_html(_words(part)) for part in parts if _is_body(part, "text/html")).strip()


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _file_name(part)


def _words(part: Message) -> str:
    return decode(_content(part), str(part.get_content_charset() or ""))


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _files(parts: list[Message]) -> list[Part]:
    return [Part(name, _content(part)) for part in parts if (name := _file_name(part))]


def _file_name(part: Message) -> str:
    return header(str(part.get_filename() or ""))[:300]
