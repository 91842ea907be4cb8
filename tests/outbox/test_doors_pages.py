"""Rules proved: the doors to other systems are for system administrators alone, speak two languages, and a secret is
on one page once: never on another page or in another session, nor in a table or a log in clear.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oauth2_provider.models import Application

from portal.accounts.models import User
from portal.outbox.models import OutboxMessage, State, WebhookSubscription
from portal.rest.clients import close, register_client
from tests.accounts.factories import make_staff, make_user
from tests.dossiers.world import given_world
from tests.house.page_words import english_on, vietnamese_on
from tests.outbox.test_webhooks import PAID
from units.models import StaffRole
from units.roles import Role

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror="alert(1)">'
CLIENT_DOORS = ("client", "client-change", "client-secret", "client-close", "client-open")
RECEIVER_DOORS = ("receiver", "receiver-rotate", "receiver-replay", "receiver-stop", "receiver-resume", "receiver-try")
POST_ONLY = {"receiver-try", "receiver-again"}
LISTS = ("clients", "client-add", "receivers", "receiver-add")


def administrator(email: str = "he-thong@example.vn") -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser(email=email, full_name="Cao Xuân Trường"))
    return browser


@pytest.fixture
def admin() -> Client:
    return administrator()


def receiver(**fields: Any) -> WebhookSubscription:
    asked: dict[str, Any] = {"url": "https://ke-toan.example/hook", "events": [PAID], "secret": "whsec_c2VjcmV0"}
    return WebhookSubscription.objects.create(**{**asked, **fields})


def message(of: WebhookSubscription, **fields: Any) -> OutboxMessage:
    told = {"state": State.SENT, "finished_at": timezone.now(), **fields}
    return OutboxMessage.objects.create(channel="webhook", key=f"{of.pk}/A", idempotency_key=f"{of.pk}/1", **told)


def every_door() -> dict[str, str]:
    """The addresses of all doors, of one client and one receiver."""
    client, hook = register_client("Cổng quốc gia", ["dossiers:read"])[0], receiver()
    told = message(hook, payload={"order": "A1"})
    doors = {name: reverse(f"doors:{name}") for name in LISTS}
    doors |= {name: reverse(f"doors:{name}", args=[client.pk]) for name in CLIENT_DOORS}
    doors |= {name: reverse(f"doors:{name}", args=[hook.pk]) for name in RECEIVER_DOORS}
    return doors | {"receiver-again": reverse("doors:receiver-again", args=[hook.pk, told.pk])}


def state_of_all() -> list[Any]:
    hooks = WebhookSubscription.objects.order_by("pk").values_list("url", "is_active", "secret", "former_secret")
    clients = Application.objects.order_by("pk").values_list("name", "client_secret", "portal_grant__closed_at")
    return [*hooks, *clients, *OutboxMessage.objects.order_by("pk").values_list("state", "attempts")]


def words_on(page: Any) -> str:
    return str(page.content.decode())


def secret_on(page: Any) -> str:
    found = re.search(r"data-secret>([^<]+)<", words_on(page))
    return found[1] if found else ""


# -- who


def test_no_role_of_any_unit_opens_a_door_and_nothing_changes() -> None:
    """Also not the role that is called system administrator: who holds the keys of systems is named one by one."""
    world, doors = given_world(), every_door()
    before = state_of_all()
    people = [make_user(), make_user(kind="organisation"), make_staff(is_staff=True)]
    for role in Role:
        officer = make_staff()
        StaffRole.objects.create(user=officer, unit=world.ward.office, role=role, valid_from="2025-07-01")
        people.append(officer)
    for person in people:
        browser = Client()
        browser.force_login(person)
        answers = {browser.get(doors["clients"]).status_code, browser.post(doors["receiver-add"]).status_code}
        assert answers == {403}, person
    for address in doors.values():
        assert (browser.get(address).status_code, browser.post(address).status_code) == (403, 403), address
    assert state_of_all() == before


def test_strangers_are_led_to_sign_in_and_their_forms_do_nothing() -> None:
    doors = every_door()
    before = state_of_all()
    for address in doors.values():
        for answer in (Client().get(address), Client().post(address)):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/tai-khoan/login/")
    assert state_of_all() == before


def test_only_what_is_sent_acts_and_never_from_another_site() -> None:
    doors = every_door()
    before = state_of_all()
    admin = administrator()
    for name, address in doors.items():
        assert admin.get(address).status_code == (405 if name in POST_ONLY else 200), name
    assert state_of_all() == before

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(User.objects.get(is_superuser=True))
    for address in (doors["client-close"], doors["receiver-stop"], doors["receiver-rotate"], doors["client-secret"]):
        assert careful.post(address).status_code == 403
    assert state_of_all() == before


def test_what_is_not_there_is_not_found(admin: Client) -> None:
    for name in (*CLIENT_DOORS, *RECEIVER_DOORS):
        address = reverse(f"doors:{name}", args=[4_000_000])
        assert admin.post(address).status_code in {404, 405}, name
        assert admin.get(address).status_code in {404, 405}, name
    # an application that is no client of ours (made by hand in the admin site) has no page here
    foreign = Application.objects.create(
        client_type=Application.CLIENT_CONFIDENTIAL, authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS
    )
    assert admin.get(reverse("doors:client", args=[foreign.pk])).status_code == 404


# -- in which words


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_speaks_the_language_of_its_reader(admin: Client, language: str) -> None:
    admin.cookies["django_language"] = language
    heard: list[str] = []

    def hear(page: Any) -> None:
        html = words_on(page)
        assert (page.status_code, f'<html lang="{language}"' in html) == (200, True)
        names = ["thành phố hồ chí minh", "cao xuân trường", "cổng quốc gia"]
        heard.extend(vietnamese_on(html, names) if language == "en" else english_on(html))

    for name in LISTS:
        hear(admin.get(reverse(f"doors:{name}")))
    hear(admin.post(reverse("doors:client-add"), {}))
    hear(admin.post(reverse("doors:receiver-add"), {"url": "http://example.vn/", "events": ["wrong"]}))
    doors = every_door()
    close(Application.objects.get())
    WebhookSubscription.objects.update(is_active=False, former_secret="x", former_until=timezone.now().replace(2099))
    for name, address in doors.items():
        if name not in POST_ONLY:
            hear(admin.get(address))
    for name in ("client-secret", "client-open", "client-close", "receiver-rotate", "receiver-resume", "receiver-stop"):
        hear(admin.post(doors[name], follow=True))
    assert heard == []


def test_hostile_text_is_shown_as_text_and_typed_text_is_kept(admin: Client) -> None:
    admin.post(reverse("doors:client-add"), {"name": f"  {HOSTILE} ", "scopes": ["dossiers:read"]})
    client = Application.objects.get()
    hook = receiver(audience=HOSTILE[:40], url=f"https://example.vn/?a={HOSTILE}")
    message(hook, payload={}, state=State.DEAD, last_error=HOSTILE)
    for address in (
        *(reverse(f"doors:{name}") for name in ("clients", "receivers")),
        *(reverse(f"doors:{name}", args=[client.pk]) for name in CLIENT_DOORS),
        *(reverse(f"doors:{name}", args=[hook.pk]) for name in RECEIVER_DOORS if name not in POST_ONLY),
    ):
        page = words_on(admin.get(address))
        assert "onerror" in page and "<img src=x" not in page, address

    again = words_on(admin.post(reverse("doors:client-add"), {"name": HOSTILE, "scopes": ["everything"]}))
    assert "&lt;img src=x" in again and "<img src=x" not in again
    again = words_on(
        admin.post(reverse("doors:receiver-add"), {"url": "ftp://example.vn/", "unit": "H29", "events": [PAID]})
    )
    assert 'value="ftp://example.vn/"' in again and 'value="H29"' in again and "checked" in again
    assert (Application.objects.count(), WebhookSubscription.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        {"scopes": ["dossiers:read"]},
        {"name": "   ", "scopes": ["dossiers:read"]},
        {"name": "A" * 101, "scopes": ["dossiers:read"]},
        {"name": "A"},
        {"name": "A", "scopes": []},
        {"name": "A", "scopes": ["dossiers:read", "everything"]},
    ],
)
def test_a_client_needs_a_name_and_scopes_that_are(admin: Client, typed: dict[str, Any]) -> None:
    page = words_on(admin.post(reverse("doors:client-add"), typed))
    assert "govuk-error-summary" in page and "govuk-error-message" in page
    assert not Application.objects.exists()


def test_the_lists_cost_the_same_for_many_and_show_the_newest_first(admin: Client) -> None:
    costs = []
    for count in (1, 8):
        for number in range(count):
            register_client(f"Hệ thống {count}-{number}", ["dossiers:read"])
            receiver(url=f"https://nhan-{count}-{number}.example/")
        for name, newest in (("clients", f"Hệ thống {count}-{count - 1}"), ("receivers", f"nhan-{count}-{count - 1}")):
            with CaptureQueriesContext(connection) as queries:
                page = words_on(admin.get(reverse(f"doors:{name}")))
            costs.append(len(queries))
            assert page.index(newest) == min(page.index(one) for one in re.findall(r"Hệ thống \d-\d|nhan-\d-\d", page))
    assert costs[:2] == costs[2:]


# -- a secret


def made_client(admin: Client) -> tuple[str, str]:
    answer = admin.post(reverse("doors:client-add"), {"name": "Kho dữ liệu", "scopes": ["dossiers:read"]})
    return answer.headers["Location"], secret_on(admin.get(answer.headers["Location"]))


def test_a_secret_waits_for_its_own_page_in_the_session_of_who_asked(admin: Client) -> None:
    other = administrator("khac@example.vn")
    where = admin.post(
        reverse("doors:receiver-add"), {"url": "https://example.vn/hook", "events": [PAID], "unit": ""}
    ).headers["Location"]
    neighbour = receiver()
    secret = WebhookSubscription.objects.order_by("pk")[0].secret
    client = register_client("Cổng", ["dossiers:read"])[0]

    # other pages, other people, and the kept session show nothing
    elsewhere = [reverse("doors:receiver", args=[neighbour.pk]), reverse("doors:client", args=[client.pk]), "/"]
    elsewhere += [reverse("doors:receivers"), f"{where}khoa/"]
    assert not any(secret in words_on(admin.get(address)) for address in elsewhere)
    assert secret not in words_on(other.get(where))
    assert secret not in str(dict(admin.session))

    page = admin.get(where)
    assert (secret_on(page), page.headers["Cache-Control"]) == (secret, "no-store")
    assert secret not in words_on(admin.get(where))
    assert "secret_to_show" not in admin.session


def test_of_a_secret_a_table_keeps_a_hash_or_a_ciphertext_and_a_log_nothing(
    admin: Client, caplog: pytest.LogCaptureFixture
) -> None:
    where, first = made_client(admin)
    admin.post(f"{where}mat-khau/")
    second = secret_on(admin.get(where))
    hook = admin.post(reverse("doors:receiver-add"), {"url": "https://example.vn/hook", "events": [PAID]})
    third = secret_on(admin.get(hook.headers["Location"]))
    admin.post(f"{hook.headers['Location']}khoa/")
    fourth = secret_on(admin.get(hook.headers["Location"]))

    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM oauth2_provider_application")
        kept = str(cursor.fetchall())
        cursor.execute("SELECT secret::text, former_secret::text FROM outbox_webhooksubscription")
        kept += str(cursor.fetchall())
    secrets = {first, second, third, fourth}
    assert len(secrets - {""}) == 4
    for secret in secrets:
        assert secret not in kept
        assert secret not in caplog.text


def test_the_last_of_two_new_secrets_is_shown_and_is_the_one_that_counts(admin: Client) -> None:
    """The form was sent twice: the first of the two was never seen by anybody."""
    where, _first = made_client(admin)
    for _ in range(2):
        assert admin.post(f"{where}mat-khau/").status_code == 302
    shown = secret_on(admin.get(where))
    asked = {"grant_type": "client_credentials", "client_id": Application.objects.get().client_id}
    assert Client().post("/o/token/", {**asked, "client_secret": shown}).status_code == 200


def test_a_secret_that_no_key_opens_any_more_is_shown_to_nobody_and_breaks_no_page(
    admin: Client, settings: LazySettings
) -> None:
    answer = admin.post(reverse("doors:client-add"), {"name": "Kho", "scopes": ["dossiers:read"]})
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    page = admin.get(answer.headers["Location"])
    assert (page.status_code, secret_on(page)) == (200, "")
    # a new one is a click away
    admin.post(f"{answer.headers['Location']}mat-khau/")
    assert secret_on(admin.get(answer.headers["Location"]))
