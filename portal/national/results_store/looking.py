"""Asking the store of results: who may, on which ground; the worker does it, so that no page waits.

A citizen asks for results of their own number alone, the one that was proven at sign-on; whatever the filing says of
numbers is not asked for. Staff ask for the owner of a dossier that they handle.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import permissions
from dossiers.filing_pages import is_for_other
from dossiers.problems import DossierError
from dossiers.statuses import Action
from portal.accounts.access_log import record_look
from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel
from portal.national.models import StoreLook
from portal.national.results_store import ROUND, grounds, serving
from portal.national.results_store.connection import is_connected
from portal.national.results_store.grounds import Ground
from portal.national.results_store.problems import StoreRefused
from portal.outbox.waking import wake_on_commit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from dossiers.models import Dossier, Draft
    from portal.accounts.models import User
    from procedures.models import Component

#: More than the papers of any filing; whoever asks more often is no person who files.
MOST_A_DAY = 40


def may_be_asked(draft: Draft) -> bool:
    """Whether a filing may ask at all: a store is set, and the matter is the person's own, so the number is."""
    return is_connected() and not is_for_other(draft)


def for_draft(draft: Draft, component: Component, user: User, request: HttpRequest, *, number: str = "") -> StoreLook:
    """The look that waits for its answer; asked twice, it is one. `number`: of the paper, where the person knows it.

    Raises StoreRefused where the filing is for somebody else, the identity is not proven, or no result serves.
    """
    if not may_be_asked(draft):
        raise StoreRefused(_("Chỉ tìm được giấy tờ của chính bạn, khi bạn nộp hồ sơ cho mình."))
    if user.assurance_level < AssuranceLevel.LEVEL_1 or not user.id_number:
        raise StoreRefused(_("Hãy đăng nhập bằng VNeID để tìm giấy tờ của bạn trong kho kết quả."))
    _require_measure(user)
    version = draft.procedure_version
    words = grounds.consent_words(component.name, version.name)  # as they were shown: nobody agrees to other words
    look = StoreLook(draft=draft, procedure_code=version.procedure.code, ground=Ground.CONSENT, words=words)
    return _ask(look, component, user, user.id_number, number, request, owner=user)


def for_dossier(
    dossier: Dossier, component: Component, user: User, request: HttpRequest, *, ground: str, number: str = ""
) -> StoreLook:
    """The same for staff, about the owner of a dossier. Raises StoreRefused, with the field where one is to blame."""
    if ground not in grounds.OF_STAFF:
        raise StoreRefused(_("Hãy chọn căn cứ để tìm trong kho kết quả."), "ground")
    try:
        permissions.require(dossier, Action.TAKE_PAPER, user)
    except DossierError as error:
        raise StoreRefused(str(error)) from error
    if not is_connected():
        raise StoreRefused(_("Chưa kết nối với kho kết quả quốc gia."))
    if not dossier.owner.id_number:  # of an older system, say: the store knows people by their number alone
        raise StoreRefused(_("Hồ sơ không ghi số định danh của chủ hồ sơ nên không tìm được trong kho kết quả."))
    with override("vi"):
        attested = grounds.counter_words(component.name) if ground == Ground.AT_COUNTER else str(Ground(ground).label)
    code = dossier.procedure_version.procedure.code
    look = StoreLook(dossier=dossier, procedure_code=code, ground=ground, words=attested)
    return _ask(look, component, user, dossier.owner.id_number, number, request, owner=dossier.submitted_by)


def newest(component: Component, *, draft: Draft | None = None, dossier: Dossier | None = None) -> StoreLook | None:
    """The last look for a paper of a filing or a dossier, with what it found; None where nobody asked."""
    looks = StoreLook.objects.filter(component=component, draft=draft, dossier=dossier)
    return looks.order_by("-pk").prefetch_related("finds").first()


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


def _require_measure(user: User) -> None:
    since = timezone.now() - timedelta(days=1)
    if StoreLook.objects.filter(owner_index=blind_index(user.id_number), asked_at__gte=since).count() >= MOST_A_DAY:
        raise StoreRefused(_("Hôm nay bạn đã tìm trong kho kết quả nhiều lần. Hãy thử lại vào ngày mai."))
