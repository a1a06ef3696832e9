import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("assessments", "0003_frozen"),
        ("rounds", "0005_frozen_extensions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sittings", to="rounds.round"),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("meeting", "Phiên họp"), ("written", "Lấy ý kiến bằng văn bản")],
                        max_length=10,
                        verbose_name="Hình thức",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Dự kiến"),
                            ("in_session", "Đang tiến hành"),
                            ("closed", "Đã kết thúc"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("day", models.DateField(verbose_name="Ngày")),
                ("hour", models.CharField(blank=True, max_length=20, verbose_name="Giờ")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="Địa điểm")),
                (
                    "leader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Người chủ trì",
                    ),
                ),
                ("secretary", models.CharField(blank=True, max_length=200, verbose_name="Thư ký")),
                ("secret", models.BooleanField(default=False, verbose_name="Bỏ phiếu kín")),
                ("quorum", models.CharField(default="2/3", max_length=20, verbose_name="Số thành viên tối thiểu")),
                ("quorum_reference", models.CharField(blank=True, max_length=500, verbose_name="Căn cứ của số tối thiểu")),
                ("majority", models.CharField(default="1/2", max_length=20, verbose_name="Tỷ lệ phải vượt")),
                (
                    "majority_of",
                    models.CharField(
                        choices=[
                            ("voting", "số phiếu đã chọn một phương án"),
                            ("present", "số thành viên có mặt được biểu quyết"),
                            ("members", "tổng số thành viên được biểu quyết"),
                        ],
                        default="voting",
                        max_length=10,
                        verbose_name="Tính trên",
                    ),
                ),
                ("majority_reference", models.CharField(blank=True, max_length=500, verbose_name="Căn cứ của tỷ lệ")),
                ("remarks", models.TextField(blank=True, verbose_name="Ý kiến chung")),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["round", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "number"), name="sitting_number_once_in_round"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["meeting", "written"])), name="sitting_kind_known"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "in_session", "closed", "cancelled"])),
                        name="sitting_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("majority_of__in", ["voting", "present", "members"])),
                        name="sitting_majority_of_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="items", to="council.sitting"),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="council_items", to="rounds.participant"
                    ),
                ),
                ("indicator", models.CharField(max_length=120)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("contested", "Cơ quan kiến nghị"),
                            ("silent", "Cơ quan không có ý kiến, theo quy định của đợt đưa ra hội đồng"),
                            ("mark", "Điểm do hội đồng cho"),
                            ("added", "Cơ quan thường trực đề nghị"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "ruling",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.ruling",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.reply",
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("discussion", models.TextField(blank=True)),
                ("postponed", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Chưa quyết định"), ("decided", "Đã quyết định"), ("postponed", "Chuyển phiên khác")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["sitting", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("sitting", "number"), name="council_item_number_once"),
                    models.UniqueConstraint(fields=("sitting", "participant", "indicator"), name="council_item_once_in_sitting"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("participant", "indicator"),
                        name="council_item_open_in_one_sitting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["contested", "silent", "mark", "added"])),
                        name="council_item_origin_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "decided", "postponed"])), name="council_item_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", "added"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="council_item_added_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="council.sitting"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("kind", models.CharField(choices=[("chair", "Chủ tịch hội đồng"), ("member", "Thành viên")], max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("office", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ["sitting", "kind", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("sitting", "person"), name="seat_once_in_sitting"),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["chair", "member"])), name="seat_kind_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sitting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="confirmation", to="council.sitting"
                    ),
                ),
                ("minutes", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="confirmation_sha256_is_hex"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Motion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="motions", to="council.item"),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("keep", "Giữ kết quả thẩm định"),
                            ("body", "Chấp nhận đề nghị của cơ quan"),
                            ("other", "Giá trị khác"),
                        ],
                        max_length=10,
                    ),
                ),
                ("values", models.TextField(default="{}")),
                ("not_applicable", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["item", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "number"), name="motion_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "other"), _negated=True), fields=("item", "kind"), name="motion_kind_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("kind__in", ["keep", "body", "other"])), name="motion_kind_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="council.item"),
                ),
                (
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="council.seat"),
                ),
                ("own_body", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["item", "seat"],
                "constraints": [
                    models.UniqueConstraint(fields=("item", "seat"), name="recusal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("own_body", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="recusal_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seat",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="council.seat"),
                ),
                ("present", models.BooleanField()),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["seat", "id"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="council.item"),
                ),
                ("motion", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="council.motion")),
                (
                    "ruling",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="council_decision", to="assessments.ruling"
                    ),
                ),
                ("casting", models.BooleanField(default=False)),
                ("tally", models.TextField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["item"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="decision_has_a_reason")
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="council.item")),
                ("seat", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="council.seat")),
                ("number", models.PositiveIntegerField()),
                (
                    "motion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="council.motion",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["item", "seat", "number"],
                "constraints": [models.UniqueConstraint(fields=("item", "seat", "number"), name="vote_number_once")],
            },
        ),
    ]
