"""REST addresses of uploads, below `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from portal.files.api import views

urlpatterns = [
    path("uploads/", views.UploadList.as_view(), name="upload-list"),
    path("uploads/<uuid:public_id>/", views.UploadDetail.as_view(), name="upload-detail"),
]
