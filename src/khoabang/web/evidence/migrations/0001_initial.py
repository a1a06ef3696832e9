import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
        ("rounds", "0005_frozen_extensions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="organisations.authority"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="organisations.body",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("issued", models.DateField(blank=True, null=True)),
                ("issuer", models.CharField(blank=True, max_length=300)),
                ("summary", models.TextField(blank=True)),
                ("search", models.CharField(editable=False, max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="document_has_a_title"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", False), ("owner__isnull", True)),
                            models.Q(("body__isnull", True), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="document_of_a_body_or_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="links", to="evidence.document"),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="rounds.participant"
                    ),
                ),
                ("indicator", models.CharField(max_length=120)),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("draft", "Tự đánh giá"),
                            ("supplement", "Bổ sung theo yêu cầu"),
                            ("reply", "Giải trình, kiến nghị"),
                            ("visit", "Khảo sát thực tế"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "removed_by",
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
                "ordering": ["participant", "indicator", "id"],
                "indexes": [models.Index(fields=["participant", "indicator"], name="evidence_of_indicator")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("document", "participant", "indicator", "occasion"),
                        name="document_attached_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("occasion__in", ["draft", "supplement", "reply", "visit"])),
                        name="link_occasion_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="link_removed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="evidence.document"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=255)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["document", "number"],
                "indexes": [models.Index(fields=["sha256"], name="revision_sha256")],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="revision_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="revision_number_from_one"),
                    models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="revision_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="revision_sha256_is_hex"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="evidence.revision"
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("body", "Cơ quan được đánh giá"), ("lead", "Cơ quan thường trực")], max_length=4),
                ),
                ("number", models.PositiveIntegerField()),
                ("given", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["revision", "side", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("revision", "side", "number"), name="consent_number_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="consent_number_from_one"),
                    models.CheckConstraint(condition=models.Q(("side__in", ["body", "lead"])), name="consent_side_known"),
                ],
            },
        ),
    ]
