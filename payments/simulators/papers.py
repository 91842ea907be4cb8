"""Receipts that the simulated platform gives out: a small PDF, and what a bad platform would give instead of one."""

from __future__ import annotations

from payments.national_platform import Told

#: More than the portal takes in one answer.
_HUGE_BYTES = 9 << 20
#: By name what it is, for the control page; "none" has none yet.
KINDS = {
    "good": "PDF đúng",
    "none": "Chưa có biên lai",
    "wrong": "Không phải PDF",
    "broken": "PDF bị cắt",
    "huge": "Quá lớn",
}


def of_kind(kind: str, told: Told) -> bytes:
    """The file that answers for a payment."""
    paper = write(f"Bien lai thu phi, le phi {told.reference}: {told.amount_dong} dong")
    if kind == "wrong":
        return b"<html>503 Service Unavailable</html>"
    if kind == "broken":
        return paper[: len(paper) // 2]
    if kind == "huge":
        return paper + b"%" * _HUGE_BYTES
    return paper


def options(chosen: str) -> str:
    """The kinds as choices of a form."""
    return "".join(
        f'<option value="{name}"{" selected" if name == chosen else ""}>{words}</option>'
        for name, words in KINDS.items()
    )


def write(line: str) -> bytes:
    """A PDF of one page with one line, in letters without signs."""
    bare = line.translate({ord(letter): f"\\{letter}" for letter in "()\\"})
    text = f"BT /F1 12 Tf 40 360 Td ({bare}) Tj ET".encode("ascii", "replace")
    resources = b"<< /Font << /F1 5 0 R >> >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 400] /Contents 4 0 R /Resources %s >>" % resources,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        font,
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + trailer
