"""Whether a person wrote a letter. Pure. Answering a machine starts a loop (RFC 3834): those wait for a person's eyes.

Marks: RFC 3834 (Auto-Submitted), RFC 2919 and 2369 (lists), RFC 3464 (bounces), and what mail programs write beside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotline.mail.reading import Letter

_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply", "bounce", "bounces")
_LISTS = ("list-id", "list-post", "list-help", "list-unsubscribe", "mailing-list", "x-mailing-list", "feedback-id")
_MARKS = ("x-autoreply", "x-autorespond", "x-failed-recipients", "x-loop")


def is_from_a_machine(letter: Letter) -> bool:
    """Whether it is a bounce, an answering machine, a list, or a letter of our own that came back."""
    told = letter.headers
    if told.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no":
        return True
    if told.get("precedence", "").lower() in {"bulk", "list", "junk", "auto_reply"}:
        return True
    if any(name in told for name in (*_LISTS, *_MARKS)) or told.get("return-path", "").strip() == "<>":
        return True
    kind = told.get("content-type", "").lower()
    if kind.startswith("multipart/report") or "report-type=" in kind:
        return True
    name = letter.sender.partition("@")[0].partition("+")[0]
    return name.replace("_", "-") in _MACHINES


def may_be_answered(letter: Letter) -> bool:
    """Whether its sender wants an automatic answer at all."""
    suppressed = letter.headers.get("x-auto-response-suppress", "").lower()
    return bool(letter.sender) and not any(word in suppressed for word in ("all", "autoreply"))
