"""The sheet that goes with a batch of parcels: one QR for the batch and one for each parcel, and nobody's name.

Made by the worker. The recipient stands on the parcel itself; the sheet lies about in a van.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from portal.documents import qr
from portal.documents.forms import Letterhead
from portal.documents.rendering import render_pdf
from portal.files import store
from portal.peers.models import PostalManifest, PostalOrder
from portal.peers.models.manifests import ManifestState
from portal.peers.postal.parcels import Recipient

TITLE = "Bảng kê bàn giao bưu gửi"
_AT_ONCE = 20


@dataclass(frozen=True)
class Line:
    """One parcel of the sheet."""

    order: PostalOrder
    commune: str
    qr: str


def scan_code(order: PostalOrder) -> str:
    """What is scanned: the code of the post, as on the parcel; our number before there is one."""
    return order.item_code or order.number


def print_due() -> int:
    """Make the sheets that are missing; how many. Of two workers each takes others."""
    due = PostalManifest.objects.filter(printed=None).exclude(state=ManifestState.CALLED_OFF).order_by("pk")
    made = 0
    while made < _AT_ONCE:
        with transaction.atomic():
            locked = due.select_for_update(of=("self",), skip_locked=True).select_related(
                "unit__division", "unit__parent", "connection"
            )
            manifest = locked.first()
            if manifest is None:
                break
            manifest.printed = store.save(draw(manifest), f"{manifest.number}.pdf", "application/pdf")
            manifest.save(update_fields=["printed"])
            made += 1
    return made


def draw(manifest: PostalManifest) -> bytes:
    """The sheet as PDF."""
    orders = manifest.parcels.order_by("pk")
    lines = [Line(order, Recipient.kept(order).commune, qr.data_uri(scan_code(order))) for order in orders]
    unit = manifest.unit
    parent = unit.agency.name if unit.agency != unit else ""
    place = str(unit.division.full_name)
    head = Letterhead(unit.name, manifest.number, place, manifest.made_at, parent_name=parent)
    context = {"head": head, "manifest": manifest, "lines": lines, "qr": qr.data_uri(manifest.number)}
    return render_pdf("documents/postal_manifest.html", context, title=TITLE, paper="A4")
