"""The changes that clients of REST follow: tables of their own, so that the log itself is left as it is.

Earlier events are not taken in: a client takes `dossiers/` once and follows from there (docs/api.md).
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION dossiers_note_client_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What was taken over from an older system (dossiers.models.dossier.TAKEN_OVER) belongs to no client.
  INSERT INTO dossiers_clientchange (event_id, client_id)
  SELECT NEW.id, client_id FROM dossiers_dossier
   WHERE id = NEW.dossier_id AND client_id <> '' AND client_id NOT LIKE 'old:%';
  RETURN NULL;
END $$;
CREATE TRIGGER note_client_change AFTER INSERT ON dossiers_event
  FOR EACH ROW EXECUTE FUNCTION dossiers_note_client_change();

-- At commit the first row of a transaction numbers all of its rows; the others find that done.
CREATE FUNCTION dossiers_number_client_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whose varchar[];
BEGIN
  PERFORM 1 FROM dossiers_clientchange WHERE event_id = NEW.event_id AND number IS NULL;
  IF NOT FOUND THEN RETURN NULL; END IF;
  -- Rows without a number that can be seen here are this transaction's own: others commit theirs with one.
  whose := ARRAY(SELECT DISTINCT client_id FROM dossiers_clientchange WHERE number IS NULL ORDER BY client_id);
  INSERT INTO dossiers_clientfeed (client_id, number) SELECT one, 0 FROM unnest(whose) one ON CONFLICT DO NOTHING;
  -- Held until the commit is visible, always in the order of the names: nobody waits in a circle.
  PERFORM 1 FROM dossiers_clientfeed WHERE client_id = ANY (whose) ORDER BY client_id FOR UPDATE;
  UPDATE dossiers_clientchange c SET number = feed.number + ranked.place
    FROM (SELECT event_id, client_id, row_number() OVER (PARTITION BY client_id ORDER BY event_id) AS place
            FROM dossiers_clientchange WHERE number IS NULL) ranked
    JOIN dossiers_clientfeed feed USING (client_id)
   WHERE c.event_id = ranked.event_id;
  UPDATE dossiers_clientfeed feed
     SET number = (SELECT max(c.number) FROM dossiers_clientchange c WHERE c.client_id = feed.client_id)
   WHERE feed.client_id = ANY (whose);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER number_client_changes AFTER INSERT ON dossiers_clientchange
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossiers_number_client_changes();

CREATE FUNCTION dossiers_client_change_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.number IS NULL AND NEW.event_id = OLD.event_id AND NEW.client_id = OLD.client_id
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the changes of clients are append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER client_change_guard BEFORE UPDATE OR DELETE ON dossiers_clientchange
  FOR EACH ROW EXECUTE FUNCTION dossiers_client_change_guard();
"""
UNDO = """
DROP TRIGGER note_client_change ON dossiers_event;
DROP TRIGGER number_client_changes ON dossiers_clientchange;
DROP TRIGGER client_change_guard ON dossiers_clientchange;
DROP FUNCTION dossiers_note_client_change();
DROP FUNCTION dossiers_number_client_changes();
DROP FUNCTION dossiers_client_change_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0035_paper_origins")]
    operations = [
        migrations.CreateModel(
            name="ClientFeed",
            fields=[
                ("client_id", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ClientChange",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="dossiers.event",
                    ),
                ),
                ("client_id", models.CharField(max_length=100)),
                ("number", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("number", None)), fields=["client_id"], name="client_change_unnumbered"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("client_id", "number"), name="client_change_number"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="client_change_from_one"),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
