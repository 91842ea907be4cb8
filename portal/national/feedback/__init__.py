"""Questions and reports that people wrote on the national portal: fetched from there, and our answers told to it."""
