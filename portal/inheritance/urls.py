"""Addresses of the pages of the import."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.inheritance import views

app_name = "inheritance"
urlpatterns: list[URLPattern] = [
    path("", views.list_jobs, name="jobs"),
    path("moi/", views.add_job, name="add"),
    path("<int:pk>/", views.show_job, name="job"),
    path("<int:pk>/chay-that/", views.run_for_real, name="run"),
    path("<int:pk>/chay-tiep/", views.go_on, name="go-on"),
    path("<int:pk>/dong-loi.zip", views.take_faults, name="faults"),
]
