"""REST addresses of units, below `/api/v1/`."""

from django.urls import path

from . import views

urlpatterns = [
    path("units/", views.UnitList.as_view(), name="unit-list"),
    path("units/resolve/", views.ResolveAddress.as_view(), name="unit-resolve"),
    path("units/<str:code>/", views.UnitDetail.as_view(), name="unit-detail"),
]
