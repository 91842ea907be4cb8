"""QR codes as inline SVG, for print and for pages whose CSP allows nothing from elsewhere."""

from __future__ import annotations

import io
from base64 import b64encode

import segno


def svg(data: str, *, border_modules: int = 2) -> str:
    """Return an SVG element of a QR code (error correction M) that scales to its box."""
    buffer = io.BytesIO()
    segno.make(data, error="m", micro=False).save(
        buffer,
        kind="svg",
        border=border_modules,
        xmldecl=False,
        svgns=True,
        omitsize=True,
        nl=False,
    )
    return buffer.getvalue().decode("utf-8")


def data_uri(data: str) -> str:
    """Return the QR code as an image address for WeasyPrint templates."""
    return "data:image/svg+xml;base64," + b64encode(svg(data).encode()).decode("ascii")
