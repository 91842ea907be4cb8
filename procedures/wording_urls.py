"""Addresses of the words of search, under /cong-khai/tu-ngu/."""

from __future__ import annotations

from django.urls import path

from procedures.views.wording import add_phrase, edit_phrase, list_phrases

app_name = "wording"
urlpatterns = [
    path("", list_phrases, name="list"),
    path("them/", add_phrase, name="add"),
    path("<int:pk>/", edit_phrase, name="edit"),
]
