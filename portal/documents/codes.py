"""Verification codes: short enough to type from paper, too many to guess.

12 characters of an alphabet without look-alikes (no 0/O, 1/I/L): 31^12, about 59 bits.
"""

from __future__ import annotations

import re
import secrets

from portal.documents.models import CODE_PATTERN

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP_LENGTH = 3, 4
#: Printed into the PDF's keywords, so that a changed copy still tells which document it was.
MARK = "xac-minh:"
MARKED = re.compile(MARK.encode() + rb"([2-9A-HJKMNP-Z]{4}(?:-[2-9A-HJKMNP-Z]{4}){2})")


def new_code() -> str:
    """Make a random code, "XXXX-XXXX-XXXX"."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def tidy(typed: str) -> str:
    """Return a typed code in its printed form: case, spaces and missing dashes do not matter.

    What cannot be a code comes back empty.
    """
    bare = re.sub(r"[\s\-–—._]+", "", typed).upper()
    code = "-".join(bare[i : i + GROUP_LENGTH] for i in range(0, len(bare), GROUP_LENGTH))
    return code if re.fullmatch(CODE_PATTERN, code) else ""


def marked_in(pdf: bytes) -> str:
    """Return the code that a PDF carries in its keywords, also when the file is damaged; else empty."""
    found = MARKED.search(pdf)
    return found.group(1).decode("ascii") if found else ""
