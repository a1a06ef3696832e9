import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisations", "0003_frozen_events"),
        ("rounds", "0009_results_told"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ErrorReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True)),
                ("group", models.CharField(blank=True, max_length=120)),
                ("body", models.CharField(blank=True, max_length=120)),
                ("criterion", models.CharField(blank=True, max_length=120)),
                (
                    "part",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Cả dòng, hoặc điều khác"),
                            ("rank", "Hạng"),
                            ("points", "Điểm"),
                            ("index", "Chỉ số"),
                            ("class", "Xếp loại"),
                        ],
                        max_length=10,
                    ),
                ),
                ("shown", models.CharField(blank=True, max_length=200)),
                ("words_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="error_reports", to="rounds.result"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="contact",
                        serialize=False,
                        to="error_reports.errorreport",
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("language", models.CharField(max_length=5)),
                ("told", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("try_after", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("transition", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Đã nhận"),
                            ("examining", "Đang xem xét"),
                            ("answered", "Đã trả lời"),
                            ("corrected", "Đã đính chính"),
                            ("set_aside", "Không xem xét"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("upheld", "Báo đúng"), ("partly", "Đúng một phần"), ("not_upheld", "Số liệu không sai")],
                        max_length=20,
                    ),
                ),
                ("reply", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("shows_words", models.BooleanField(default=False)),
                ("edition", models.PositiveIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.authority"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="error_reports.errorreport"
                    ),
                ),
            ],
            options={
                "ordering": ["report", "number"],
            },
        ),
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="error_reports.errorreport",
                    ),
                ),
                ("wrong", models.TextField()),
                ("should_be", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
                ("salt", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wrong", ""), _negated=True), name="error_report_says_what_is_wrong"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="errorreport",
            index=models.Index(fields=["result", "-at"], name="error_report_of_result"),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["", "rank", "points", "index", "class"])), name="error_report_part_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", ""), models.Q(("group", ""), _negated=True), _connector="OR"),
                name="error_report_body_in_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="errorreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("criterion", ""), models.Q(("group", ""), _negated=True), _connector="OR"),
                name="error_report_criterion_in_a_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="error_report_step_number_once"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="error_report_step_from_one"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["received", "examining", "answered", "corrected", "set_aside"])),
                name="error_report_step_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["", "upheld", "partly", "not_upheld"])), name="error_report_outcome_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["answered", "corrected"]), _negated=True),
                    models.Q(models.Q(("outcome", ""), _negated=True), models.Q(("reply", ""), _negated=True)),
                    _connector="OR",
                ),
                name="error_report_answered_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "corrected"), _negated=True), ("edition__isnull", False), _connector="OR"),
                name="error_report_corrected_by_an_edition",
            ),
        ),
    ]
