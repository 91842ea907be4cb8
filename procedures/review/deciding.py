"""What a publisher decides about items of the queue: accept, send back, open again, accept all that raise no doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.vietnamese import normalise
from procedures.choices import VersionState
from procedures.drafting import store_drafts
from procedures.models import ProcedureVersion, ReviewItem, ReviewState, RunKind
from procedures.publishing import NotDraft, publish
from procedures.review.mending import CannotDecide, read_again, survey_of, waiting_item

if TYPE_CHECKING:
    from portal.accounts.models import User

BATCH = 200
Tell = Callable[[int, int], None]


@dataclass
class Accepted:
    """How many items went live, and how many could not (a version stands announced for a later day)."""

    accepted: int = 0
    refused: int = 0


@transaction.atomic
def accept(item_pk: int, user: User, seen_version: int | None, seen_standing: int | None) -> ReviewItem:
    """Put an item's draft in force, if draft and standing version are the ones the publisher saw.

    Raises CannotDecide when one of them changed meanwhile, or a version stands announced for a later day.
    """
    item = waiting_item(item_pk)
    if item.version is None or item.version_id != seen_version or item.version.state != VersionState.DRAFT:
        raise CannotDecide(_("Bản đề xuất đã thay đổi từ lúc bạn mở trang: hãy xem lại rồi duyệt."))
    if item.run.kind == RunKind.SHEET and item.run.started_by_id == user.pk:
        raise CannotDecide(_("Người nhập bảng tính không tự duyệt: hãy để người khác duyệt."))
    if standing_id(item.code) != seen_standing:
        raise CannotDecide(_("Bản đang công bố đã thay đổi từ lúc bạn mở trang: hãy xem lại rồi duyệt."))
    if not _publish([item], user):
        raise CannotDecide(_("Đã có một bản được công bố cho ngày sau: hãy xử lý bản đó trước."))
    return item


def accept_all(
    user: User | None, *, with_doubts: bool = False, up_to: int | None = None, tell: Tell = lambda done, total: None
) -> Accepted:
    """Put everything in force that may go live unlooked-at, in batches; running it again goes on where it stopped.

    ``up_to`` is the newest item that whoever asked could have seen: what came later waits for its own decision.
    """
    outcome, last = Accepted(), 0
    asked = ReviewItem.objects.acceptable_at_once(with_doubts=with_doubts)
    asked = asked.filter(pk__lte=up_to) if up_to is not None else asked
    total = asked.count()
    while batch := list(asked.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = batch[-1]
        _accept_batch(batch, user, outcome)
        tell(outcome.accepted + outcome.refused, total)
    return outcome


@transaction.atomic
def send_back(item_pk: int, user: User, reason: str) -> ReviewItem:
    """Refuse an item with a reason; its draft goes, its record stays to be read. Raises CannotDecide."""
    reason = normalise(reason)
    if not reason:
        raise CannotDecide(_("Hãy ghi lý do trả lại."))
    item = waiting_item(item_pk)
    draft, item.version = item.version, None
    _decide(item, ReviewState.SENT_BACK, user, reason)
    if draft is not None:
        draft.delete()
    return item


@transaction.atomic
def open_again(item_pk: int) -> ReviewItem:
    """Put an item that was sent back into the queue again, unless a newer one waits. Raises CannotDecide."""
    item = ReviewItem.objects.select_for_update(of=("self",)).select_related("run").get(pk=item_pk)
    is_newest = not ReviewItem.objects.filter(code=item.code, pk__gt=item.pk).exists()
    if item.run.kind == RunKind.SHEET:
        raise CannotDecide(_("Bản ghi từ bảng tính được sửa trong bảng tính rồi nhập lại."))
    if item.state != ReviewState.SENT_BACK or not is_newest:
        raise CannotDecide(_("Bản ghi này không mở lại được: đã có bản mới hơn."))
    reading = read_again(item.record, survey_of(item), item.fingerprint, item.mends, item.cleared)
    (item.version,) = store_drafts([reading.content])
    item.state, item.decided_at, item.decided_by, item.reason = ReviewState.WAITING, None, None, ""
    item.save()
    return item


def standing_id(code: str) -> int | None:
    """Id of the version of this procedure in force today; None when there is none."""
    return ProcedureVersion.objects.valid_on().filter(procedure__code=code).values_list("pk", flat=True).first()


@transaction.atomic
def _accept_batch(pks: Sequence[int], user: User | None, outcome: Accepted) -> None:
    """All of a batch at once; where one of them cannot, one by one. What was decided meanwhile is left out."""
    waiting = (
        ReviewItem.objects.waiting()
        .select_for_update(of=("self",))
        .filter(pk__in=pks, version__state=VersionState.DRAFT)
    )
    items = list(waiting.select_related("version").order_by("pk"))
    if _publish(items, user):
        outcome.accepted += len(items)
        return
    for item in items:
        went_live = _publish([item], user)
        outcome.accepted += went_live
        outcome.refused += not went_live


def _publish(items: list[ReviewItem], user: User | None) -> bool:
    """Whether the items' drafts could all be put in force; if not, nothing changed."""
    try:
        with transaction.atomic():
            publish([item.version for item in items if item.version])
            ReviewItem.objects.filter(pk__in=[item.pk for item in items]).update(
                state=ReviewState.ACCEPTED, decided_at=timezone.now(), decided_by=user
            )
    except (IntegrityError, NotDraft):
        return False
    for item in items:
        item.state = ReviewState.ACCEPTED
    return True


def _decide(item: ReviewItem, state: ReviewState, user: User, reason: str = "") -> None:
    item.state, item.decided_at, item.decided_by, item.reason = state, timezone.now(), user, reason
    item.save(update_fields=["state", "decided_at", "decided_by", "reason", "version"])
