"""Uploads that go with one sending: held under their sender until the ticket takes them, all or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hotline.models import Attachment
from hotline.problems import Incomplete
from portal.files import uploads

if TYPE_CHECKING:
    from hotline.models import Ticket, TicketEvent
    from portal.files.models import Upload

MOST_AT_ONCE = 5
MOST_ON_A_TICKET = 30
"""A matter of more papers than this is looked into on the spot."""


@dataclass(frozen=True)
class Chosen:
    """Checked uploads of one holder."""

    uploads: tuple[Upload, ...] = ()

    @property
    def digests(self) -> list[str]:
        """SHA-256 of the contents: the same files sent again have the same ones, whatever upload they are."""
        return sorted(upload.stored.sha256 for upload in self.uploads if upload.stored)

    def key(self, key: str) -> str:
        """The key of a sending that these files belong to."""
        return " ".join([key, *self.digests])

    def facts(self) -> dict[str, Any]:
        """What the event says of the files: chained, so that nobody swaps one unseen."""
        return {"files": self.digests} if self.uploads else {}


NOTHING = Chosen()


def keep(ticket: Ticket, event: TicketEvent, chosen: Chosen, *, is_reporters: bool = True) -> list[Attachment]:
    """Hang files on the ticket, in the transaction of the event that brings them. Incomplete."""
    if not chosen.uploads:
        return []
    if ticket.attachments.count() + len(chosen.uploads) > MOST_ON_A_TICKET:
        raise Incomplete(too_many_on_ticket(), "attachments")
    first = chosen.uploads[0]
    ids = [upload.public_id for upload in chosen.uploads]
    try:
        held = uploads.claim(ids, first.owner, session_key=first.session_key, client=first.client)
    except uploads.UploadRefused as refusal:  # rejected by the virus scan since it was chosen
        raise Incomplete(refusal.message, "attachments") from refusal
    rows = [Attachment(ticket=ticket, event=event, upload=upload, is_reporters=is_reporters) for upload in held]
    return Attachment.objects.bulk_create(rows)


def too_many_at_once() -> str:
    """Say how many files may come at once."""
    return _("Mỗi lần được gửi nhiều nhất %(most)d tệp. Hãy bỏ bớt, hoặc gửi tiếp bằng cách bổ sung thông tin.") % {
        "most": MOST_AT_ONCE
    }


def too_many_on_ticket() -> str:
    """Say how many files one ticket may have."""
    return _("Một phản ánh có nhiều nhất %(most)d tệp.") % {"most": MOST_ON_A_TICKET}
