import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("organisations", "0001_initial"),
        ("rounds", "0005_frozen_extensions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="organisations.authority"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=200)),
                ("position", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(default="vi", max_length=5)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "Quản trị"),
                            ("lead", "Cơ quan thường trực"),
                            ("preparer", "Chuyên viên nhập liệu"),
                            ("approver", "Người duyệt của cơ quan"),
                            ("verifier", "Người thẩm định"),
                            ("assistant", "Tổ giúp việc"),
                            ("member", "Thành viên hội đồng"),
                            ("chair", "Chủ tịch hội đồng"),
                            ("approving", "Cấp phê duyệt"),
                            ("observer", "Người theo dõi"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.body",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rounds.round"
                    ),
                ),
                ("ends", models.DateTimeField(blank=True, null=True)),
                ("token", models.CharField(max_length=64, unique=True)),
                ("expires", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("at", models.DateTimeField()),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["authority", "-at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "administrator",
                                    "lead",
                                    "preparer",
                                    "approver",
                                    "verifier",
                                    "assistant",
                                    "member",
                                    "chair",
                                    "approving",
                                    "observer",
                                ],
                            )
                        ),
                        name="invitation_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", False), ("role__in", ["preparer", "approver"])),
                            models.Q(models.Q(("role__in", ["preparer", "approver"]), _negated=True), ("body__isnull", True)),
                            _connector="OR",
                        ),
                        name="invitation_for_a_body_where_the_role_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("token__regex", "^[0-9a-f]{64}$")), name="invitation_token_is_hex"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at__isnull", True), ("person__isnull", True)),
                            models.Q(("accepted_at__isnull", False), ("person__isnull", False), ("withdrawn_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_a_person_or_not",
                    ),
                    models.UniqueConstraint(
                        models.F("authority"),
                        models.F("email"),
                        models.F("role"),
                        django.db.models.functions.comparison.Coalesce("body", 0),
                        django.db.models.functions.comparison.Coalesce("round", 0),
                        condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                        name="invitation_waits_once",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("role"),
                models.F("authority"),
                django.db.models.functions.comparison.Coalesce("body", 0),
                django.db.models.functions.comparison.Coalesce("round", 0),
                condition=models.Q(("ends__isnull", True)),
                name="appointment_without_an_end_once",
            ),
        ),
    ]
