"""Addresses of the API of payments, under /api/v1/."""

from __future__ import annotations

from django.urls import path

from payments.api import papers, views

urlpatterns = [
    path("orders/", views.OrderList.as_view(), name="order-list"),
    path("orders/<str:code>/", views.OrderDetail.as_view(), name="order-detail"),
    path("receipts/", views.ReceiptList.as_view(), name="receipt-list"),
    path("receipts/<int:pk>/", views.ReceiptDetail.as_view(), name="receipt-detail"),
    path("receipts/<int:pk>/document/", papers.ReceiptPdf.as_view(), name="receipt-document"),
    path("receipts/<int:pk>/xml/", papers.ReceiptXml.as_view(), name="receipt-xml"),
]
