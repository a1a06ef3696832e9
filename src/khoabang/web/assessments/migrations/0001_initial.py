import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("rounds", "0003_frozen"),
        ("rounds", "0004_run_here"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="rounds.participant"
                    ),
                ),
                ("indicator", models.CharField(max_length=120)),
                ("values", models.TextField(default="{}")),
                ("not_applicable", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["participant", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "indicator"), name="draft_once_for_indicator"),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="draft_version_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handovers", to="rounds.participant"
                    ),
                ),
                ("indicator", models.CharField(max_length=120)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("day", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("participant", "indicator"), name="handover_once_for_indicator")],
            },
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rulings", to="rounds.participant"
                    ),
                ),
                ("indicator", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("verification", "Thẩm định"),
                            ("second_reading", "Thẩm định lần hai"),
                            ("appeal", "Xem xét kiến nghị"),
                            ("council", "Hội đồng"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("accepted", "Chấp nhận"), ("changed", "Điều chỉnh"), ("supplement", "Yêu cầu bổ sung")],
                        max_length=20,
                    ),
                ),
                ("values", models.TextField(default="{}")),
                ("not_applicable", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("due", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["participant", "indicator", "number"],
                "indexes": [models.Index(fields=["indicator", "participant", "number"], name="ruling_of_indicator")],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "indicator", "number"), name="ruling_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["verification", "second_reading", "appeal", "council"])),
                        name="ruling_step_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["accepted", "changed", "supplement"])), name="ruling_outcome_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", "accepted"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="ruling_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "supplement"), _negated=True), ("due__isnull", False), _connector="OR"
                        ),
                        name="ruling_supplement_is_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="rounds.participant"
                    ),
                ),
                ("indicator", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("values", models.TextField()),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["participant", "indicator", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "indicator", "number"), name="source_figure_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="source_figure_number_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="approval", to="rounds.round"),
                ),
                ("answers", models.TextField()),
                ("answers_sha256", models.CharField(max_length=64)),
                ("set_sha256", models.CharField(max_length=64)),
                ("document", models.TextField()),
                ("document_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="rounds.participant"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("signed", models.BooleanField(default=True)),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["participant", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "number"), name="claim_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="claim_number_from_one"),
                    models.CheckConstraint(condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="claim_sha256_is_hex"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "claim",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="assessments.claim"),
                ),
                ("indicator", models.CharField(max_length=120)),
                ("values", models.TextField()),
                ("not_applicable", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("evidence", models.TextField(default="[]")),
            ],
            options={
                "ordering": ["claim", "id"],
                "indexes": [models.Index(fields=["indicator", "claim"], name="claim_item_of_indicator")],
                "constraints": [models.UniqueConstraint(fields=("claim", "indicator"), name="claim_item_once")],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ruling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reply", to="assessments.ruling"
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[("agreed", "Thống nhất"), ("contested", "Kiến nghị xem xét lại"), ("silent", "Không có ý kiến")],
                        max_length=10,
                    ),
                ),
                ("values", models.TextField(default="{}")),
                ("grounds", models.TextField(blank=True)),
                ("evidence", models.TextField(default="[]")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["ruling"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__in", ["agreed", "contested", "silent"])), name="reply_position_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", "contested"), _negated=True),
                            models.Q(("grounds", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reply_contested_has_grounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ruling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supplement", to="assessments.ruling"
                    ),
                ),
                ("values", models.TextField(default="{}")),
                ("note", models.TextField()),
                ("evidence", models.TextField(default="[]")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="assessments.claim"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
