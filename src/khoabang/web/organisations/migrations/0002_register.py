import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BodyAttribute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attributes", to="organisations.body"
                    ),
                ),
                ("code", models.CharField(max_length=80)),
                ("value", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["body", "code", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="bodyattribute_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("withdrawn", False)),
                        fields=("body", "code"),
                        name="body_attribute_has_one_value",
                    ),
                    models.CheckConstraint(condition=models.Q(("value", ""), _negated=True), name="body_attribute_not_empty"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BodyParent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parents", to="organisations.body"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="children", to="organisations.body"
                    ),
                ),
            ],
            options={
                "ordering": ["body", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="bodyparent_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True), ("withdrawn", False)),
                        fields=("body",),
                        name="body_has_one_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("body", models.F("parent")), _negated=True), name="body_is_not_its_own_parent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="organisations.authority"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "Thành lập"),
                            ("close", "Chấm dứt hoạt động"),
                            ("rename", "Đổi tên"),
                            ("transfer", "Chuyển cơ quan cấp trên"),
                            ("merge", "Sáp nhập, hợp nhất"),
                            ("split", "Chia, tách"),
                            ("reorganise", "Sắp xếp lại nhiều cơ quan"),
                            ("undo", "Hoàn tác"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("decision_type", models.CharField(blank=True, max_length=100)),
                ("decision_number", models.CharField(blank=True, max_length=100)),
                ("decision_date", models.DateField(blank=True, null=True)),
                ("decision_issuer", models.CharField(blank=True, max_length=300)),
                ("decision_title", models.CharField(blank=True, max_length=1000)),
                ("note", models.TextField(blank=True)),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="organisations.event",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded", models.DateTimeField()),
            ],
            options={
                "ordering": ["authority", "-day", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["open", "close", "rename", "transfer", "merge", "split", "reorganise", "undo"])
                        ),
                        name="event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "undo"), ("undoes__isnull", False)),
                            models.Q(models.Q(("kind", "undo"), _negated=True), ("undoes__isnull", True)),
                            _connector="OR",
                        ),
                        name="event_undoes_where_it_is_an_undo",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "undo"),
                            models.Q(
                                models.Q(("decision_number", ""), _negated=True),
                                models.Q(("decision_type", ""), _negated=True),
                                ("decision_date__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="event_cites_a_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Level",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="organisations.authority"
                    ),
                ),
                ("code", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["authority", "position", "code"],
                "constraints": [models.UniqueConstraint(fields=("authority", "code"), name="level_code_once_in_authority")],
            },
        ),
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="organisations.authority"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("since", models.DateField(blank=True, null=True)),
                ("entries", models.TextField()),
                ("warnings", models.TextField(default="[]")),
                ("fingerprint", models.CharField(max_length=64)),
                ("read", models.DateTimeField()),
                ("applied", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["authority", "-read"],
            },
        ),
        migrations.CreateModel(
            name="EventChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="organisations.event"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="event_changes", to="organisations.body"
                    ),
                ),
                ("fact", models.CharField(max_length=20)),
                ("old", models.CharField(blank=True, max_length=300)),
                ("new", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["event", "id"],
                "constraints": [models.UniqueConstraint(fields=("event", "body", "fact"), name="event_changes_a_fact_once")],
            },
        ),
        migrations.CreateModel(
            name="EventLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="organisations.event"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="went_to",
                        to="organisations.body",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_from",
                        to="organisations.body",
                    ),
                ),
                (
                    "share",
                    models.CharField(
                        blank=True, choices=[("whole", "toàn bộ"), ("main", "phần chính"), ("part", "một phần")], max_length=10
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["event", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "before", "after"), name="event_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("before__isnull", False), ("after__isnull", False), _connector="OR"),
                        name="event_line_has_a_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__in", ["", "whole", "main", "part"])), name="event_line_share_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Kind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kinds", to="organisations.authority"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kinds", to="organisations.level"
                    ),
                ),
                ("code", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["authority", "level__position", "position", "code"],
                "constraints": [models.UniqueConstraint(fields=("authority", "code"), name="kind_code_once_in_authority")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="bodyname",
            name="body_name_once_from_a_date",
        ),
        migrations.RemoveConstraint(
            model_name="bodyname",
            name="body_name_once_without_a_date",
        ),
        migrations.AddField(
            model_name="body",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="bodyname",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="bodyname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn", False)), fields=("body", "name", "valid_from"), name="body_name_once_from_a_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_from__isnull", True), ("withdrawn", False)),
                fields=("body", "name"),
                name="body_name_once_without_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyname",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "official"), ("valid_to__isnull", True), ("withdrawn", False)),
                fields=("body",),
                name="body_has_one_official_name",
            ),
        ),
        migrations.AddField(
            model_name="body",
            name="kind",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="bodies", to="organisations.kind"
            ),
        ),
    ]
