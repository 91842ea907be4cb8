"""The code under which a system that files for others knows a report; what it told stays as it told it."""

from django.db import migrations, models

STAYS = """
CREATE FUNCTION hotline_ticket_reference_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.client_reference IS DISTINCT FROM OLD.client_reference THEN
        RAISE EXCEPTION 'what was told to the hotline cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_ticket_reference_stays BEFORE UPDATE OF client_reference ON hotline_ticket
    FOR EACH ROW EXECUTE FUNCTION hotline_ticket_reference_stays();
"""
FREE = "DROP TRIGGER hotline_ticket_reference_stays ON hotline_ticket; DROP FUNCTION hotline_ticket_reference_stays();"


class Migration(migrations.Migration):
    """A column that old code need not know."""

    dependencies = [("hotline", "0011_wallboard")]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="client_reference",
            field=models.CharField(blank=True, db_default="", max_length=100, verbose_name="Mã của hệ thống gửi"),
        ),
        migrations.RunSQL(STAYS, FREE),
    ]
