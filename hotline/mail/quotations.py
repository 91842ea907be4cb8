"""What is new in a letter, apart from the letter that it answers. Pure. The whole letter is kept beside it."""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"^\s*(?:"
    r"-{2,}\s*(?:original message|forwarded message|thư gốc|tin nhắn gốc"
    r"|tin nhắn được chuyển tiếp|thư đã chuyển tiếp)\b.*"
    r"|on .{6,200} wrote:"
    r"|vào .{6,200} (?:đã viết|viết)\s*:"
    r"|(?:_{10,}|-{20,})"
    r")\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\s*\*?(?:from|từ)\s*:\*?\s*\S.*$", re.IGNORECASE)
_NEXT_HEADER = re.compile(r"^\s*\*?(?:sent|date|đã gửi|ngày|to|đến|tới)\s*:\*?\s*\S", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?$")


def fresh(text: str) -> str:
    """What the sender wrote this time; everything where nothing would be left (an answer between the lines)."""
    lines = text.split("\n")
    end = next((number for number in range(len(lines)) if _is_end(lines, number)), len(lines))
    kept = "\n".join(line for line in lines[:end] if not line.lstrip().startswith(">")).strip()
    return kept or text.strip()


def _is_end(lines: list[str], number: int) -> bool:
    line = lines[number]
    if len(line) > 300:  # no mark is as long
        return False
    # Mail programs break the line "On … wrote:" where it gets long.
    joined = f"{line.rstrip()} {lines[number + 1].strip()}" if number + 1 < len(lines) else line
    if _SIGNATURE.match(line) or _BEGINS.match(line) or (_starts_mark(line) and _BEGINS.match(joined[:400])):
        return True
    return bool(_HEADER.match(line)) and any(
        _NEXT_HEADER.match(other[:200]) for other in lines[number + 1 : number + 4]
    )


def _starts_mark(line: str) -> bool:
    return line.lstrip().lower().startswith(("on ", "vào "))
