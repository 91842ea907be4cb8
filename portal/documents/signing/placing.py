"""Where the visible signature goes: the box that the template reserved, else the lower right of the last page."""

from __future__ import annotations

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from portal.documents.signing.base import PageBox

#: Catalog entry that `rendering` writes: [page x1 y1 x2 y2], points from the lower left.
CATALOG_KEY = "/PortalSignatureBox"
WIDTH, HEIGHT, MARGIN = 210.0, 76.0, 40.0


def find(reader: PdfFileReader) -> PageBox:
    """Return the reserved box of a PDF, or a default one when none was reserved."""
    if CATALOG_KEY in reader.root:
        page, x1, y1, x2, y2 = (float(edge) for edge in reader.root[CATALOG_KEY])
        return PageBox(int(page), x1, y1, x2, y2)
    last = int(reader.root["/Pages"]["/Count"]) - 1
    _, _, right, _ = (float(edge) for edge in _media_box(reader, last))
    return PageBox(last, right - MARGIN - WIDTH, MARGIN, right - MARGIN, MARGIN + HEIGHT)


def _media_box(reader: PdfFileReader, page: int) -> list[float]:
    node = reader.find_page_for_modification(page)[0].get_object()  # type: ignore[no-untyped-call]
    while "/MediaBox" not in node:  # inherited from the page tree (ISO 32000-2, 7.7.3.4)
        node = node["/Parent"]
    return [float(edge) for edge in node["/MediaBox"]]


def free_field_name(reader: PdfFileReader) -> str:
    """Return a name for a new signature field that the PDF does not use yet."""
    used = {name for name, _, _ in enumerate_sig_fields(reader)}
    return next(name for name in (f"ChuKy{n}" for n in range(1, len(used) + 2)) if name not in used)
