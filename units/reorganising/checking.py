"""What stops a reorganisation: each conflict in a sentence that says what to change.

What has one sane answer does not stop it and is told by the preview instead: a role that somebody would hold twice is
held once, a counter whose number is taken gets the next free one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from units.models import Division, Reorganisation, ReorganisedUnit, Unit, UnitKind, UnitPassing
from units.models.validity import today_in_vietnam
from units.reorganising.parts import NewPart, PartPassing, all_passings, passings_of

Kind = Reorganisation.Kind
_CODE = re.compile(r"[A-Z]\d{2}(\.\d{1,3}){1,3}")
MOVABLE = (UnitKind.COMMUNE_COMMITTEE, UnitKind.DEPARTMENT, UnitKind.PROVINCIAL_CENTRE, UnitKind.BRANCH)
"""Kinds that a decision reorganises; divisions and centres of a commune follow their committee."""


def conflicts_of(reorganisation: Reorganisation) -> list[str]:
    """Every reason why the plan can't be carried out; empty when it can."""
    passings, successors = passings_of(reorganisation), list(reorganisation.successors.select_related("unit"))
    found = [
        *_shape(reorganisation, passings, successors),
        *_predecessors(reorganisation, passings),
        *_successors(reorganisation, passings, successors),
        *_codes(reorganisation, successors, all_passings(passings)),
        *_divisions(reorganisation, passings, successors),
    ]
    return list(dict.fromkeys(found))


def _shape(
    reorganisation: Reorganisation, passings: list[UnitPassing], successors: list[ReorganisedUnit]
) -> Iterator[str]:
    """Whether the rows are what the kind of the decision says, and every part of every unit has a successor."""
    ended = {p.predecessor_id for p in passings}
    kind = reorganisation.kind
    together = len(ended) + sum(not s.is_new for s in successors)
    if kind == Kind.MERGE and (len(successors) != 1 or together < 2 or not ended):
        yield _("Sáp nhập cần một đơn vị kế thừa và ít nhất hai đơn vị nhập lại với nhau.")
    if kind == Kind.SPLIT and (len(ended) != 1 or len(successors) < 2):
        yield _("Chia, tách cần một đơn vị kết thúc và ít nhất hai đơn vị kế thừa.")
    if kind == Kind.DETACH and (len(ended) != 1 or not successors):
        yield _("Tách một phần cần một đơn vị cũ và ít nhất một đơn vị nhận bàn giao.")
    if kind == Kind.RECODE and (len(ended) != 1 or len(successors) != 1):
        yield _("Đổi mã cần một đơn vị kết thúc và một đơn vị kế thừa.")
    if kind == Kind.RENAME and (passings or not successors or any(s.is_new for s in successors)):
        yield _("Đổi tên chỉ ghi tên mới cho các đơn vị đang có, không có đơn vị nào kết thúc.")
    if kind != Kind.RENAME:
        yield from _without_predecessor(passings, successors)
        yield from _less_than_whole(passings) if reorganisation.lives_on else _whole(passings)


def _without_predecessor(passings: list[UnitPassing], successors: list[ReorganisedUnit]) -> Iterator[str]:
    """Every successor takes over from somebody."""
    taking = {p.successor_id for p in passings}
    for successor in successors:
        if successor.pk not in taking:
            yield _("Chưa có đơn vị nào bàn giao cho «%(name)s».") % {"name": successor.shown_name}


def _shares(passings: list[UnitPassing]) -> dict[int, Decimal]:
    """By unit the sum of the parts that it passes on."""
    shares: dict[int, Decimal] = defaultdict(Decimal)
    for passing in passings:
        shares[passing.predecessor_id] += passing.share
    return shares


def _less_than_whole(passings: list[UnitPassing]) -> Iterator[str]:
    """A unit that goes on keeps a part; the words of an address say what leaves it."""
    for passing in passings:
        named = {"name": passing.predecessor.name, "to": passing.successor.shown_name}
        if _shares(passings)[passing.predecessor_id] >= 1:
            yield _("«%(name)s» còn hoạt động nên các phần tách ra phải dưới 100%%.") % named
        if passing.predecessor.kind == UnitKind.COMMUNE_COMMITTEE and not passing.areas:
            yield _("Hãy ghi phần địa bàn của «%(name)s» giao cho «%(to)s».") % named


def _whole(passings: list[UnitPassing]) -> Iterator[str]:
    """The parts of a unit that ends are the whole of it."""
    for passing in passings:
        if _shares(passings)[passing.predecessor_id] != 1:
            yield _("Các phần bàn giao của «%(name)s» phải cộng lại đúng 100%%.") % {"name": passing.predecessor.name}


