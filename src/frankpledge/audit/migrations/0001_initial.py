import frankpledge.audit.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Head",
            fields=[
                ("stream", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
                ("seal", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                ("subject", models.CharField(max_length=240, primary_key=True, serialize=False)),
                ("key", models.CharField(default=frankpledge.audit.models.new_key, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stream", models.CharField(max_length=120)),
                ("number", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=120)),
                ("action", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=240)),
                ("digest", models.CharField(max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "id"], name="audit_event_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "number"), name="audit_event_once")
                ],
            },
        ),
    ]
