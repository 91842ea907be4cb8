"""Addresses of the words of search, under /cong-khai/tu-ngu/."""

from __future__ import annotations

from django.urls import path

from procedures.views.wording import add_word, dismiss, edit_word, list_words, restore_word

app_name = "wording"
urlpatterns = [
    path("", list_words, name="list"),
    path("bo-qua/", dismiss, name="dismiss"),
    path("<slug:kind>/", list_words, name="kind"),
    path("<slug:kind>/them/", add_word, name="add"),
    path("<slug:kind>/<int:pk>/", edit_word, name="edit"),
    path("<slug:kind>/<int:pk>/khoi-phuc/<int:event_id>/", restore_word, name="restore"),
]
