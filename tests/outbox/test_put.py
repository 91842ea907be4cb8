"""Messages are written with the change they speak of, and once."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from portal.outbox.drivers.registry import UnknownChannel
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import NotInTransaction, put
from tests.outbox.factories import RecordingDriver

PAYLOAD = {"text": "Nguyễn Thị Bí Mật"}


@pytest.mark.django_db
def test_the_same_key_again_is_the_same_message(driver: RecordingDriver) -> None:
    first, second = put("test", "a", PAYLOAD, "1"), put("test", "a", {"text": "khác"}, "1")
    assert first.pk == second.pk
    assert OutboxMessage.objects.get().payload == PAYLOAD


@pytest.mark.django_db
def test_the_content_stands_encrypted(driver: RecordingDriver) -> None:
    put("test", "a", PAYLOAD, "1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM outbox_outboxmessage")
        assert "Bí Mật" not in str(cursor.fetchone())


@pytest.mark.django_db
def test_an_unknown_channel_is_refused_before_anything_is_written() -> None:
    with pytest.raises(UnknownChannel):
        put("pigeon", "a", PAYLOAD, "1")
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_of_a_transaction_is_refused(driver: RecordingDriver) -> None:
    with pytest.raises(NotInTransaction):
        put("test", "a", PAYLOAD, "1")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_leaves(driver: RecordingDriver) -> None:
    with transaction.atomic():
        put("test", "a", PAYLOAD, "1")
        transaction.set_rollback(True)
    assert (OutboxMessage.objects.count(), driver.delivered) == (0, [])
