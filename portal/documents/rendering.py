"""From a template and its context to a PDF/A-3: fonts embedded, nothing fetched from anywhere.

One HTML template a statutory form; what is printed is what the context says, so that a form can be made again later
from the same facts. Signing comes afterwards (`signing`), numbering before (`numbering`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pydyf  # type: ignore[import-untyped]
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from portal.documents import codes
from portal.documents.signing.placing import CATALOG_KEY

Paper = Literal["A5", "A4", "stamp"]
STYLES = Path(__file__).parent / "print"
FONT_FAMILY = "Be Vietnam Pro"
FONT_PARTS = ("latin", "vietnamese")
FONT_WEIGHTS = (400, 600)
POINTS_PER_PIXEL = 0.75
#: The element that a template reserves for the visible signature, and its size (print/document.css).
SIGNATURE_ANCHOR = "signature"


class OutsideResource(Exception):
    """A template asked for something that is not in the document itself."""


def render_pdf(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    paper: Paper = "A4",
    verification_code: str = "",
) -> bytes:
    """Render a template to PDF/A-3 bytes, always in Vietnamese, the language of the official forms.

    The verification code goes into the document's keywords too (see `codes.MARK`). OutsideResource when the template
    refers to anything but data: addresses.
    """
    keywords = f"{codes.MARK}{verification_code}" if verification_code else ""
    values = {**context, "title": title, "paper": paper, "keywords": keywords}
    with translation.override("vi"):
        html = render_to_string(template, values)
    return _write(html, paper)


def render_stamp(context: Mapping[str, Any]) -> bytes:
    """Render the visible signature as a one-page PDF of its own size, for `signing.stamp`."""
    return render_pdf("documents/stamp.html", context, title="", paper="stamp")


def _write(html: str, paper: Paper) -> bytes:
    styles, fonts = _styles(paper)
    source = HTML(string=html, url_fetcher=_Closed(fail_on_errors=True))
    try:
        document = source.render(stylesheets=styles, font_config=fonts)
        written: bytes = document.write_pdf(finisher=_finish, pdf_variant="pdf/a-3u")
    except FatalURLFetchingError as error:
        raise OutsideResource(str(error)) from error
    return written


class _Closed(URLFetcher):  # type: ignore[misc]
    """Lets a template use data: addresses only; a document must not depend on the network or on local files."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        """Fetch a data: address; OutsideResource for anything else."""
        if not url.startswith("data:"):
            raise OutsideResource(url[:80])
        return super().fetch(url, headers)


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    _note_signature_box(document, pdf)
    if document.metadata.keywords:
        # The keywords themselves are compressed; a stream's dictionary never is, so a damaged copy still shows it.
        mark = pydyf.Stream(extra={"PortalMark": pydyf.String(document.metadata.keywords[0])})
        pdf.add_object(mark)
        pdf.catalog["PortalMark"] = mark.reference


def _note_signature_box(document: Document, pdf: pydyf.PDF) -> None:
    """Write where the template left room for the visible signature, in points from the lower left."""
    for number, page in enumerate(document.pages):
        if SIGNATURE_ANCHOR in page.anchors:
            x1, top, x2, bottom = page.anchors[SIGNATURE_ANCHOR]
            edges = (x1, page.height - bottom, x2, page.height - top)
            box = [round(edge * POINTS_PER_PIXEL, 2) for edge in edges]
            pdf.catalog[CATALOG_KEY.removeprefix("/")] = pydyf.Array([number, *box])


@cache
def _styles(paper: Paper) -> tuple[list[CSS], FontConfiguration]:
    fonts = FontConfiguration()
    faces = CSS(string=_font_faces(), font_config=fonts)
    files = ("document.css", f"{paper.lower()}.css")
    return [faces, *(CSS(filename=STYLES / name) for name in files)], fonts


def _font_faces() -> str:
    faces = (_font_face(weight, part) for weight in FONT_WEIGHTS for part in FONT_PARTS)
    return "\n".join(face for face in faces if face)


def _font_face(weight: int, part: str) -> str:
    # One family a part: WeasyPrint mixes up the glyphs of two files that share a family.
    # Absent until the assets are built: then the style sheet's next family with Vietnamese letters is taken.
    path = finders.find(f"fonts/be-vietnam-pro-{part}-{weight}-normal.woff2")
    if not path:
        return ""
    return (
        f'@font-face {{ font-family: "{FONT_FAMILY} {part}"; font-weight: {weight}; '
        f"src: url({Path(str(path)).as_uri()}); }}"
    )
