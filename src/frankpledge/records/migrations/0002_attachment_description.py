"""Files are described in a line."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the column; files that are there are not described."""

    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="description",
            field=models.CharField(blank=True, max_length=300, default=""),
            preserve_default=False,
        ),
    ]
