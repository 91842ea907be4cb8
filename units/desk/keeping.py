"""What administrators of a unit change: who works there, which counters are open, how it is reached.

Days on which it is shut are changed at the desk of calendars, which counts due times again (`changing_calendars`).
Nothing is deleted: roles and counters end on a day. Who may is asked by the pages (`reach`) and by `giving_roles`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from units import desk_log, page_store, services
from units.giving_roles import check_end, check_gift
from units.models import Counter, StaffRole, Unit, today_in_vietnam

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def give_role(giver: User, user: User, unit: Unit, role: str, start: dt.date, end: dt.date | None) -> StaffRole:
    """Give somebody a role from a day on. ValidationError when it may not be given or is held already."""
    given = StaffRole(user=user, unit=unit, role=role, valid_from=start, valid_to=end)
    check_gift(giver, given)
    try:
        with transaction.atomic():
            given.save()
    except IntegrityError as error:
        raise ValidationError(_("Người này đã giữ vai trò đó trong thời gian này.")) from error
    return given


@transaction.atomic
def end_role(role: StaffRole, first_day_without: dt.date) -> StaffRole:
    """Let a role end. ValidationError for a day in the past, before its beginning, or after it begins anew."""
    locked = StaffRole.objects.select_for_update().get(pk=role.pk)
    if first_day_without <= locked.valid_from:
        raise ValidationError({"last_day": _("Vai trò này bắt đầu sau ngày đó.")})
    locked.valid_to = first_day_without
    check_end(locked)
    try:
        with transaction.atomic():
            locked.save(update_fields=["valid_to"])
    except IntegrityError as error:
        raise ValidationError({"last_day": _("Người này giữ lại vai trò đó trước ngày ấy.")}) from error
    return locked


@transaction.atomic
def transfer(giver: User, role: StaffRole, unit: Unit, start: dt.date) -> StaffRole:
    """The same role at another unit from a day on: it ends here and begins there. ValidationError as the two."""
    last = role.valid_to
    if last is not None and start >= last:
        raise ValidationError(_("Vai trò này đã hết trước ngày chuyển."))
    end_role(role, start)
    return give_role(giver, role.user, unit, role.role, start, last)


@transaction.atomic
def open_counter(by: User, unit: Unit, number: int, name: str) -> Counter:
    """A new counter from today on. ValidationError when the number is taken."""
    try:
        with transaction.atomic():
            counter = Counter.objects.create(unit=unit, number=number, name=name)
    except IntegrityError as error:
        raise ValidationError({"number": _("Số quầy này đang được dùng.")}) from error
    _note_counter(by, counter, "", name)
    return counter


@transaction.atomic
def rename_counter(by: User, counter: Counter, name: str) -> None:
    """Another sign over the same counter."""
    before, counter.name = counter.name, name
    counter.save(update_fields=["name"])
    _note_counter(by, counter, before, name)


@transaction.atomic
def close_counter(by: User, counter: Counter) -> None:
    """Today is its last day; one that is closed stays so."""
    if counter.valid_to is None:
        counter.valid_to = max(counter.valid_from, today_in_vietnam()) + dt.timedelta(days=1)
        counter.save(update_fields=["valid_to"])
        services.counter_closes(counter, counter.valid_to)
        with override("vi"):
            closed = _("đóng từ ngày %(day)s") % {"day": f"{counter.valid_to:%d/%m/%Y}"}
        _note_counter(by, counter, counter.name, closed)


def _note_counter(by: User, counter: Counter, before: str, after: str) -> None:
    """Before and after with the number of the counter in front."""
    with override("vi"):
        said = [
            _("Quầy %(number)s: %(words)s") % {"number": counter.number, "words": words} for words in (before, after)
        ]
    desk_log.note(by, counter.unit, desk_log.What.COUNTER, said[0] if before else "", said[1])
    page_store.changed()


@transaction.atomic
def change_contact(by: User, unit: Unit, content: dict[str, Any]) -> None:
    """Address, telephone, hotline, e-mail and map of a unit; `content` is that of `forms.ContactForm`."""
    before = Unit.objects.values(*content).get(pk=unit.pk)
    for name, value in content.items():
        setattr(unit, name, value)
    # Nothing else is written: the unit may have ended, or got another name, since it was read.
    unit.save(update_fields=[*content, "search_text"])
    changed = [name for name in content if before[name] != content[name]]
    desk_log.note(by, unit, desk_log.What.CONTACT, _contact(before, changed), _contact(content, changed))
    page_store.changed()


def _contact(content: dict[str, Any], names: list[str]) -> str:
    with override("vi"):
        labels = {field.name: field.verbose_name for field in Unit._meta.fields}
        return "; ".join(f"{labels[name]}: {content[name] or '–'}" for name in names)
