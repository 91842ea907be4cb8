"""The portal: the site, and what serves every app.

Importing the package makes the Celery application known, so that tasks declared anywhere in the
site publish to our broker.
"""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
