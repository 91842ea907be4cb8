"""Find what happened in one month without reading the archive: rows come in the order of their moments."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hotline", "0018_root_causes")]
    operations = [
        AddIndexConcurrently(model_name="answer", index=BrinIndex(fields=["sent_at"], name="answer_sent")),
        AddIndexConcurrently(model_name="ticketevent", index=BrinIndex(fields=["at"], name="ticket_event_at")),
    ]
