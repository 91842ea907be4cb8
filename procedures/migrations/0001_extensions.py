"""Extensions that the catalogue stands on, and the accent-free form of a text for indexes."""

from __future__ import annotations

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent() is only STABLE because its dictionary may be replaced; ours is pinned by name, so an
# index over it stays true. The schema is found at run time: extensions need not live in public.
CREATE_PLAIN = """
DO $do$
DECLARE home text;
BEGIN
  SELECT quote_ident(n.nspname) INTO home
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent';
  EXECUTE format(
    'CREATE OR REPLACE FUNCTION procedures_plain(words text) RETURNS text
       LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
       $fn$ SELECT lower(%1$s.unaccent(''%1$s.unaccent''::regdictionary, words)) $fn$', home);
END
$do$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREATE_PLAIN, "DROP FUNCTION procedures_plain(text)"),
    ]
