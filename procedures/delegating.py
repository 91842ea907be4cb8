"""The one door to delegations: written down by one person, confirmed by another of the Office, taken back or ended.

Each act locks the delegation and judges who may; the database refuses overlaps, changes of what was said, and a
confirmation by the author (migrations 0017, 0018).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures import competent_for, delegated
from procedures.choices import DelegationKind, DelegationState
from procedures.decision_rights import is_office
from procedures.delegated import Holder, Matter
from procedures.models import Delegation, DelegationScope, Field, Procedure, ProcedureVersion
from units.access import units_of
from units.models import AGENCY_KINDS, Unit, UnitKind
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


class DelegationRefused(Exception):
    """The act is not possible; the message says why in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Wish:
    """What somebody wants to write down. ``to_unit`` None: the committee of every commune."""

    kind: str
    from_unit: Unit
    to_unit: Unit | None
    procedures: tuple[Procedure, ...]
    fields: tuple[Field, ...]
    valid_from: date
    valid_to: date | None
    decision_number: str
    decision_date: date


def givers(person: User) -> QuerySet[Unit]:
    """The agencies in force whose delegations the person may write down: all for the Office, else their own."""
    agencies = Unit.objects.current().filter(kind__in=AGENCY_KINDS - {UnitKind.PROVINCIAL_CENTRE}).order_by("code")
    return agencies if is_office(person) else agencies.filter(pk__in=units_of(person, Role.PUBLISHER))


def covered(wish: Wish) -> QuerySet[ProcedureVersion]:
    """The procedures in force today that would pass on: competent is the giver, and the scope names them."""
    versions = ProcedureVersion.objects.valid_on().select_related("procedure", "field").order_by("procedure__code")
    named = versions.filter(procedure__in=wish.procedures) | versions.filter(field__in=wish.fields)
    return named.filter(competent_for.of_holder(Holder.of(wish.from_unit)))


def strange(wish: Wish) -> list[str]:
    """Codes that the wish names although the giver is not competent for them today."""
    own = set(covered(wish).values_list("procedure__code", flat=True))
    return sorted({procedure.code for procedure in wish.procedures} - own)


def check(wish: Wish) -> None:
    """Refuse what the law or good sense does. Raises DelegationRefused."""
    if wish.to_unit is None and wish.from_unit.level == "commune":
        raise DelegationRefused(_("Ủy ban nhân dân cấp xã không ủy quyền cho mọi xã, phường."))
    if _was_delegated(wish):
        raise DelegationRefused(_("Cơ quan giao đang nhận ủy quyền việc này nên không được giao tiếp."))
    if wrong := strange(wish):
        told = {"codes": ", ".join(wrong)}
        raise DelegationRefused(_("Cơ quan giao không có thẩm quyền với thủ tục: %(codes)s.") % told)
    if not covered(wish).exists():
        raise DelegationRefused(_("Cơ quan giao không có thẩm quyền với thủ tục nào trong phạm vi này."))


@transaction.atomic
def propose(person: User, wish: Wish, *, key: UUID) -> Delegation:
    """Write a delegation down; sent twice with the same key it is written once. Raises DelegationRefused."""
    if known := Delegation.objects.filter(key=key, added_by=person).first():
        return known
    if not givers(person).filter(pk=wish.from_unit.pk).exists():
        raise DelegationRefused(_("Bạn không ghi ủy quyền, phân cấp cho cơ quan này."))
    check(wish)
    try:
        with transaction.atomic():
            return _store(person, wish, key)
    except IntegrityError as error:
        raise DelegationRefused(_why_not_stored(error, wish)) from error


@transaction.atomic
def confirm(delegation: Delegation, person: User) -> Delegation:
    """Put it in force from its day: by the Office, and by somebody else than its author."""
    locked = _locked(delegation)
    if not may_confirm(locked, person):
        raise DelegationRefused(_("Người khác thuộc Văn phòng Ủy ban nhân dân phải xác nhận."))
    locked.state, locked.judged_by, locked.judged_at = DelegationState.CONFIRMED, person, timezone.now()
    locked.save(update_fields=["state", "judged_by", "judged_at"])
    delegated.changed()
    return locked


@transaction.atomic
def refuse(delegation: Delegation, person: User, *, remarks: str) -> Delegation:
    """Take it back before it begins, with the reason; its days are free for another."""
    locked = _locked(delegation)
    if not may_refuse(locked, person):
        raise DelegationRefused(_("Ủy quyền, phân cấp này không bỏ được nữa: hãy ghi ngày chấm dứt."))
    locked.state, locked.judged_by, locked.judged_at = DelegationState.REFUSED, person, timezone.now()
    locked.remarks = remarks
    locked.save(update_fields=["state", "judged_by", "judged_at", "remarks"])
    delegated.changed()
    return locked


