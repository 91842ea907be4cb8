"""Which procedures of the commune level a service centre cannot receive, and why: so that no counter says "not here".

The rules are those by which dossiers are routed (`units.lookup`, `delegated`): the committee of the commune is
competent, its centre receives, the division that the catalogue names (else the office) handles; a delegation leads
elsewhere, or brings a department's matters to the communes. All is read in a handful of queries, and centres that are
alike in every respect share a column.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures import delegated
from procedures.choices import Competence, Level, VersionState
from procedures.competent_for import reaching_communes
from procedures.competent_unit import holder_of
from procedures.delegated import Book, Holder, Matter
from procedures.models import Case, ProcedureVersion, Step
from units.departments import CENTRE, OFFICE
from units.models import Counter, Unit, UnitKind


class Gap(models.TextChoices):
    """Why a centre cannot receive a procedure, or not for long."""

    NO_CENTRE = "no_centre", _("Chưa có trung tâm phục vụ hành chính công")
    NO_COUNTER = "no_counter", _("Trung tâm chưa có quầy đang mở")
    NO_DIVISION = "no_division", _("Chưa có cơ quan chuyên môn xử lý")
    NO_DEPARTMENT = "no_department", _("Chưa có sở, ban, ngành có thẩm quyền")
    NO_CASE = "no_case", _("Chưa có trường hợp và giấy tờ")
    NO_PROCESS = "no_process", _("Chưa có quy trình nội bộ")
    ENDS = "ends", _("Sắp hết hiệu lực mà chưa có bản thay thế")
    NO_DELEGATE = "no_delegate", _("Nơi nhận ủy quyền, phân cấp không còn hoạt động")
    DELEGATION_ENDS = "delegation_ends", _("Ủy quyền, phân cấp sắp hết hạn")


#: What is missing at a place, at a procedure, or in a delegation: where one goes to mend it.
PLACE_GAPS = frozenset({Gap.NO_CENTRE, Gap.NO_COUNTER, Gap.NO_DIVISION, Gap.NO_DEPARTMENT})
PROCEDURE_GAPS = frozenset({Gap.NO_CASE, Gap.NO_PROCESS, Gap.ENDS})
#: How long before its end a delegation without another one is told.
TOLD_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """A commune with its centre; ``divisions`` are the slugs of the parts that can handle a matter."""

    commune: str
    commune_code: str
    committee_code: str
    centre_code: str
    centre_name: str
    has_counter: bool
    divisions: frozenset[str]
    delegations: frozenset[int] = frozenset()

    def gaps(self, division: str) -> set[Gap]:
        """What this place lacks for a matter of a division."""
        found = set()
        if not self.centre_code:
            found.add(Gap.NO_CENTRE)
        elif not self.has_counter:
            found.add(Gap.NO_COUNTER)
        if division and not {division, OFFICE} & self.divisions:
            found.add(Gap.NO_DIVISION)
        return found

    @property
    def profile(self) -> tuple[bool, bool, frozenset[str], frozenset[int]]:
        """Places of one profile can receive exactly the same."""
        return bool(self.centre_code), self.has_counter, self.divisions, self.delegations


@dataclass(frozen=True)
class Column:
    """Centres that are alike; the first stands for all."""

    places: tuple[Place, ...]


@dataclass(frozen=True)
class Row:
    """A procedure with what it lacks everywhere."""

    code: str
    name: str
    field_name: str
    division: str
    department: str | None
    is_non_territorial: bool
    own_gaps: frozenset[Gap]
    matter: Matter
    day: date

    def gaps_at(self, place: Place) -> list[Gap]:
        """Everything that keeps this place from receiving this procedure, in a fixed order."""
        holder, on_the_way = self._way(place, delegated.book())
        at_home = holder == Holder.commune(place.commune_code)
        found = self.own_gaps | on_the_way | place.gaps(self.division if at_home else "")
        if holder.kind != "department" or holder.name != self.department:
            found -= {Gap.NO_DEPARTMENT}
        return [gap for gap in Gap if gap in found]

    def _way(self, place: Place, book: Book) -> tuple[Holder, set[Gap]]:
        """Who settles this place's matters, and what is wrong with the delegations on the way."""
        competence = "" if self.department is None else Competence.DEPARTMENT
        holder, gaps = holder_of(competence, self.department or "", place.commune_code), set[Gap]()
        for passage in book.way(holder, self.matter, place.commune_code, self.day):
            rule = passage.rule
            if not rule.answers(self.day):
                return holder, gaps | {Gap.NO_DELEGATE}
            is_near = rule.valid_to is not None and rule.valid_to <= self.day + TOLD_BEFORE
            if is_near and rule.valid_to and book.rule_for(rule.giver, self.matter, rule.valid_to) is None:
                gaps.add(Gap.DELEGATION_ENDS)
            holder = passage.holder
        return holder, gaps


