"""How the pages of the simulated national portal look."""

from __future__ import annotations

import html


def whole(inside: str) -> str:
    """A whole page of the simulator."""
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<title>Cổng quốc gia mô phỏng</title><style>body{font:18px/1.5 sans-serif;max-width:48rem;margin:2rem auto;"
        "padding:0 1rem}table{border-collapse:collapse}td,th{text-align:left;padding:.3rem .8rem .3rem 0;"
        "border-bottom:1px solid #ccc}dt{font-weight:bold}dd{margin:0 0 .4rem;overflow-wrap:anywhere}"
        "button,input,select,textarea{font:inherit;padding:.3rem .6rem;max-width:100%;box-sizing:border-box}"
        "label{display:block}input[type=checkbox]{width:1.2rem;height:1.2rem}textarea{width:100%;min-height:12rem}"
        "blockquote{margin:.4rem 0;padding-left:.8rem;border-left:4px solid #ccc;white-space:pre-line}"
        "footer{color:#555;font-size:.9em}main{overflow-x:auto}.refused{color:#a4161a}</style>"
        "<h1>Cổng Dịch vụ công quốc gia mô phỏng</h1><p>Không phải Cổng thật; không ai đọc những gì ở đây.</p>"
        f"<main>{inside}</main></html>"
    )


def safe(value: object) -> str:
    """Text as it may stand in a page."""
    return html.escape(str(value))
