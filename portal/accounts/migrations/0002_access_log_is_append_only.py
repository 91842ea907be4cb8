"""Let nobody change or take away what the access log says, not even through the ORM."""

from __future__ import annotations

from django.db import migrations

FORBID = """
CREATE FUNCTION accounts_accesslogentry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER accounts_accesslogentry_append_only BEFORE UPDATE OR DELETE ON accounts_accesslogentry
    FOR EACH ROW EXECUTE FUNCTION accounts_accesslogentry_is_append_only();
"""

ALLOW = """
DROP TRIGGER accounts_accesslogentry_append_only ON accounts_accesslogentry;
DROP FUNCTION accounts_accesslogentry_is_append_only();
"""


class Migration(migrations.Migration):
    """A trigger on the access log."""

    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
