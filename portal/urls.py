"""Every address of the site. Each app names its own pages; this file says where they hang."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from portal import health, interfaces
from portal.national.views.door import take_message
from portal.notices.sms.reports import take_report
from portal.peers.views.door import take_notice
from procedures.views.events import show_event
from procedures.views.sitemap import show_sitemap

api = [
    path("", include("units.api.urls")),
    path("", include("procedures.api.urls")),
    path("", include("portal.files.api.urls")),
    path("", include("payments.api.urls")),
    path("", include("dossiers.api.urls")),
    path("", include("hotline.api.urls")),
    path("", include("portal.outbox.api.urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("tai-khoan/nhan-tin/", include("portal.notices.urls")),
    path("tai-khoan/", include("portal.accounts.urls")),
    path("xac-minh/", include("portal.documents.urls")),
    path("don-vi/", include("units.urls")),
    path("don-vi/", include("procedures.unit_urls")),
    path("sitemap.xml", show_sitemap, name="sitemap"),
    path("thu-tuc/", include("procedures.urls")),
    path("su-kien/<slug:slug>/", show_event, name="event"),
    path("can-bo/lich-lam-viec/", include("units.calendar_desk.urls")),
    path("cong-khai/tu-ngu/", include("procedures.wording_urls")),
    path("cong-khai/ra-soat/", include("procedures.review.urls")),
    path("cong-khai/le-phi/", include("procedures.fee_desk.urls")),
    path("cong-khai/giup-nguoi-doc/", include("procedures.reader_help.urls")),
    path("cong-khai/", include("procedures.publisher_urls")),
    path("can-bo/vang-mat/", include("units.absence_urls")),
    path("can-bo/don-vi/", include("units.desk.urls")),
    path("can-bo/thu-phi/", include("payments.accounting_urls")),
    path("can-bo/ket-noi/", include("portal.outbox.desk.urls")),
    path("tin-nhan/bao-lai/", take_report, name="sms-reports"),
    path("bao-co/", include("payments.providers.urls")),
    path("can-bo/thu-tien/", include("payments.counter.urls")),
    path("thanh-toan/", include("payments.urls")),
    path("lien-thong/quoc-gia/", take_message, name="national-door"),
    path("lien-thong/kho-ket-qua/", include("portal.national.store_door_urls")),
    path("kho-ket-qua/", include("portal.national.store_urls")),
    path("can-bo/kho-ket-qua/", include("portal.national.store_desk_urls")),
    path("lien-thong/ket-noi/<uuid:public_id>/", take_notice, name="peer-door"),
    path("can-bo/lien-thong/ket-noi/", include("portal.peers.urls")),
    path("can-bo/buu-gui/", include("portal.peers.postal_urls")),
    path("can-bo/lien-thong/", include("portal.national.urls")),
    path("can-bo/he-thong-cu/", include("portal.inheritance.urls")),
    path("", include("hotline.urls")),
    path("", include("dossiers.urls")),
    path("", include("portal.pages")),
    path("api/v1/", include((api, "api"))),
    path("api/schema/", interfaces.schema, name="schema"),
    path("api/docs/", interfaces.docs, name="api-docs"),
    path("o/token/", interfaces.token, name="oauth-token"),
    path("o/revoke_token/", interfaces.revoke_token, name="oauth-revoke-token"),
    path("quan-tri/", admin.site.urls),
]

handler400 = "portal.pages.bad_request"
handler403 = "portal.pages.permission_denied"
handler404 = "portal.pages.page_not_found"
handler429 = "portal.errors.too_many"
handler500 = "portal.pages.server_error"
