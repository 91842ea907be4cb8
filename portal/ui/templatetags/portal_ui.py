"""Components for pages: `{% load portal_ui %}`. Each draws one template of `templates/components/`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import uuid4

from django import forms, template
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from portal.ui import banners, speaking
from portal.ui.fields import show_phone
from portal.ui.parts import Due, KeysetPage, State, SummaryRow, Task, TimelineItem, Tone, Words
from portal.ui.rendering import GovukBoundField, is_unanswered
from portal.vietnamese.moments import VIETNAM
from portal.vietnamese.money import spell_dong

register = template.Library()


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """Say a moment as people do, in Vietnam's time, marked up for machines; "" when there is none."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), speaking.moment(value))


@register.filter
def day(value: date | None) -> SafeString | str:
    """Say a day: "thứ Tư, 25/11/2026"; "" when there is none."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), speaking.day(value))


@register.filter
def short_moment(value: datetime | None) -> SafeString | str:
    """Write a moment for a table: "17:00 25/11/2026" in Vietnam's time; "" when there is none."""
    if value is None:
        return ""
    local = value.astimezone(VIETNAM)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), f"{local:%H:%M %d/%m/%Y}")


@register.filter
def dong(amount: int | None) -> str:
    """Write whole đồng: "50.000 đồng"; "" when there is no amount."""
    return "" if amount is None else speaking.dong(amount)


@register.filter
def dong_in_words(amount: int) -> str:
    """Spell whole đồng in Vietnamese words, as receipts demand."""
    return spell_dong(amount)


@register.filter
def phone(number: str) -> str:
    """Write a stored phone number for reading: "0901 234 567"."""
    return show_phone(number)


@register.inclusion_tag("components/summary_list.html")
def summary_list(
    rows: Iterable[SummaryRow | tuple[Words, Words]], title: str = "", language: str = ""
) -> dict[str, object]:
    """Draw answers as label and value, with change links where a row has one; pairs will do as rows.

    `language` is that of the values where it may differ from the page's ("vi" for the words of a paper).
    """
    told = [row if isinstance(row, SummaryRow) else SummaryRow(*row) for row in rows]
    return {"rows": told, "title": title, "language": language}


@register.inclusion_tag("components/status_tag.html")
def status_tag(state: State | None = None, tone: str = Tone.DONE, label: Words = "") -> dict[str, object]:
    """Draw a state: word and shape, coloured by its tone."""
    return {"state": state or State(Tone(tone), label)}


@register.inclusion_tag("components/due_phrase.html")
def due_phrase(due: Due, compact: bool = False) -> dict[str, object]:
    """Say a due time and what is left of it: "trước 17:00 thứ Tư, 25/11/2026 (còn 2 ngày làm việc)".

    `compact` is for the tables of staff: "17:00 25/11/2026 (còn 2 ngày làm việc)", in one line.
    """
    return {"due": due, "left": _left(due), "compact": compact}


def _left(due: Due) -> str:
    days = due.days_left
    if due.tone == Tone.PAUSED:
        return gettext("đang tạm dừng tính thời gian")
    if days is None or due.tone == Tone.DONE:
        return ""
    if due.tone == Tone.OVERDUE:
        return _overdue_by(-days, is_today=timezone.localdate(due.moment) == timezone.localdate())
    if days == 0:
        return gettext("trong ngày hôm nay")
    return ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", days) % {"days": days}


def _overdue_by(days: int, *, is_today: bool) -> str:
    if days <= 0:
        # Due on Friday and read on Sunday: late, yet no working day has passed.
        return gettext("đã quá hạn hôm nay") if is_today else gettext("đã quá hạn")
    return ngettext("đã quá hạn %(days)s ngày làm việc", "đã quá hạn %(days)s ngày làm việc", days) % {"days": days}


@register.inclusion_tag("components/notification.html")
def notification(text: Words, kind: str = "information") -> dict[str, object]:
    """Draw a notice: kind is information, success, warning or error."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Sequence[Task]) -> dict[str, object]:
    """Draw what is to be done, each with how far it is."""
    return {"tasks": tasks}


@register.inclusion_tag("components/timeline.html")
def timeline(items: Sequence[TimelineItem]) -> dict[str, object]:
    """Draw what is past, where it is now and what is to come, as one vertical line."""
    return {"items": items}


@register.inclusion_tag("components/pagination.html")
def pagination(page: KeysetPage) -> dict[str, object]:
    """Draw the links to the neighbours of a keyset page; nothing when it has none."""
    return {"page": page}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*shown: forms.BaseForm) -> dict[str, object]:
    """Draw all errors of the forms on the page, each leading to its field; nothing when there is none."""
    return {"errors": [error for form in shown if form.is_bound for error in _errors_of(form)]}


@register.inclusion_tag("components/error_summary.html")
def error_summary_of(shown: Iterable[forms.BaseForm]) -> dict[str, object]:
    """As `error_summary`, for the forms of a list."""
    return error_summary(*shown)


def _errors_of(form: forms.BaseForm) -> Iterable[dict[str, Any]]:
    order = {name: place for place, name in enumerate(form.fields)}
    for name, errors in sorted(form.errors.as_data().items(), key=lambda item: order.get(item[0], -1)):
        if name not in form.fields:
            yield from ({"message": message, "target": ""} for error in errors for message in error.messages)
            continue
        field = cast(GovukBoundField, form[name])
        target = field.id_for_label or field.auto_id
        for error, message in zip(errors, field.messages(), strict=False):
            words = f"{field.label} – {message}" if _needs_name(field, error, message) else message
            yield {"message": words, "target": target}


def _needs_name(field: GovukBoundField, error: ValidationError, message: str) -> bool:
    """Whether the words alone, in a list away from the field, would leave open what to mend.

    So it is with "fill this in", and with fields whose own words speak only of the answer (`named_in_summary`).
    """
    is_asked = getattr(field.field, "named_in_summary", False)
    return is_unanswered(error) or (is_asked and str(field.label) not in message)


@register.simple_tag
def question(field: GovukBoundField) -> SafeString:
    """Draw the one field of a page: its label is the page's heading."""
    field.is_heading = True
    return field.as_field_group()


@register.simple_tag
def submission_key() -> SafeString:
    """Draw a fresh hidden key for a form without a form class: what is sent twice counts once."""
    return format_html('<input type="hidden" name="submission_key" value="{}">', uuid4())


@register.inclusion_tag("components/banners.html")
def incident_banners(procedure: str = "", *units: str, whole: bool = False) -> dict[str, Any]:
    """Draw what is announced for a page: incidents and planned downtime of its procedure, its units, or everything."""
    return {"banners": banners.shown_at(procedure, units, is_whole=whole)}
