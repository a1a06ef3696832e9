import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
        ("rounds", "0003_frozen"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deadlines", to="rounds.round"),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("imported", "Dựng từ kết quả đã công bố"),
                            ("preparation", "Chuẩn bị"),
                            ("assessment", "Tự đánh giá"),
                            ("verification", "Thẩm định"),
                            ("reply", "Giải trình, kiến nghị"),
                            ("council", "Hội đồng"),
                            ("approved", "Đã phê duyệt"),
                            ("cancelled", "Đã hủy"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["round", "day"],
                "constraints": [models.UniqueConstraint(fields=("round", "stage"), name="deadline_once_in_stage")],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participants", to="rounds.round"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="organisations.body"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="rounds.rankinggroup",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("name", models.CharField(max_length=300)),
                ("search", models.CharField(editable=False, max_length=300)),
                ("attributes", models.TextField(default="{}")),
                ("standing", models.CharField(blank=True, max_length=10)),
                ("parent", models.CharField(blank=True, max_length=120)),
                ("predecessors", models.TextField(default="[]")),
                ("note", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("drafting", "Đang nhập"), ("signing", "Chờ duyệt"), ("sent", "Đã gửi")],
                        default="drafting",
                        max_length=10,
                    ),
                ),
                ("due", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["round", "position"],
                "indexes": [models.Index(fields=["round", "state"], name="participant_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "body"), name="body_once_in_round"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["drafting", "signing", "sent"])), name="participant_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["", "exempt", "unranked"])), name="participant_standing_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="charges", to="rounds.round"),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[("verify", "Thẩm định"), ("read", "Thẩm định lần hai"), ("supply", "Cung cấp số liệu")],
                        max_length=10,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="charges", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("criterion", models.CharField(blank=True, max_length=120)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="rounds.rankinggroup",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="charges",
                        to="rounds.participant",
                    ),
                ),
            ],
            options={
                "ordering": ["round", "duty", "criterion"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"),
                        models.F("duty"),
                        models.F("person"),
                        models.F("criterion"),
                        django.db.models.functions.comparison.Coalesce("group", 0),
                        django.db.models.functions.comparison.Coalesce("participant", 0),
                        name="charge_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duty__in", ["verify", "read", "supply"])), name="charge_duty_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="rounds.participant"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("imported", "Dựng từ kết quả đã công bố"),
                            ("preparation", "Chuẩn bị"),
                            ("assessment", "Tự đánh giá"),
                            ("verification", "Thẩm định"),
                            ("reply", "Giải trình, kiến nghị"),
                            ("council", "Hội đồng"),
                            ("approved", "Đã phê duyệt"),
                            ("cancelled", "Đã hủy"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["participant", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="extension_has_a_reason")
                ],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="decision",
            field=models.TextField(default="{}"),
        ),
        migrations.AddField(
            model_name="round",
            name="not_sent",
            field=models.CharField(
                choices=[
                    ("zero", "Tính như không có số liệu"),
                    ("last_draft", "Lấy bản nhập gần nhất"),
                    ("unranked", "Không xếp hạng, ghi «không nộp»"),
                ],
                default="unranked",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="previous",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="following", to="rounds.round"
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="public",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="round",
            name="second_reading",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="round",
            name="set_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="rounds.criteriasetversion",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="silence",
            field=models.CharField(
                choices=[("agreed", "Coi như thống nhất"), ("contested", "Đưa ra hội đồng")], default="agreed", max_length=20
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="stage",
            field=models.CharField(
                choices=[
                    ("imported", "Dựng từ kết quả đã công bố"),
                    ("preparation", "Chuẩn bị"),
                    ("assessment", "Tự đánh giá"),
                    ("verification", "Thẩm định"),
                    ("reply", "Giải trình, kiến nghị"),
                    ("council", "Hội đồng"),
                    ("approved", "Đã phê duyệt"),
                    ("cancelled", "Đã hủy"),
                ],
                default="imported",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ["imported", "preparation", "assessment", "verification", "reply", "council", "approved", "cancelled"],
                    )
                ),
                name="round_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage", "imported"), ("set_version__isnull", False), _connector="OR"),
                name="round_run_here_has_a_set",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("not_sent__in", ["zero", "last_draft", "unranked"])), name="round_not_sent_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("silence__in", ["agreed", "contested"])), name="round_silence_known"
            ),
        ),
    ]
