import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("notices", "0001_initial"),
        ("rounds", "0005_frozen_extensions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReminderDays",
            fields=[
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reminder_days",
                        serialize=False,
                        to="rounds.round",
                    ),
                ),
                ("days", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.AddField(
            model_name="notice",
            name="trouble",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="notice",
            name="try_after",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("mailed_at__isnull", True)), fields=["at"], name="notice_not_mailed"),
        ),
    ]