def _predecessors(reorganisation: Reorganisation, passings: list[UnitPassing]) -> Iterator[str]:
    day = reorganisation.effective_on
    units = {p.predecessor_id: p.predecessor for p in passings}
    continuing = {p.successor.unit_id for p in passings if not p.successor.is_new}
    if len({unit.kind for unit in units.values()}) > 1:
        yield _("Các đơn vị kết thúc phải cùng loại.")
    for unit in units.values():
        named = {"name": unit.name, "day": f"{day:%d/%m/%Y}"}
        if not _serves_until(unit, day):
            yield _("«%(name)s» không hoạt động liền trước ngày %(day)s.") % named
        if unit.pk in continuing:
            yield _("«%(name)s» không thể vừa kết thúc vừa kế thừa: đơn vị mới cần mã mới.") % named
        if unit.kind not in MOVABLE:
            yield _("«%(name)s» thay đổi theo cơ quan của mình, không sắp xếp riêng.") % named
    elsewhere = UnitPassing.objects.filter(predecessor__in=units, reorganisation__state=Reorganisation.State.SCHEDULED)
    for other in elsewhere.exclude(reorganisation=reorganisation).select_related("predecessor", "reorganisation"):
        words = _("«%(name)s» đã nằm trong lịch sắp xếp theo %(decision)s.")
        yield words % {"name": other.predecessor.name, "decision": other.reorganisation.decision}


def _serves_until(unit: Unit, day: dt.date) -> bool:
    """Whether the unit is in force on the day before, with no end of its own."""
    return unit.valid_to is None and unit.valid_from < day


def _successors(
    reorganisation: Reorganisation, passings: list[UnitPassing], successors: list[ReorganisedUnit]
) -> Iterator[str]:
    given = {(p.successor_id, p.predecessor.kind) for p in passings}
    for successor in successors:
        unit = None if successor.is_new else successor.unit
        if unit is None:
            continue
        if not _serves_until(unit, max(reorganisation.effective_on, today_in_vietnam())):
            yield _("«%(name)s» không hoạt động vào ngày có hiệu lực.") % {"name": unit.name}
        if any(taker == successor.pk and kind != unit.kind for taker, kind in given):
            yield _("«%(name)s» không cùng loại với đơn vị bàn giao cho nó.") % {"name": unit.name}
    renamed = [s for s in successors if not s.is_new and reorganisation.kind == Kind.RENAME]
    for successor in renamed:
        if not (successor.name or successor.division_name or successor.division_kind):
            yield _("Hãy ghi tên mới của «%(name)s».") % {"name": successor.shown_name}


def _codes(
    reorganisation: Reorganisation, successors: list[ReorganisedUnit], passings: list[PartPassing]
) -> Iterator[str]:
    """A code is never used again, whatever became of the unit that had it."""
    new = {s.code: s.name for s in successors if s.is_new}
    new |= {p.part.code: p.part.name for p in passings if isinstance(p.part, NewPart)}
    for code in new:
        if not _CODE.fullmatch(code):
            yield _("Mã «%(code)s» không đúng dạng, ví dụ H29.151.") % {"code": code}
    for code, name in Unit.objects.filter(code__in=new).values_list("code", "name"):
        yield _("Mã «%(code)s» là của «%(name)s»; mã không dùng lại.") % {"code": code, "name": name}
    planned = ReorganisedUnit.objects.filter(
        is_new=True, code__in=new, reorganisation__state=Reorganisation.State.SCHEDULED
    )
    for code in planned.exclude(reorganisation=reorganisation).values_list("code", flat=True):
        yield _("Mã «%(code)s» đã dành cho một lần sắp xếp khác.") % {"code": code}


def _divisions(
    reorganisation: Reorganisation, passings: list[UnitPassing], successors: list[ReorganisedUnit]
) -> Iterator[str]:
    """One committee a division: that of a successor is free on the day, or its own already."""
    ended = set() if reorganisation.lives_on else {p.predecessor_id for p in passings}
    named = {s.division_code: s for s in successors if s.division_code}
    known = set(Division.objects.filter(code__in=named).values_list("code", flat=True))
    for successor in named.values():
        is_whole = successor.division_name and successor.division_kind
        if successor.division_code not in known and not is_whole:
            yield _("Hãy ghi tên và loại của đơn vị hành chính mã «%(code)s».") % {"code": successor.division_code}
    held = Unit.objects.filter(
        kind__in=(UnitKind.COMMUNE_COMMITTEE, UnitKind.PROVINCIAL_COMMITTEE), division__code__in=named, valid_to=None
    )
    for unit in held.exclude(pk__in=ended).select_related("division"):
        if named[unit.division.code].unit_id != unit.pk:
            words = _("Địa bàn mã «%(code)s» đang thuộc «%(name)s», đơn vị này không kết thúc.")
            yield words % {"code": unit.division.code, "name": unit.name}
    if any(p.predecessor.kind == UnitKind.COMMUNE_COMMITTEE for p in passings):
        new = [s for s in successors if s.is_new]
        codes = {s.division_code for s in new if s.division_code or not reorganisation.lives_on}
        if len(codes) < len(new) and (len(new) > 1 or reorganisation.lives_on):
            yield _("Mỗi xã, phường, đặc khu mới cần mã đơn vị hành chính của mình.")
