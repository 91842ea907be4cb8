"""Addresses of the unit administrators' pages, under /can-bo/don-vi/."""

from __future__ import annotations

from django.urls import path

from units.desk import (
    counter_pages,
    going_page,
    history_page,
    hours_page,
    plan_rows,
    plans,
    service_pages,
    staff_pages,
    unit_pages,
)

app_name = "unit-desk"
urlpatterns = [
    path("", unit_pages.list_units, name="units"),
    path("sap-xep/", plans.list_plans, name="plans"),
    path("sap-xep/moi/", plans.begin_plan, name="plan-begin"),
    path("sap-xep/<int:pk>/", plans.show_plan, name="plan"),
    path("sap-xep/<int:pk>/sua/", plans.write_plan, name="plan-write"),
    path("sap-xep/<int:pk>/len-lich/", plans.schedule_plan, name="plan-schedule"),
    path("sap-xep/<int:pk>/huy/", plans.cancel_plan, name="plan-cancel"),
    path("sap-xep/<int:pk>/don-vi-ke-thua/", plan_rows.add_successor, name="plan-successor"),
    path("sap-xep/<int:pk>/ban-giao/", plan_rows.add_passing, name="plan-passing"),
    path("sap-xep/<int:pk>/di-theo/<int:row>/", going_page.choose_going, name="plan-going"),
    path("sap-xep/<int:pk>/bo/<str:table>/<int:row>/", plan_rows.remove_row, name="plan-remove"),
    path("<str:code>/", unit_pages.show_unit, name="unit"),
    path("<str:code>/lien-he/", unit_pages.change_contact, name="contact"),
    path("<str:code>/vai-tro/", staff_pages.give_role, name="role"),
    path("<str:code>/vai-tro/<int:pk>/ket-thuc/", staff_pages.end_role, name="role-end"),
    path("<str:code>/vai-tro/<int:pk>/chuyen/", staff_pages.transfer, name="role-transfer"),
    path("<str:code>/quay/", counter_pages.open_counter, name="counter"),
    path("<str:code>/quay/<int:pk>/", counter_pages.rename_counter, name="counter-name"),
    path("<str:code>/quay/<int:pk>/dong/", counter_pages.close_counter, name="counter-close"),
    path("<str:code>/linh-vuc/", service_pages.add_services, name="services"),
    path("<str:code>/linh-vuc/<str:field>/", service_pages.change_service, name="service-change"),
    path("<str:code>/linh-vuc/<str:field>/thoi/", service_pages.end_service, name="service-end"),
    path("<str:code>/gio-mo-cua/", hours_page.write_hours, name="hours"),
    path("<str:code>/lich-su/", history_page.show_history, name="history"),
]
