"""Addresses of the publishers of answers and blank forms, under /cong-khai/giup-nguoi-doc/."""

from __future__ import annotations

from django.urls import path

from procedures.views import reader_help_desk as desk

app_name = "reader-help"
urlpatterns = [
    path("", desk.list_questions, name="questions"),
    path("them/", desk.add_question, name="add"),
    path("<int:pk>/", desk.answer_question, name="answer"),
    path("<int:pk>/khong-cong-khai/", desk.dismiss_question, name="dismiss"),
    path("bieu-mau/", desk.find_forms, name="find-forms"),
    path("bieu-mau/<str:code>/", desk.edit_forms, name="forms"),
    path("bieu-mau/<str:code>/<int:pk>/bo/", desk.remove_form, name="remove-form"),
]
