"""E-mail to the hotline: fetched or handed in, each message once; a report, facts, or a line that a person looks at."""
