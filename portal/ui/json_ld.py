"""Facts of a page for search engines, as a script element of JSON-LD.

A script element with another type than JavaScript is data: browsers never run it, so the content security policy
has nothing to refuse.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString

# What could end the script element, or be read as mark-up inside it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def script_elements(*told: dict[str, Any]) -> SafeString:
    """One element for each thing; no text of them can end an element."""
    written = (json.dumps(one, ensure_ascii=False).translate(_ESCAPES) for one in told)
    return SafeString("\n".join(f'<script type="application/ld+json">{one}</script>' for one in written))
