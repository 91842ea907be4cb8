"""Addresses of the API of payments, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from payments.api import views

urlpatterns = [
    path("orders/", views.OrderList.as_view(), name="order-list"),
    path("orders/<str:code>/", views.OrderDetail.as_view(), name="order-detail"),
    path("receipts/", views.ReceiptList.as_view(), name="receipt-list"),
    path("receipts/<int:pk>/", views.ReceiptDetail.as_view(), name="receipt-detail"),
]
