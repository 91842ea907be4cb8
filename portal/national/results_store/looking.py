"""Asking the store of results: who may, on which ground; the worker does it, so that no page waits.

A citizen asks for results of their own number alone, the one that was proven at sign-on; whatever the filing says of
numbers is not asked for. Staff ask for the owner of a dossier that they handle.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import permissions, supplementing
from dossiers.filing_pages import is_for_other
from dossiers.problems import DossierError
from dossiers.statuses import Action
from portal.accounts.access_log import record_look
from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, Kind
from portal.national.models import StoreLook
from portal.national.results_store import ROUND, grounds, serving
from portal.national.results_store.connection import is_connected
from portal.national.results_store.grounds import Ground
from portal.national.results_store.problems import StoreRefused
from portal.outbox.waking import wake_on_commit
from units.access import roles_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dossiers.models import Dossier, Draft
    from portal.accounts.models import User
    from procedures.models import Component

#: More than the papers of any filing; whoever asks more often about themselves is no person who files.
MOST_A_DAY = 40
#: More than a clerk's day has papers; whoever asks more often about others does no casework.
MOST_A_DAY_OF_STAFF = 400


def may_be_asked(draft: Draft) -> bool:
    """Whether a filing may ask at all: a store is set, and the matter is the person's own, so the number is."""
    return is_connected() and not is_for_other(draft)


def for_draft(draft: Draft, component: Component, user: User, request: HttpRequest, *, number: str = "") -> StoreLook:
    """The look that waits for its answer; asked twice, it is one. `number`: of the paper, where the person knows it.

    Raises StoreRefused where the filing is for somebody else, the identity is not proven, or no result serves.
    """
    if not may_be_asked(draft):
        raise StoreRefused(_("Chỉ tìm được giấy tờ của chính bạn, khi bạn nộp hồ sơ cho mình."))
    _require_proven(user)
    version = draft.procedure_version
    words = grounds.consent_words(component.name, version.name)  # as they were shown: nobody agrees to other words
    look = StoreLook(draft=draft, procedure_code=version.procedure.code, ground=Ground.CONSENT, words=words)
    return _ask(look, component, user, user.id_number, number, request, owner=user)


def for_dossier(
    dossier: Dossier, component: Component, user: User, request: HttpRequest, *, ground: str, number: str = ""
) -> StoreLook:
    """The same for staff, about the owner of a dossier. Raises StoreRefused, with the field where one is to blame."""
    _require_ground(ground)
    try:
        permissions.require(dossier, Action.TAKE_PAPER, user)
    except DossierError as error:
        raise StoreRefused(str(error)) from error
    return _for_owner(dossier, component, user, request, ground=ground, number=number, owner=dossier.submitted_by)


def answers_as_staff(user: User) -> bool:
    """Whether whoever answers a request for papers filed for somebody else: a clerk, for the person at the counter.

    Whoever holds no office any more looks for nobody else.
    """
    return user.kind == Kind.STAFF and bool(roles_of(user))


def may_be_asked_to_answer(dossier: Dossier, user: User) -> bool:
    """Whether a store is set and whoever answers may look there: staff who filed, or the owner of the matter."""
    return is_connected() and (answers_as_staff(user) or _is_own(dossier, user))


def for_answer(
    dossier: Dossier, component: Component, user: User, request: HttpRequest, *, ground: str, number: str = ""
) -> StoreLook:
    """The same for a paper that a request for papers names: the owner by consent, a clerk on a ground of staff.

    Raises StoreRefused as `for_draft` and `for_dossier` do, and once the request is answered.
    """
    try:
        supplementing.paper_asked_for(dossier, component.pk, user)
    except DossierError as error:
        raise StoreRefused(str(error)) from error
    if answers_as_staff(user):
        _require_ground(ground)
        return _for_owner(dossier, component, user, request, ground=ground, number=number, owner=dossier.owner.user)
    if not may_be_asked_to_answer(dossier, user):
        raise StoreRefused(_("Chỉ tìm được giấy tờ của chính bạn, khi bạn nộp hồ sơ cho mình."))
    _require_proven(user)
    version = dossier.procedure_version
    words = grounds.consent_words(component.name, version.name)
    look = StoreLook(dossier=dossier, procedure_code=version.procedure.code, ground=Ground.CONSENT, words=words)
    return _ask(look, component, user, user.id_number, number, request, owner=user)


