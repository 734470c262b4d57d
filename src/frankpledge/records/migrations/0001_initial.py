import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("register", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=120)),
                ("series", models.CharField(blank=True, max_length=80)),
                ("number", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=80)),
                ("values", models.JSONField(default=dict)),
                ("withheld", models.JSONField(default=dict)),
                ("day", models.DateField(null=True)),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["register", "state"], name="records_by_state"),
                    models.Index(fields=["register", "day", "series", "number"], name="records_in_order"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("register", "key"), name="records_key_once"),
                    models.UniqueConstraint(
                        fields=("register", "series", "number"), name="records_number_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=80)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="records.record"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="backlinks",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "field", "target"), name="records_link_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=160)),
                ("type", models.CharField(max_length=100)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("published", models.BooleanField(default=False)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number"), name="records_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=80)),
                ("values", models.JSONField(default=dict)),
                ("withheld", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                ("detail", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="version", to="audit.event"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="records.record",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record", "number"), name="records_version_once")
                ],
            },
        ),
    ]
