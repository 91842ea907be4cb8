"""Addresses of the pages of absences, below `/can-bo/vang-mat/`."""

from django.urls import path

from . import absence_pages

app_name = "absences"
urlpatterns = [
    path("", absence_pages.list_absences, name="list"),
    path("moi/", absence_pages.NewPage.as_view(), name="new"),
    path("<int:pk>/", absence_pages.ChangePage.as_view(), name="change"),
    path("<int:pk>/ket-thuc/", absence_pages.EndPage.as_view(), name="end"),
]