@transaction.atomic
def end(delegation: Delegation, person: User, *, on: date, decision: str) -> Delegation:
    """End it from a day on, today at the earliest; dossiers filed before keep the unit that they have."""
    locked = _locked(delegation)
    if not may_end(locked, person):
        raise DelegationRefused(_("Bạn không chấm dứt được ủy quyền, phân cấp này."))
    earliest = max(timezone.localdate(), locked.valid_from + timedelta(days=1))
    if on < earliest or (locked.valid_to is not None and on > locked.valid_to):
        told = {"earliest": f"{earliest:%d/%m/%Y}"}
        raise DelegationRefused(_("Ngày chấm dứt phải từ %(earliest)s và không sau ngày hết hiệu lực.") % told)
    locked.valid_to, locked.ended_by, locked.ended_at, locked.end_decision = on, person, timezone.now(), decision
    locked.save(update_fields=["valid_to", "ended_by", "ended_at", "end_decision"])
    delegated.changed()
    return locked


def may_confirm(delegation: Delegation, person: User) -> bool:
    """Whether it waits for this person."""
    return delegation.state == DelegationState.WAITING and is_office(person) and delegation.added_by_id != person.pk


def may_refuse(delegation: Delegation, person: User) -> bool:
    """Whether the person may still take it back: the author while it waits, the Office until it begins."""
    if delegation.state == DelegationState.WAITING:
        return is_office(person) or delegation.added_by_id == person.pk
    begins_later = delegation.valid_from > timezone.localdate()
    return delegation.state == DelegationState.CONFIRMED and begins_later and is_office(person)


def may_end(delegation: Delegation, person: User) -> bool:
    """Whether the person may end it: the Office, while it is in force and nobody ended it before."""
    today = timezone.localdate()
    holds = delegation.valid_from <= today and (delegation.valid_to is None or today < delegation.valid_to)
    return delegation.state == DelegationState.CONFIRMED and holds and is_office(person)


def wish_of(delegation: Delegation) -> Wish:
    """A stored delegation as a wish, to tell what it does."""
    scopes = list(delegation.scopes.select_related("procedure", "field"))
    return Wish(
        kind=delegation.kind,
        from_unit=delegation.from_unit,
        to_unit=delegation.to_unit,
        procedures=tuple(scope.procedure for scope in scopes if scope.procedure),
        fields=tuple(scope.field for scope in scopes if scope.field),
        valid_from=delegation.valid_from,
        valid_to=delegation.valid_to,
        decision_number=delegation.decision_number,
        decision_date=delegation.decision_date,
    )


def _was_delegated(wish: Wish) -> bool:
    """Whether the giver itself acts by a delegation in one of these matters (72/2025/QH15 Đ14: not given on)."""
    holder = Holder.of(wish.from_unit)
    named = {Matter(procedure.pk, None) for procedure in wish.procedures} | {
        Matter(None, field.pk) for field in wish.fields
    }
    rules = [rule for rule in delegated.in_force(wish.valid_from) if rule.to == holder]
    return any(rule.kind == DelegationKind.DELEGATED and any(map(rule.covers, named)) for rule in rules)


def _store(person: User, wish: Wish, key: UUID) -> Delegation:
    made: Delegation = Delegation.objects.create(
        key=key,
        kind=wish.kind,
        from_unit=wish.from_unit,
        to_unit=wish.to_unit,
        valid_from=wish.valid_from,
        valid_to=wish.valid_to,
        decision_number=wish.decision_number,
        decision_date=wish.decision_date,
        added_by=person,
    )
    days = (wish.valid_from, wish.valid_to)
    named = [{"procedure": procedure} for procedure in wish.procedures] + [{"field": field} for field in wish.fields]
    DelegationScope.objects.bulk_create(
        DelegationScope(delegation=made, from_unit=wish.from_unit, held=days, **each) for each in named
    )
    return made


def _why_not_stored(error: IntegrityError, wish: Wish) -> str:
    if "_once" not in str(error):
        return _("Ngày hoặc nội dung chưa hợp lệ. Hãy kiểm tra lại.")
    clash = _clash(wish)
    told = {"number": clash.decision_number if clash else "?"}
    return _("Trùng phạm vi và thời gian với ủy quyền, phân cấp đã ghi theo quyết định số %(number)s.") % told


def _clash(wish: Wish) -> Delegation | None:
    scopes = DelegationScope.objects.filter(from_unit=wish.from_unit, held__overlap=(wish.valid_from, wish.valid_to))
    same = scopes.filter(procedure__in=wish.procedures) | scopes.filter(field__in=wish.fields)
    found = same.select_related("delegation").first()
    return found.delegation if found else None


def _locked(delegation: Delegation) -> Delegation:
    return (
        Delegation.objects.select_for_update(of=("self",)).select_related("from_unit", "to_unit").get(pk=delegation.pk)
    )
