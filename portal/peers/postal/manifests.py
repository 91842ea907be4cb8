"""Handing a day's parcels to the courier (BCCI, QĐ 45/2016/QĐ-TTg).

Laid on a manifest, ticked or scanned, confirmed once, and taken back as long as the post has told of none of them.
Locks are taken in one order: the manifest, then dossiers by key, then orders.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import lifecycle, posting
from dossiers.problems import NotAllowedNow, NotYours
from portal.accounts.models import User
from portal.documents import numbering
from portal.outbox.waking import wake_on_commit
from portal.peers.drivers.base import Message, PeerDriver
from portal.peers.models import PostalManifest, PostalOrder
from portal.peers.models.manifests import ManifestState
from portal.peers.models.orders import OrderState
from portal.peers.postal.words import MANIFEST, MANIFEST_OFF
from portal.peers.sending import say
from portal.vietnamese import normalise
from units.access import has_role
from units.roles import Role

if TYPE_CHECKING:
    from portal.peers.models import Connection

#: Something that a clerk does to a manifest after having been asked.
Act = Callable[[PostalManifest, User], None]
PRINT = "peers.print_manifests"
#: Each parcel is a move of its dossier and a letter to its owner: more would make a clerk wait.
MOST_PARCELS = 100


@transaction.atomic
def make(orders: Sequence[PostalOrder], user: User) -> PostalManifest:
    """Lay parcels on a new manifest; sent twice, the one of the first time comes back.

    Raises NotAllowedNow for none, too many, parcels of several counters or posts, or one that is no longer here;
    NotYours for whoever is no clerk of the counter.
    """
    keys = [order.pk for order in orders]
    held = list(PostalOrder.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    places = {(order.unit_id, order.connection_id) for order in held}
    _require_one_batch(len(held), len(places))
    before = {order.manifest_id for order in held}
    if len(before) == 1 and (known := before.pop()) is not None:
        return PostalManifest.objects.get(pk=known)
    if any(order.manifest_id or order.state != OrderState.ORDERED for order in held):
        raise NotAllowedNow(_("Có bưu gửi đã nằm trong bảng kê khác hoặc không còn ở quầy. Hãy tải lại danh sách."))
    unit = orders[0].unit
    _require_clerk(user, unit)
    year = timezone.localdate().year
    number = f"BK-{unit.code}-{year}-{numbering.next_number(f'postal-manifest/{unit.code}', year):05}"
    made = PostalManifest.objects.create(number=number, unit=unit, connection_id=held[0].connection_id, made_by=user)
    PostalOrder.objects.filter(pk__in=keys).update(manifest=made)
    wake_on_commit(PRINT)
    return made


def _require_one_batch(parcels: int, places: int) -> None:
    if not parcels:
        raise NotAllowedNow(_("Hãy chọn ít nhất một bưu gửi."))
    if parcels > MOST_PARCELS:
        raise NotAllowedNow(_("Mỗi bảng kê có nhiều nhất %(most)d bưu gửi.") % {"most": MOST_PARCELS})
    if places > 1:
        raise NotAllowedNow(_("Một bảng kê chỉ gồm bưu gửi của một quầy giao cho một bưu chính."))


@transaction.atomic
def hand_over(manifest: PostalManifest, numbers: Collection[str], user: User, courier: str = "") -> bool:
    """The courier took the parcels of these numbers; the others leave the manifest. False where it was handed before.

    A parcel that the post told of meanwhile is with it already and counts. Raises NotAllowedNow, NotYours.
    """
    held = _locked(manifest, user)
    if held.state == ManifestState.HANDED:
        return False
    if held.state != ManifestState.OPEN:
        raise NotAllowedNow(_("Bảng kê này đã bỏ."))
    parcels = list(held.parcels.select_related("dossier").order_by("dossier_id", "pk"))
    taken = [order for order in parcels if order.number in numbers]
    if not taken:
        raise NotAllowedNow(_("Hãy quét hoặc đánh dấu ít nhất một bưu gửi đã giao."))
    now = timezone.now()
    for order in taken:
        _give(order, held, user)
    held.parcels.filter(pk__in=[order.pk for order in taken]).update(handed_at=now)
    if held.parcels.filter(handed_at=None).update(manifest=None):
        # What is printed shall say what was handed over.
        held.printed = None
        wake_on_commit(PRINT)
    held.state, held.handed_at, held.handed_by, held.courier = ManifestState.HANDED, now, user, normalise(courier)
    held.save(update_fields=["state", "handed_at", "handed_by", "courier", "printed"])
    _say(held, MANIFEST)
    return True


def _give(order: PostalOrder, manifest: PostalManifest, user: User) -> None:
    with lifecycle.locked(order.dossier) as dossier:
        fresh = PostalOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
        if fresh.state in (OrderState.CANCELLED, OrderState.REFUSED):
            words = _("Bưu gửi %(number)s không được giao nữa (%(state)s). Hãy bỏ dấu bưu gửi này.")
            raise NotAllowedNow(words % {"number": fresh.number, "state": fresh.get_state_display().lower()})
        if fresh.state != OrderState.ORDERED:
            return
        note = _("Bảng kê %(number)s.") % {"number": manifest.number}
        if fresh.item_code:
            note = _("Mã bưu gửi %(code)s.") % {"code": fresh.item_code} + f" {note}"
        posting.hand_to_courier(dossier, user, note, sender_pays=fresh.sender_pays)


@transaction.atomic
def take_back(manifest: PostalManifest, user: User) -> None:
    """It was confirmed by mistake: nothing was handed over. Raises NotAllowedNow once the post told of any of it."""
    held = _locked(manifest, user)
    if held.state != ManifestState.HANDED:
        raise NotAllowedNow(_("Bảng kê này chưa giao hoặc đã được rút lại."))
    parcels = list(held.parcels.select_related("dossier").order_by("dossier_id", "pk"))
    for order in parcels:
        with lifecycle.locked(order.dossier) as dossier:
            if PostalOrder.objects.select_for_update(of=("self",)).get(pk=order.pk).state != OrderState.ORDERED:
                raise NotAllowedNow(_("Bưu chính đã báo nhận bưu gửi của bảng kê này nên không rút lại được."))
            posting.take_from_courier(dossier, user)
    held.parcels.update(handed_at=None)
    held.state, held.handed_at, held.handed_by = ManifestState.OPEN, None, None
    held.save(update_fields=["state", "handed_at", "handed_by"])
    _say(held, MANIFEST_OFF)


@transaction.atomic
def call_off(manifest: PostalManifest, user: User) -> None:
    """Nothing goes by it: its parcels may be laid on another. Raises NotAllowedNow once it was handed over."""
    held = _locked(manifest, user)
    if held.state == ManifestState.HANDED:
        raise NotAllowedNow(_("Bảng kê này đã giao cho bưu chính. Hãy rút lại việc giao trước."))
    held.parcels.update(manifest=None)
    held.state = ManifestState.CALLED_OFF
    held.save(update_fields=["state"])


def tell(driver: PeerDriver, _connection: Connection, payload: dict[str, Any], message_id: str) -> None:
    """The worker: what the courier was given, or that it was not given after all."""
    manifest = PostalManifest.objects.select_related("unit").get(pk=payload["manifest"])
    told: dict[str, Any] = {"ManifestNumber": manifest.number}
    if payload["type"] == MANIFEST:
        told |= {"OrderNumbers": payload["numbers"], "HandedAt": payload["at"]}
    driver.send(Message(payload["type"], told, message_id, manifest.unit.code))


def _say(manifest: PostalManifest, kind: str) -> None:
    """In order for one manifest; each time it is handed over, or taken back, is another thing said."""
    now = timezone.now().isoformat()
    numbers = list(manifest.parcels.order_by("pk").values_list("number", flat=True))
    told = {"manifest": manifest.pk, "numbers": numbers, "at": now}
    say(manifest.connection, kind, manifest.number, told, f"{manifest.number}/{now}")


def _locked(manifest: PostalManifest, user: User) -> PostalManifest:
    rows = PostalManifest.objects.select_for_update(of=("self",)).select_related("unit", "connection")
    held = rows.get(pk=manifest.pk)
    _require_clerk(user, held.unit)
    return held


def _require_clerk(user: User, unit: Any) -> None:
    if not has_role(user, Role.CLERK, unit):
        raise NotYours(_("Việc giao bưu gửi của quầy này không thuộc phần việc của bạn."))