class Judge:
    """The gaps at some places, looked up once for all procedures that are alike in what decides: most of a list are."""

    def __init__(self, at: Sequence[Place]) -> None:
        self._at = at
        self._known: dict[object, list[list[Gap]]] = {}

    def cells(self, row: Row) -> list[list[Gap]]:
        """The gaps of a procedure at each place, in their order; not to be changed."""
        delegations = frozenset(rule.pk for rule in delegated.book().rules if rule.covers(row.matter))
        alike = (row.own_gaps, row.division, row.department, row.day, delegations)
        if alike not in self._known:
            self._known[alike] = [row.gaps_at(place) for place in self._at]
        return self._known[alike]


def places(on: date | None = None) -> list[Place]:
    """Every commune that has a committee in force, by code; three queries."""
    committees = Unit.objects.current(on).filter(kind=UnitKind.COMMUNE_COMMITTEE).order_by("code")
    parts: dict[int, dict[str, Unit]] = defaultdict(dict)
    for unit in Unit.objects.current(on).filter(parent__kind=UnitKind.COMMUNE_COMMITTEE).exclude(slug=""):
        parts[unit.parent_id or 0][unit.slug] = unit
    open_counters = set(Counter.objects.current(on).values_list("unit_id", flat=True))
    given: dict[Holder, set[int]] = defaultdict(set)
    for rule in delegated.in_force(on):
        given[rule.giver].add(rule.pk)
    found = [_place(unit, parts[unit.pk], open_counters) for unit in committees.select_related("division")]
    return [replace(place, delegations=frozenset(given[Holder.commune(place.commune_code)])) for place in found]


def columns(found: list[Place]) -> list[Column]:
    """The places grouped by profile, the largest group first."""
    groups: dict[object, list[Place]] = defaultdict(list)
    for place in found:
        groups[place.profile].append(place)
    return [Column(tuple(group)) for group in sorted(groups.values(), key=lambda group: -len(group))]


def rows(on: date | None = None, field: str = "", text: str = "") -> list[Row]:
    """Every procedure of the commune level in force, by code; two queries."""
    departments = set(Unit.objects.current(on).filter(kind=UnitKind.DEPARTMENT).values_list("slug", flat=True))
    of_communes = Q(levels__contains=[Level.COMMUNE]) | reaching_communes(on)
    versions = ProcedureVersion.objects.valid_on(on).filter(of_communes)
    if field:
        versions = versions.filter(field__name=field)
    if text:
        versions = versions.filter(Q(name__unaccent__icontains=text) | Q(procedure__code__startswith=text))
    after = ProcedureVersion.objects.exclude(state=VersionState.DRAFT).filter(
        procedure=OuterRef("procedure"), valid_from=OuterRef("valid_to")
    )
    told = versions.annotate(
        has_case=Exists(Case.objects.filter(version=OuterRef("pk"))),
        has_step=Exists(Step.objects.filter(process__version=OuterRef("pk"))),
        goes_on=Exists(after.exclude(pk=OuterRef("pk"))),
        code=F("procedure__code"),
        field_name=F("field__name"),
    )
    names = ("code", "name", "field_name", "division", "non_territorial", "competence", "competent_department")
    more = ("non_territorial_from", "procedure_id", "field_id")
    found = told.order_by("code").values(*names, *more, "has_case", "has_step", "goes_on", "valid_to")
    day = on or timezone.localdate()
    return [_row(values, departments, day) for values in found]


def every_gap(found: list[Row], at: list[Place]) -> Iterator[tuple[Row, Place, Gap]]:
    """Each gap of each procedure at each place, one by one; places that are alike are judged once a procedure."""
    firsts = [column.places[0] for column in columns(at)]
    judge = Judge(firsts)
    for row in found:
        gaps = dict(zip((place.profile for place in firsts), judge.cells(row), strict=True))
        for place in at:
            for gap in gaps[place.profile]:
                yield row, place, gap


def _place(committee: Unit, parts: dict[str, Unit], open_counters: set[int]) -> Place:
    centre = parts.get(CENTRE)
    return Place(
        commune=committee.division.full_name,
        commune_code=committee.division.code,
        committee_code=committee.code,
        centre_code=centre.code if centre else "",
        centre_name=centre.name if centre else "",
        has_counter=centre is not None and centre.pk in open_counters,
        divisions=frozenset(parts) - {CENTRE},
    )


def _row(told: dict[str, Any], departments: set[str], day: date) -> Row:
    begins: date | None = told["non_territorial_from"]
    is_departments = told["competence"] == Competence.DEPARTMENT
    lacks = {
        Gap.NO_CASE: not told["has_case"],
        Gap.NO_PROCESS: not told["has_step"],
        Gap.NO_DEPARTMENT: is_departments and told["competent_department"] not in departments,
        Gap.ENDS: told["valid_to"] is not None and not told["goes_on"],
    }
    return Row(
        code=str(told["code"]),
        name=str(told["name"]),
        field_name=str(told["field_name"]),
        division=told["division"],
        # A department handles its matters itself, wherever they were handed in.
        department=told["competent_department"] if is_departments else None,
        is_non_territorial=told["non_territorial"] and (begins is None or begins <= day),
        own_gaps=frozenset(gap for gap, is_lacking in lacks.items() if is_lacking),
        matter=Matter(told["procedure_id"], told["field_id"]),
        day=day,
    )
