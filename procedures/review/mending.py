"""Taking suggestions: each is a new value for one place of the record, and the draft is made anew from the result.

The record as it was read is never changed. What was taken stands on the item in its order and can be taken back;
when the record comes again, what was taken holds wherever the same words still stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures.drafting import VersionContent, store_drafts
from procedures.models import ReviewItem, ReviewState, RunKind
from procedures.national.doubts import Doubts
from procedures.national.mapping import UnusableRecord, content_of
from procedures.national.shapes import in_shape
from procedures.national.survey import Survey
from procedures.review.mend import Mend
from procedures.review.places import NoSuchPlace, read_place, with_value
from procedures.review.suggestions import Doubted, suggestions

if TYPE_CHECKING:
    from portal.accounts.models import User

Marks = list[dict[str, Any]]
LONGEST_FLAG = 64


class CannotDecide(Exception):
    """What was asked does not fit the item as it stands now; the message tells the publisher what to do."""


@dataclass(frozen=True)
class Reading:
    """A record as content: with the mends that still fit it, and the doubts that nobody cleared."""

    content: VersionContent
    mends: Marks
    record: Any


def read_again(record: Any, survey: Survey, fingerprint: str, mends: Marks, cleared: Marks) -> Reading:
    """The content of a record under mends. A mend whose words changed since is left out, with what it solved."""
    mended, held = record, []
    for mend in mends:
        try:
            if read_place(mended, mend["path"]) != mend["before"]:
                continue
            mended = with_value(mended, mend["path"], mend["value"])
        except NoSuchPlace:
            continue
        held.append(mend)
    content, _doubts = content_of(mended, survey, fingerprint)
    seen = {(mark["flag"], mark["where"], mark.get("text", "")) for mark in cleared}
    marks = content.version.doubts
    content.version.doubts = [m for m in marks if (m["flag"], m["where"], m["text"]) not in seen]
    return Reading(content, held, mended)


def survey_of(item: ReviewItem) -> Survey:
    """What the whole file told about the item's record."""
    context = item.context
    return Survey.of_one(item.name, context.get("twins", []), item.field_name, context.get("field_code", ""))


def mended_record(item: ReviewItem) -> Any:
    """The item's record with what was taken."""
    record = item.record
    for mend in item.mends:
        record = with_value(record, mend["path"], mend["value"])
    return record


def offers(item: ReviewItem, doubt: dict[str, Any], record: Any) -> list[Mend]:
    """The suggestions for a doubt of the item; ``record`` is its mended record."""
    twins = tuple(code for code in item.context.get("twins", []) if code != item.code)
    return suggestions(Doubted(doubt["flag"], doubt["where"], in_shape(record, Doubts()), twins))


@transaction.atomic
def take(item_pk: int, user: User, flag: str, where: str, key: str) -> ReviewItem:
    """Take the suggestion ``key`` of one doubt. Raises CannotDecide when it is no longer offered."""
    item = waiting_item(item_pk)
    record = mended_record(item)
    doubt = _doubt(item, flag, where)
    with override("vi"):  # what is stored is read by others in a language of their own
        mend = next((m for m in offers(item, doubt, record) if m.key == key), None)
    if mend is None:
        raise CannotDecide(_("Gợi ý này không còn: hãy tải lại trang."))
    return _remake(item, [*item.mends, _as_taken(doubt, mend, record, user)], item.cleared)


@transaction.atomic
def take_all(item_pk: int, user: User, flag: str = "") -> ReviewItem:
    """Take every sure suggestion (of one kind of doubt), one after another, as each changes the record."""
    item = waiting_item(item_pk)
    tried: set[tuple[str, str]] = set()
    while (step := _next_offer(item, flag, tried)) is not None:
        doubt, mend = step
        tried.add((doubt["flag"], doubt["where"]))
        item = _remake(
            item, [*item.mends, _as_taken(doubt, mend, mended_record(item), user)], item.cleared, store=False
        )
    return _store(item)


@transaction.atomic
def take_back(item_pk: int, place: int) -> ReviewItem:
    """Undo the taken mend with this number in the item's list; later ones stay where they still fit."""
    item = waiting_item(item_pk)
    if not 0 <= place < len(item.mends):
        raise CannotDecide(_("Gợi ý này không còn: hãy tải lại trang."))
    return _remake(item, item.mends[:place] + item.mends[place + 1 :], item.cleared)


@transaction.atomic
def look_at(item_pk: int, user: User, flag: str, where: str, *, is_true: bool) -> ReviewItem:
    """Decide a doubt without changing a word: it is no fault (cleared), or it stays as a mark for readers (kept)."""
    item = waiting_item(item_pk)
    doubt = _doubt(item, flag, where)
    mark = {"flag": flag, "where": where, "text": doubt["text"], "by": user.pk}
    if is_true:
        item.kept = [*item.kept, mark]
        item.save(update_fields=["kept"])
        return item
    return _remake(item, item.mends, [*item.cleared, mark])


def waiting_item(item_pk: int) -> ReviewItem:
    """The item, locked. Raises CannotDecide when it waits no more."""
    item = ReviewItem.objects.select_for_update(of=("self",)).select_related("run").filter(pk=item_pk).first()
    if item is None or item.state != ReviewState.WAITING:
        raise CannotDecide(_("Bản ghi này đã được quyết định hoặc đã có bản mới hơn: hãy tải lại trang."))
    return item


def _doubt(item: ReviewItem, flag: str, where: str) -> dict[str, Any]:
    for doubt in item.doubts:
        if (doubt["flag"], doubt["where"]) == (flag, where):
            return dict(doubt)
    raise CannotDecide(_("Điểm nghi ngờ này đã được xử lý: hãy tải lại trang."))


def _as_taken(doubt: dict[str, Any], mend: Mend, record: Any, user: User) -> dict[str, Any]:
    return {
        "flag": doubt["flag"],
        "where": doubt["where"],
        "key": mend.key,
        "says": mend.says,
        "path": mend.path,
        "before": read_place(record, mend.path),
        "value": mend.value,
        "by": user.pk,
    }


def _next_offer(item: ReviewItem, flag: str, tried: set[tuple[str, str]]) -> tuple[dict[str, Any], Mend] | None:
    record = mended_record(item)
    for doubt in item.doubts:
        if (flag and doubt["flag"] != flag) or (doubt["flag"], doubt["where"]) in tried:
            continue
        with override("vi"):
            offered = offers(item, doubt, record)
        if offered and offered[0].is_sure:
            return doubt, offered[0]
    return None


def _remake(item: ReviewItem, mends: Marks, cleared: Marks, *, store: bool = True) -> ReviewItem:
    """Read the record again with other mends; the draft follows when ``store``."""
    if item.run.kind != RunKind.NATIONAL:
        raise CannotDecide(_("Bản ghi từ bảng tính được sửa trong bảng tính rồi nhập lại."))
    try:
        reading = read_again(item.record, survey_of(item), item.fingerprint, mends, cleared)
    except UnusableRecord as error:
        raise CannotDecide(str(error)) from error
    item.mends, item.cleared = reading.mends, cleared
    item.doubts = reading.content.version.doubts
    item.flags = flags_of(item.doubts)
    if store:
        (item.version,) = store_drafts([reading.content])
        item.save(update_fields=["mends", "cleared", "doubts", "flags", "version"])
    return item


def _store(item: ReviewItem) -> ReviewItem:
    return _remake(item, item.mends, item.cleared)


def flags_of(doubts: Marks) -> list[str]:
    """The kinds of doubt, once each, in order."""
    return sorted({str(doubt["flag"])[:LONGEST_FLAG] for doubt in doubts})
