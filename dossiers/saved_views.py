"""Saving a question to the work list under a name: once a name, one of them first, never more than fit on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from dossiers.models import SavedView
from dossiers.problems import Incomplete
from portal.accounts.models import User
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from dossiers.work_question import Question

MOST = 12
LONGEST_NAME = 60


def save(user: User, name: str, question: Question, *, opens_first: bool = False) -> SavedView:
    """Keeps the filters and the order of a question; the same name again replaces what it meant.

    Search text is left out: it often names people, and a list to come back to is no list of one person.
    Raises Incomplete without a name, with a too long one, or when there are too many.
    """
    name = _checked(name)
    with transaction.atomic():
        own = _own(user)
        if len(own) >= MOST and all(view.name != name for view in own):
            raise Incomplete(_("Bạn đã lưu %(most)s danh sách. Hãy xóa bớt trước.") % {"most": MOST}, "name")
        if opens_first:
            SavedView.objects.filter(user=user).update(is_default=False)
        query = question.address(text="")
        made, _is_new = SavedView.objects.update_or_create(
            user=user, name=name, defaults={"query": query, "is_default": opens_first}
        )
    return made


def rename(view: SavedView, name: str, *, opens_first: bool) -> None:
    """Gives a view another name, and says whether it opens first. Raises Incomplete as `save` does."""
    name = _checked(name)
    with transaction.atomic():
        if any(other.name == name and other.pk != view.pk for other in _own(view.user)):
            raise Incomplete(_("Bạn đã có danh sách tên như vậy."), "name")
        if opens_first:
            SavedView.objects.filter(user=view.user).update(is_default=False)
        SavedView.objects.filter(pk=view.pk).update(name=name, is_default=opens_first)


def first_query(user: User) -> str:
    """The query string of the view that opens first; "" where none does."""
    found = SavedView.objects.filter(user=user, is_default=True).values_list("query", flat=True).first()
    return found or ""


def _own(user: User) -> list[SavedView]:
    """The person's views, with the person's row locked: two tabs never save past the limit or two firsts."""
    User.objects.select_for_update().get(pk=user.pk)
    return list(SavedView.objects.filter(user=user))


def _checked(name: str) -> str:
    name = normalise(name)
    if not name:
        raise Incomplete(_("Hãy đặt tên cho danh sách."), "name")
    if len(name) > LONGEST_NAME:
        raise Incomplete(_("Tên danh sách dài nhất %(most)s ký tự.") % {"most": LONGEST_NAME}, "name")
    return name
