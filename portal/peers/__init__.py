"""Connections with other systems beside the national portal: the post office, civil status, land, document exchange."""
