"""Letters as people and machines write them."""

from __future__ import annotations

import unicodedata
from email.message import EmailMessage
from itertools import count

from hotline.mail import taking
from hotline.models import IncomingMail

LAN = "Nguyễn Thị Lan <lan@example.vn>"
LATE = "Hồ sơ khai sinh của con tôi đã quá hạn chín ngày mà chưa có kết quả."
_numbers = count(1)
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def letter(text: str = LATE, *, sender: str = LAN, subject: str = "Hồ sơ bị chậm", **headers: str) -> EmailMessage:
    """A plain letter with an id of its own; ``headers`` with underscores for dashes."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "duongdaynong@example.vn", subject
    if "Message_ID" not in headers:
        message["Message-ID"] = f"<letter-{next(_numbers)}@example.vn>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def with_file(message: EmailMessage, name: str, content: bytes, kind: str = "application/octet-stream") -> EmailMessage:
    """The letter with one more file."""
    main, _slash, sub = kind.partition("/")
    message.add_attachment(content, main, sub, filename=name)
    return message


def raw(body: bytes, content_type: str = "text/plain", head: bytes = b"") -> bytes:
    """A letter byte by byte, as programs write it that keep to no rule."""
    number = next(_numbers)
    fixed = f"From: lan@example.vn\r\nSubject: Ho so\r\nMessage-ID: <raw-{number}@example.vn>\r\n".encode()
    return fixed + head + f"Content-Type: {content_type}\r\n\r\n".encode() + body


def taken(message: EmailMessage | bytes) -> IncomingMail:
    """What became of the letter."""
    return taking.take(message if isinstance(message, bytes) else message.as_bytes())


def windows_1258(text: str) -> bytes:
    """The bytes of a program of the nineties: vowels with their hats, tones beside them."""
    out = b""
    for sign in text:
        apart = unicodedata.normalize("NFD", sign)
        tone = next((mark for mark in apart if mark in _TONES), "")
        out += (unicodedata.normalize("NFC", apart.replace(tone, "")) + tone if tone else sign).encode("cp1258")
    return out
