"""Units as the REST interface shows them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from units import calendars, services, succession
from units.models import Counter, Division, Unit
from units.working_time import Period


class DivisionSerializer(serializers.ModelSerializer[Division]):
    """The administrative division that a unit serves."""

    class Meta:
        model = Division
        fields = ("code", "name", "full_name", "kind")


class CounterSerializer(serializers.ModelSerializer[Counter]):
    """One counter of a centre."""

    class Meta:
        model = Counter
        fields = ("number", "name")


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit in a list."""

    parent = serializers.CharField(  # type: ignore[assignment]  # DRF takes declared fields off the class
        source="parent.code", default=None, allow_null=True
    )
    agency_code = serializers.CharField(help_text="What codes of dossiers received here begin with.")
    division = DivisionSerializer()
    calendar = serializers.CharField(source="calendar.slug", help_text="The working calendar it lives by.")

    class Meta:
        model = Unit
        fields: tuple[str, ...] = (
            "code",
            "name",
            "kind",
            "level",
            "parent",
            "agency_code",
            "division",
            "calendar",
            "address",
            "phone",
            "hotline",
            "email",
            "valid_from",
            "valid_to",
        )


@extend_schema_field({"type": "string", "pattern": r"^[0-2]\d:[0-5]\d$", "examples": ["07:30"]})
class HourField(serializers.TimeField):
    """An hour of the day on the clock of Ho Chi Minh City; a "time" of JSON Schema would have seconds and an offset."""

    def __init__(self, **kwargs: Any) -> None:
        """As hours and minutes."""
        super().__init__(format="%H:%M", **kwargs)


class HoursSerializer(serializers.Serializer[Any]):
    """Hours of one weekday (Monday is 0)."""

    weekday = serializers.IntegerField(min_value=0, max_value=6)
    periods = serializers.ListField(child=serializers.ListField(child=HourField()))


class DayOffSerializer(serializers.Serializer[Any]):
    """A special day off and why."""

    date = serializers.DateField()
    reason = serializers.CharField()


class SpecialDaySerializer(serializers.Serializer[Any]):
    """A date that departs from the week: its own hours (none: shut), and why."""

    date = serializers.DateField()
    reason = serializers.CharField()
    periods = serializers.ListField(child=serializers.ListField(child=HourField()))


class ServiceSerializer(serializers.Serializer[Any]):
    """A field of administration that a centre receives, and the numbers of its counters."""

    field = serializers.CharField(source="code")
    name = serializers.CharField()
    counters = serializers.ListField(child=serializers.IntegerField(), help_text="Empty: any counter.")
    valid_from = serializers.DateField(source="since")
    valid_to = serializers.DateField(source="until", allow_null=True)


class HeirSerializer(serializers.Serializer[Any]):
    """A unit of today that took over, with the part of the work that came to it."""

    code = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name")
    share = serializers.DecimalField(max_digits=9, decimal_places=4)


class UnitDetailSerializer(UnitSerializer):
    """A unit on its own: with counters, opening hours, special days off of the next 60 days, and who took over."""

    counters = serializers.SerializerMethodField()
    services = serializers.SerializerMethodField()
    opening_hours = serializers.SerializerMethodField()
    days_off = serializers.SerializerMethodField()
    special_days = serializers.SerializerMethodField()
    successors = serializers.SerializerMethodField()

    class Meta(UnitSerializer.Meta):
        fields = (
            *UnitSerializer.Meta.fields,
            *("counters", "services", "opening_hours", "days_off", "special_days", "successors"),
        )

    @extend_schema_field(CounterSerializer(many=True))
    def get_counters(self, unit: Unit) -> Any:
        """Counters in use today."""
        return CounterSerializer(unit.counters.current(), many=True).data

    @extend_schema_field(ServiceSerializer(many=True))
    def get_services(self, unit: Unit) -> Any:
        """Fields received today; empty for units that are no centre, and where nobody wrote any down."""
        return ServiceSerializer(services.received_at(unit), many=True).data

    @extend_schema_field(HoursSerializer(many=True))
    def get_opening_hours(self, unit: Unit) -> Any:
        """Weekdays on which the unit is open to people."""
        weekly: dict[int, list[Period]] = calendars.opening_hours_of(unit).weekly
        rows = [{"weekday": weekday, "periods": weekly[weekday]} for weekday in sorted(weekly)]
        return HoursSerializer(rows, many=True).data

    @extend_schema_field(DayOffSerializer(many=True))
    def get_days_off(self, unit: Unit) -> Any:
        """Special days off ahead."""
        rows = [{"date": date, "reason": reason} for date, reason in calendars.days_off_ahead(unit)]
        return DayOffSerializer(rows, many=True).data

    @extend_schema_field(SpecialDaySerializer(many=True))
    def get_special_days(self, unit: Unit) -> Any:
        """Special days ahead with their own hours: days off, and days worked in the place of another."""
        return SpecialDaySerializer(calendars.special_days_ahead(unit), many=True).data

    @extend_schema_field(HeirSerializer(many=True))
    def get_successors(self, unit: Unit) -> Any:
        """Units of today that answer for one that has ended; empty while it is in force."""
        heirs = [] if unit.is_current() else succession.heirs_of(unit)
        return HeirSerializer(heirs, many=True).data


class CandidateSerializer(serializers.Serializer[Any]):
    """A commune of today; `unit` is its People's Committee when it is of this province."""

    division = DivisionSerializer()
    province = serializers.CharField(source="division.parent.full_name")
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    was = serializers.CharField(help_text="The old place that it follows from; empty when the address is of today.")


class ResolutionSerializer(serializers.Serializer[Any]):
    """What an address can mean, the likeliest first."""

    address = serializers.CharField()
    is_certain = serializers.BooleanField(help_text="Whether there is exactly one candidate.")
    candidates = CandidateSerializer(many=True)
