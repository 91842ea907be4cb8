"""First step of a reorganisation: units begin and end, names change, and who took over from whom is written down."""

from __future__ import annotations

from units.models import (
    Division,
    Reorganisation,
    ReorganisedUnit,
    Unit,
    UnitKind,
    UnitPassing,
    UnitSuccession,
)
from units.reorganising.parts import (
    NewPart,
    PartPassing,
    all_passings,
    in_a_sentence,
    main_predecessors,
    passings_of,
    place_name,
)


def change_units(reorganisation: Reorganisation) -> bool:
    """Carry out the plan's units in the caller's transaction; always done in one go."""
    passings = passings_of(reorganisation)
    pairs, after = all_passings(passings), main_predecessors(passings)
    if not reorganisation.lives_on:
        # Ends come first: two committees of one place, or two parts of one name, may not overlap.
        _end(reorganisation, pairs)
    for successor in reorganisation.successors.select_related("unit__division"):
        _begin(reorganisation, successor, after.get(successor.pk))
    _end_divisions(reorganisation, passings)
    made = {s.pk: s for s in reorganisation.successors.select_related("unit__division", "unit__calendar")}
    heirs = _make_parts(reorganisation, pairs, made)
    if not reorganisation.lives_on:
        _write_successions(reorganisation, pairs, heirs)
        _move_branches(after, made)
    return True


def _end(reorganisation: Reorganisation, pairs: list[PartPassing]) -> None:
    ended = {pair.predecessor.pk for pair in pairs}
    Unit.objects.filter(pk__in=ended, valid_to=None).update(valid_to=reorganisation.effective_on)


def _begin(reorganisation: Reorganisation, successor: ReorganisedUnit, after: Unit | None) -> None:
    division = _division(reorganisation, successor, after)
    if successor.unit is None and after is not None:
        successor.unit = Unit.objects.create(
            code=successor.code,
            name=successor.name,
            slug=after.slug,
            kind=after.kind,
            level=after.level,
            parent=after.parent,
            division=division or after.division,
            calendar=after.calendar,
            address=successor.address or after.address,
            phone=after.phone,
            hotline=successor.hotline or after.hotline,
            email=after.email,
            map_url=after.map_url,
            valid_from=reorganisation.effective_on,
        )
        successor.save(update_fields=["unit"])
    elif successor.unit is not None:
        _rename(successor, successor.unit)


def _division(reorganisation: Reorganisation, successor: ReorganisedUnit, after: Unit | None) -> Division | None:
    """The division of a successor under its new name; None where it stays the one before."""
    known = successor.unit or after
    if not (successor.division_code or successor.division_name or successor.division_kind) or known is None:
        return None
    code = successor.division_code or known.division.code
    division = Division.objects.filter(code=code).first()
    if division is None:
        division = Division(code=code, parent=known.division.parent, valid_from=reorganisation.effective_on)
        division.decision = reorganisation.decision[:200]
    if successor.division_name or successor.division_kind:
        successor.division_was = division.full_name if division.full_name != place_name(successor, division) else ""
        _name_division(division, successor)
        successor.save(update_fields=["division_was"])
    division.save()
    return division


def _name_division(division: Division, successor: ReorganisedUnit) -> None:
    """Name and type as the decision gives them: "Phường" and "Hồng Hà" make "Phường Hồng Hà"."""
    division.full_name = place_name(successor, division)
    division.kind = successor.division_kind or division.kind
    division.name = successor.division_name or division.name


def _rename(successor: ReorganisedUnit, unit: Unit) -> None:
    """The new name of a unit that goes on, and of its parts that bear the name of its place."""
    before, division = unit.division.full_name, Division.objects.get(pk=unit.division_id)
    unit.name = successor.name or unit.name
    unit.address = successor.address or unit.address
    unit.hotline = successor.hotline or unit.hotline
    unit.save()
    if division.full_name == before:
        return
    for part in Unit.objects.current().filter(parent=unit):
        part.name = part.name.replace(in_a_sentence(before), in_a_sentence(division.full_name))
        part.save()


def _end_divisions(reorganisation: Reorganisation, passings: list[UnitPassing]) -> None:
    """Places whose committee ended and that nobody goes on with end, too."""
    communes = [p.predecessor for p in passings if p.predecessor.kind == UnitKind.COMMUNE_COMMITTEE]
    kept = Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE, valid_to=None).values("division")
    places = Division.objects.filter(pk__in={unit.division_id for unit in communes}, valid_to=None)
    places.exclude(pk__in=kept).update(valid_to=reorganisation.effective_on)


def _make_parts(
    reorganisation: Reorganisation, pairs: list[PartPassing], made: dict[int, ReorganisedUnit]
) -> list[Unit]:
    """The unit that takes over in each pair; parts that the successor lacks are made."""
    parts: dict[str, Unit] = {}
    return [_counterpart(reorganisation, pair, made[pair.successor.pk], parts) for pair in pairs]


def _write_successions(reorganisation: Reorganisation, pairs: list[PartPassing], heirs: list[Unit]) -> None:
    """Who took over from each unit that ended. One that goes on answers for itself and keeps its archive."""
    rows = [
        UnitSuccession(
            predecessor=pair.predecessor,
            successor=heir,
            share=pair.share,
            areas=pair.areas,
            effective_from=reorganisation.effective_on,
            decision=reorganisation.decision[:200],
            reorganisation=reorganisation,
        )
        for pair, heir in zip(pairs, heirs, strict=True)
    ]
    UnitSuccession.objects.bulk_create(rows)


def _counterpart(
    reorganisation: Reorganisation, pair: PartPassing, successor: ReorganisedUnit, parts: dict[str, Unit]
) -> Unit:
    if successor.unit is None:
        raise ValueError(f"{successor.shown_code} was not made")
    if not isinstance(pair.part, NewPart):
        return pair.part or successor.unit
    if pair.part.code not in parts:
        parts[pair.part.code] = _make_part(reorganisation, pair.part, successor, successor.unit)
    return parts[pair.part.code]


def _make_part(reorganisation: Reorganisation, part: NewPart, successor: ReorganisedUnit, parent: Unit) -> Unit:
    model = part.model
    return Unit.objects.create(
        code=part.code,
        name=part.name,
        slug=model.slug,
        kind=model.kind,
        level=model.level,
        parent=parent,
        division=parent.division,
        calendar=model.calendar,
        address=successor.address or model.address,
        phone=model.phone,
        hotline=successor.hotline or model.hotline,
        email=model.email,
        map_url=model.map_url,
        valid_from=reorganisation.effective_on,
    )


def _move_branches(after: dict[int, Unit], made: dict[int, ReorganisedUnit]) -> None:
    """Parts without a slug, such as branches, go on beneath the one that takes the largest part of their agency."""
    for successor, predecessor in after.items():
        Unit.objects.current().filter(parent=predecessor, slug="").update(parent=made[successor].unit)
