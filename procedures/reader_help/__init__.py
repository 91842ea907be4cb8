"""What helps a reader beyond the announcement: what others asked, forms to download. Edited at once, by publishers."""
