import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("rounds", "0006_settled"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="rounds.participant"
                    ),
                ),
                ("indicators", models.TextField(default="[]")),
                ("day", models.DateField()),
                ("purpose", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Đã lên lịch"), ("held", "Đã khảo sát"), ("called_off", "Đã hủy")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["day", "id"],
                "indexes": [models.Index(fields=["participant", "state"], name="visit_of_body")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "held", "called_off"])), name="visit_state_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("purpose", ""), _negated=True), name="visit_has_a_purpose"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "called_off"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_called_off_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="verification.visit"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("attending", models.TextField()),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["visit", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "number"), name="minutes_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="minutes_number_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("text", ""), _negated=True), models.Q(("attending", ""), _negated=True)),
                        name="minutes_not_empty",
                    ),
                ],
            },
        ),
    ]
