"""A drawn answer is rated in all its five sides: what is missing was taken for kept."""

from django.db import migrations, models

_SIDES = ("checked", "found", "legal_basis", "promise", "tone")
_ALL = (*_SIDES, "rated_at", "rated_by")
_WAITS = dict.fromkeys(_ALL)
_RATED = {f"{name}__isnull": False for name in _ALL} | {f"{name}__range": (1, 5) for name in _SIDES}


class Migration(migrations.Migration):
    """The table holds a few rows a week: looking at them takes no time."""

    dependencies = [("hotline", "0020_samples")]
    operations = [
        migrations.RemoveConstraint(model_name="sample", name="sample_rated_whole"),
        migrations.AddConstraint(
            model_name="sample",
            constraint=models.CheckConstraint(
                condition=models.Q(**_WAITS) | models.Q(**_RATED),
                name="sample_rated_whole",
            ),
        ),
    ]
