"""Addresses of the desk of calendars, below `/can-bo/lich-lam-viec/`."""

from django.urls import path

from units.calendar_desk import views, week_page

app_name = "calendar-desk"
urlpatterns = [
    path("", views.list_calendars, name="list"),
    path("rieng/", views.make_own, name="own"),
    path("thay-doi/<int:pk>/", views.show_change, name="change"),
    path("thay-doi/<int:pk>/quyet-dinh/", views.decide_change, name="decide"),
    path("<slug:slug>/", views.show_days, name="days"),
    path("<slug:slug>/gio-mo-cua/", week_page.show_week, name="week"),
]
