"""Addresses of the roster, beneath the hotline's desk."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from hotline.views.roster.board import show_board, show_heat
from hotline.views.roster.hand_overs import HandOversView, WriteHandOverView
from hotline.views.roster.shifts import (
    AskSwapView,
    NewShiftView,
    PutOnView,
    RemoveShiftView,
    StandInView,
    TakeOffView,
)
from hotline.views.roster.swaps import SwapView
from hotline.views.roster.teams import ChangeTeamView, EndTeamView, NewTeamView, PatternView, choose_unit
from hotline.views.roster.week import WeekView, show_own

urlpatterns: list[URLPattern] = [
    path("", show_own, name="roster"),
    path("bang/", show_board, name="wallboard"),
    path("diem-nong/", show_heat, name="heat"),
    path("lap-to/", choose_unit, name="roster-choose-unit"),
    path("lap-to/<str:unit>/", NewTeamView.as_view(), name="roster-new"),
    path("to/<int:team>/", WeekView.as_view(), name="roster-week"),
    path("to/<int:team>/sua/", ChangeTeamView.as_view(), name="roster-team"),
    path("to/<int:team>/giai-the/", EndTeamView.as_view(), name="roster-end"),
    path("to/<int:team>/lich-mau/", PatternView.as_view(), name="roster-pattern"),
    path("to/<int:team>/them-ca/", NewShiftView.as_view(), name="roster-shift-new"),
    path("to/<int:team>/ban-giao/", HandOversView.as_view(), name="hand-overs"),
    path("to/<int:team>/ban-giao/viet/", WriteHandOverView.as_view(), name="hand-over"),
    path("ca/<int:shift>/phan-cong/", PutOnView.as_view(), name="roster-put-on"),
    path("ca/<int:shift>/bo/", RemoveShiftView.as_view(), name="roster-shift-remove"),
    path("luot/<int:duty>/truc-thay/", StandInView.as_view(), name="roster-stand-in"),
    path("luot/<int:duty>/rut/", TakeOffView.as_view(), name="roster-take-off"),
    path("luot/<int:duty>/doi-ca/", AskSwapView.as_view(), name="roster-swap-ask"),
    path("doi-ca/<int:swap>/<slug:act>/", SwapView.as_view(), name="roster-swap"),
]