def newest(component: Component, **of: Any) -> StoreLook | None:
    """The last look for a paper among those of a filing or a dossier, with what it found; None where nobody asked.

    `of` narrows the looks: `draft` or `dossier`, and by whom or on which grounds they were asked.
    """
    looks = StoreLook.objects.filter(component=component, **of)
    return looks.order_by("-pk").prefetch_related("finds").first()


def _for_owner(
    dossier: Dossier,
    component: Component,
    user: User,
    request: HttpRequest,
    *,
    ground: str,
    number: str,
    owner: User | None,
) -> StoreLook:
    if not is_connected():
        raise StoreRefused(_("Chưa kết nối với kho kết quả quốc gia."))
    if not dossier.owner.id_number:  # of an older system, say: the store knows people by their number alone
        raise StoreRefused(_("Hồ sơ không ghi số định danh của chủ hồ sơ nên không tìm được trong kho kết quả."))
    with override("vi"):
        attested = grounds.counter_words(component.name) if ground == Ground.AT_COUNTER else str(Ground(ground).label)
    code = dossier.procedure_version.procedure.code
    look = StoreLook(dossier=dossier, procedure_code=code, ground=ground, words=attested)
    return _ask(look, component, user, dossier.owner.id_number, number, request, owner=owner)


def _is_own(dossier: Dossier, user: User) -> bool:
    """Whether the matter is the person's: filed for nobody else, under no other number than the one proven."""
    owner = dossier.owner
    return len(dossier.parties.all()) == 1 and (not owner.id_number or owner.id_number == user.id_number)


def _ask(
    look: StoreLook,
    component: Component,
    user: User,
    owner_number: str,
    number: str,
    request: HttpRequest,
    *,
    owner: User | None,
) -> StoreLook:
    codes = serving.codes_for([component]).get(component.pk, [])
    if not codes:
        raise StoreRefused(_("Kho kết quả không có loại kết quả nào thay được giấy tờ này."))
    _require_measure(user, owner_number)
    look.component, look.asked_by, look.result_codes = component, user, codes
    look.owner_index = blind_index(owner_number)
    look.asked = {
        "owner_number": owner_number,
        "number": number,
        "asker_name": user.full_name,
        "asker_number": user.id_number,
    }
    try:
        with transaction.atomic():
            look.save(force_insert=True)
            why = f"Tìm «{component.name[:150]}»: {_ground_words(look)}"
            record_look(user, look.dossier or "kho kết quả quốc gia", why[:500], request, owner=owner)
            wake_on_commit(ROUND)
    except IntegrityError:
        return _asked_before(look)
    return look


def _asked_before(look: StoreLook) -> StoreLook:
    """The look that was asked a moment before: pressed twice, it counts once; the worker may have answered since."""
    return StoreLook.objects.filter(draft=look.draft, dossier=look.dossier, component=look.component).latest("pk")


def _ground_words(look: StoreLook) -> str:
    with override("vi"):
        return str(Ground(look.ground).label)


def _require_ground(ground: str) -> None:
    if ground not in grounds.OF_STAFF:
        raise StoreRefused(_("Hãy chọn căn cứ để tìm trong kho kết quả."), "ground")


def _require_proven(user: User) -> None:
    if user.assurance_level < AssuranceLevel.LEVEL_1 or not user.id_number:
        raise StoreRefused(_("Hãy đăng nhập bằng VNeID để tìm giấy tờ của bạn trong kho kết quả."))


def _require_measure(user: User, owner_number: str) -> None:
    """What staff ask about a person is counted as theirs, and never takes from what the person may ask."""
    mine = StoreLook.objects.filter(asked_by=user, asked_at__gte=timezone.now() - timedelta(days=1))
    most = MOST_A_DAY_OF_STAFF if user.kind == Kind.STAFF else MOST_A_DAY
    if user.kind != Kind.STAFF:
        mine = mine.filter(owner_index=blind_index(owner_number))
    if mine.count() >= most:
        raise StoreRefused(_("Hôm nay bạn đã tìm trong kho kết quả nhiều lần. Hãy thử lại vào ngày mai."))
