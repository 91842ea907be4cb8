"""REST addresses of units, below `/api/v1/`."""

from django.urls import path

from . import calendars, counters, divisions, views

urlpatterns = [
    path("units/", views.UnitList.as_view(), name="unit-list"),
    path("units/resolve/", views.ResolveAddress.as_view(), name="unit-resolve"),
    path("units/<str:code>/", views.UnitDetail.as_view(), name="unit-detail"),
    path("counters/", counters.CounterList.as_view(), name="counter-list"),
    path("counters/<int:pk>/", counters.CounterDetail.as_view(), name="counter-detail"),
    path("calendars/", calendars.CalendarList.as_view(), name="calendar-list"),
    path("calendars/<slug:slug>/", calendars.CalendarDetail.as_view(), name="calendar-detail"),
    path("calendars/<slug:slug>/special-days/", calendars.SpecialDays.as_view(), name="calendar-special-days"),
    path("divisions/", divisions.DivisionList.as_view(), name="division-list"),
    path("divisions/<str:code>/", divisions.DivisionDetail.as_view(), name="division-detail"),
    path("successions/", divisions.SuccessionList.as_view(), name="succession-list"),
]
