import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rounds", "0009_results_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="rounds.participant"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="plan_version_from_one")],
            },
        ),
        migrations.CreateModel(
            name="Progress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("task", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("transition", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Chưa làm"),
                            ("doing", "Đang làm"),
                            ("done", "Đã xong"),
                            ("dropped", "Thôi không làm"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="progress", to="rounds.participant"
                    ),
                ),
            ],
            options={
                "ordering": ["participant", "task", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "task", "number"), name="progress_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="progress_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "doing", "done", "dropped"])), name="progress_state_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sent_plans", to="rounds.participant"
                    ),
                ),
            ],
            options={
                "ordering": ["participant", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "number"), name="sent_plan_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="sent_plan_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="sent_plan_sha256_is_hex"
                    ),
                ],
            },
        ),
    ]
