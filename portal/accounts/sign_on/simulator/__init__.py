"""The national portal's sign-on for demonstrations and tests: a site of its own on django-oauth-toolkit.

See docs/decisions: a server that others keep to the standard finds mistakes that one written beside its client shares.
"""
