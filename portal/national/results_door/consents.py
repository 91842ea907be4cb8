"""A person lets an agency fetch results of theirs, sees who asked, and takes it back at any time.

One consent is for one agency and one kind of result, for a time; what it led to before it ended stays lawful (Luật Bảo
vệ dữ liệu cá nhân 91/2025/QH15).
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.identity import blind_index
from portal.accounts.models import AssuranceLevel, User
from portal.national.models.results_door import AskingAgency, ResultAsk, ResultConsent, standing_consents
from portal.national.results_door.finding import kinds_of
from portal.national.results_store.problems import StoreRefused

#: For how long, in days.
DAYS = (30, 180, 365)


def index_of(user: User) -> str:
    """Under which a person's results are found; "" for whose number is not proven."""
    is_proven = user.assurance_level >= AssuranceLevel.LEVEL_1 and user.id_number
    return blind_index(user.id_number) if is_proven else ""


def own_kinds(user: User) -> dict[str, str]:
    """By code, the kinds of results in force that the person has here."""
    index = index_of(user)
    return kinds_of(index) if index else {}


def asks_about(user: User) -> QuerySet[ResultAsk]:
    """Every question of an agency about results of the person, newest first by key; none where no number is proven."""
    index = index_of(user)
    asks = ResultAsk.objects.filter(owner_index=index).exclude(owner_index="")
    return asks.select_related("agency") if index else asks.none()


def consents_of(user: User) -> QuerySet[ResultConsent]:
    """What the person agreed to, newest first."""
    index = index_of(user)
    given = ResultConsent.objects.filter(owner_index=index).select_related("agency").order_by("-pk")
    return given if index else given.none()


def shown_to(user: User, most: int) -> list[ResultConsent]:
    """What stands, all of it, since only what is seen is taken back; then what ended, `most` of it, newest first."""
    given, standing = consents_of(user), standing_consents().values("pk")
    return [*given.filter(pk__in=standing), *given.exclude(pk__in=standing)[:most]]


def words_of(agency: str, kind: str, days: int) -> str:
    """What a person agrees to."""
    words = _(
        "Tôi đồng ý để %(agency)s tra cứu và lấy kết quả «%(kind)s» của tôi, trong %(days)d ngày, để tôi không phải "
        "nộp lại giấy tờ này ở đó. Tôi có thể rút lại sự đồng ý bất cứ lúc nào."
    )
    return words % {"agency": agency, "kind": kind, "days": days}


@transaction.atomic
def allow(user: User, agency: AskingAgency, code: str, days: int) -> ResultConsent:
    """Keep a consent in the words that were shown; given again, it is the newest that tells until when.

    Raises StoreRefused where the person has no such result, the agency asks no more, or no number is proven.
    """
    kinds = own_kinds(user)
    if code not in kinds or not agency.is_active or days not in DAYS:
        raise StoreRefused(_("Lựa chọn này không còn dùng được. Hãy tải lại trang và chọn lại."))
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # pressed twice at once, one stands all the same
    before = standing_consents().filter(owner_index=index_of(user), agency=agency, result_code=code)
    before.update(withdrawn_at=timezone.now())  # but for what ended by itself: that was never taken back
    return ResultConsent.objects.create(
        agency=agency,
        given_by=user,
        owner_index=index_of(user),
        result_code=code,
        words=words_of(agency.name, kinds[code], days),
        until=timezone.now() + timedelta(days=days),
    )


def withdraw(consent: ResultConsent) -> bool:
    """Take it back, from this moment on; False where it ended before."""
    if not consent.is_standing:
        return False
    ended = ResultConsent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    return bool(ended)
