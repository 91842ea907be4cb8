"""The visible signature: who signed, for which unit, when; drawn like every other page, so Vietnamese letters hold."""

from __future__ import annotations

import binascii
import io
import uuid
from datetime import datetime

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import StaticStampStyle

from portal.documents.rendering import render_stamp


class _Page(PdfContent):
    """The first page of a PDF held in memory (pyHanko's own class reads only named files)."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self.pdf = pdf

    def render(self) -> bytes:
        """Import the page into the document that is signed and return the operator that draws it."""
        writer: BasePdfFileWriter = self._ensure_writer
        page = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.pdf)), page_ix=0)
        name = b"/Import" + binascii.hexlify(uuid.uuid4().bytes)
        self.resources.xobject[name.decode("ascii")] = page
        x1, y1, x2, y2 = (float(edge) for edge in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(x2 - x1), height=abs(y2 - y1))
        return name + b" Do"


def style(*, signer_name: str, signer_unit: str, signed_at: datetime, label: str) -> StaticStampStyle:
    """Return the appearance of a signature; `label` says what kind of certificate stands behind it."""
    pdf = render_stamp(
        {
            "signer_name": signer_name,
            "signer_unit": signer_unit,
            "signed_at": signed_at,
            "label": label,
        }
    )
    filled = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MID,
        y_align=AxisAlignment.ALIGN_MID,
        margins=Margins(0, 0, 0, 0),
    )
    return StaticStampStyle(background=_Page(pdf), background_layout=filled, border_width=0)
