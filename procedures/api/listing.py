"""One page of procedures for the API: by code with a keyset, or by search in order of fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from dataclasses import field as dataclass_field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from portal.rest import page_sizes
from procedures.choices import Level, OnlineLevel, Target
from procedures.competent_for import settled_by
from procedures.models import ProcedureVersion
from procedures.search import SearchPage, search
from units.models import Unit

#: Nobody walks further by `next`; larger numbers are typed, and no database counts that far.
MOST_AFTER = 100_000
#: What a row of a list tells of tables beside the version's.
BESIDE = ("procedure__replaced_by", "field")
_KNOWN = {"level": Level.values, "audience": Target.values, "online": OnlineLevel.values}


@dataclass(frozen=True)
class Question:
    """What a client asked for; "" where it did not."""

    search: str = ""
    level: str = ""
    field: str = ""
    unit: str = ""
    agency: str = ""
    audience: str = ""
    online: str = ""
    after: str = ""
    on: date | None = None
    modified_since: datetime | None = None
    size: int = page_sizes.USUAL

    @classmethod
    def read(cls, params: Mapping[str, str], on: date | None, modified_since: datetime | None = None) -> Question:
        """The question of a query string. ValidationError names a value that no filter knows."""
        told = {name: params.get(name, "").replace("\0", "")[:300] for name in _TEXTS}
        for name, known in _KNOWN.items():
            if told[name] and told[name] not in known:
                words = _("Giá trị này không có. Hãy dùng một trong: %(known)s.") % {"known": ", ".join(known)}
                raise ValidationError({name: [words]})
        if told["search"] and told["after"] and not told["after"].isdecimal():
            raise ValidationError({"after": [_("Hãy dùng địa chỉ ở mục next của trang trước.")]})
        if modified_since is not None and (told["search"] or on is not None):
            raise ValidationError({"modified_since": [_("Mục này không đi cùng search hoặc on.")]})
        return cls(**told, on=on, modified_since=modified_since, size=page_sizes.read_page_size(params))


_TEXTS = [field.name for field in fields(Question) if field.type == "str"]


@dataclass(frozen=True)
class VersionPage:
    """Versions with the places of the pages around them, None at the ends."""

    versions: list[ProcedureVersion]
    next_after: str | int | None = None
    previous_after: str | int | None = None
    #: What a search says beside its results: "did_you_mean", "clarify", "out_of_scope"; only what there is.
    remarks: dict[str, Any] = dataclass_field(default_factory=dict)


def list_versions(question: Question) -> VersionPage:
    """Versions in force that fit. Search reads today's catalogue only; other filters any day's."""
    if question.search and question.on is None and not question.unit and not question.agency:
        return _searched(question)
    versions = _filtered(question)
    if question.search:
        return _by_fit(versions, question)
    if question.after:
        versions = versions.filter(procedure__code__gt=question.after)
    size = question.size
    rows = list(versions.order_by("procedure__code")[: size + 1])
    more = rows[size - 1].procedure.code if len(rows) > size else None
    return VersionPage(rows[:size], more, "" if question.after else None)


def _searched(question: Question) -> VersionPage:
    after = min(int(question.after or 0), MOST_AFTER)
    page = search(
        question.search,
        level=question.level or None,
        field=question.field or None,
        audience=question.audience or None,
        online=question.online or None,
        limit=question.size,
        after=after,
    )
    ids = [entry.version_id for entry in page.results]
    versions = ProcedureVersion.objects.visible_to(None).select_related(*BESIDE).in_bulk(ids)
    previous = max(after - question.size, 0) if after else None
    found = [versions[i] for i in ids if i in versions]
    return VersionPage(found, page.next_after, previous, _remarks(page))


def _remarks(page: SearchPage) -> dict[str, Any]:
    told = {
        "did_you_mean": page.did_you_mean,
        "clarify": asdict(page.clarify) if page.clarify else None,
        "out_of_scope": asdict(page.out_of_scope) if page.out_of_scope else None,
    }
    return {name: remark for name, remark in told.items() if remark}


def _by_fit(versions: QuerySet[ProcedureVersion], question: Question) -> VersionPage:
    """Names that fit best first, for past days and single units; the code decides between equals."""
    after = min(int(question.after or 0), MOST_AFTER)
    fitting = versions.annotate(fit=TrigramSimilarity("name", question.search))
    size = question.size
    rows = list[ProcedureVersion](fitting.order_by("-fit", "procedure__code")[after : after + size + 1])
    more = after + size if len(rows) > size else None
    return VersionPage(rows[:size], more, max(after - size, 0) if after else None)


def _filtered(question: Question) -> QuerySet[ProcedureVersion]:
    versions = ProcedureVersion.objects.visible_to(None).valid_on(question.on).select_related(*BESIDE)
    return versions.filter(fitting(question)(""))


def fitting(question: Question) -> Callable[[str], Q]:
    """What the filters ask of a version, or (with a prefix such as ``version__``) of rows that point to one."""
    unit = _unit(question.unit) if question.unit else None
    asked = {
        "levels__contains": [question.level] if question.level else None,
        "field__code": question.field,
        "targets__contains": [question.audience] if question.audience else None,
        "online_level": question.online,
        "executing_agency__unaccent__icontains": question.agency,
        "name__unaccent__icontains": question.search,
    }

    def condition(prefix: str) -> Q:
        fits = Q(**{f"{prefix}{lookup}": wanted for lookup, wanted in asked.items() if wanted})
        return fits & settled_by(unit, prefix) if unit else fits

    return condition


def _unit(code: str) -> Unit:
    """The unit whose competence is asked for: a department its own procedures, a commune what communes settle."""
    unit = Unit.objects.current().filter(code=code).first()
    if unit is None:
        raise ValidationError({"unit": [_("Không có đơn vị mang mã này.")]})
    return unit
