"""Staff of a body: a role without rights, which says whose body is one's own."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from khoabang.web import frozen

TABLE = "accounts_appointment"
KEPT = (
    "person_id",
    "role",
    "authority_id",
    "body_id",
    "round_id",
    "starts",
    "delegated_from_id",
    "reason",
    "granted_by_id",
    "granted_at",
)
EARLIER = "OLD.ends IS NULL OR (NEW.ends IS NOT NULL AND NEW.ends <= OLD.ends)"


def freeze(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.freeze_but(schema_editor, TABLE, KEPT, EARLIER)


def thaw(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    frozen.thaw(schema_editor, [TABLE])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_only_ended"),
        ("organisations", "0003_frozen_events"),
        ("rounds", "0009_results_told"),
    ]

    operations = [
        migrations.RunPython(thaw, freeze),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="appointment_role_known",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="appointment_for_a_body_where_the_role_is",
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_role_known",
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="invitation_for_a_body_where_the_role_is",
        ),
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.CharField(
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
                    ("staff", "Cán bộ của cơ quan"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(
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
                    ("staff", "Cán bộ của cơ quan"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
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
                            "staff",
                        ],
                    )
                ),
                name="appointment_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__isnull", False), ("role__in", ["preparer", "approver", "staff"])),
                    models.Q(models.Q(("role__in", ["preparer", "approver", "staff"]), _negated=True), ("body__isnull", True)),
                    _connector="OR",
                ),
                name="appointment_for_a_body_where_the_role_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
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
                            "staff",
                        ],
                    )
                ),
                name="invitation_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__isnull", False), ("role__in", ["preparer", "approver", "staff"])),
                    models.Q(models.Q(("role__in", ["preparer", "approver", "staff"]), _negated=True), ("body__isnull", True)),
                    _connector="OR",
                ),
                name="invitation_for_a_body_where_the_role_is",
            ),
        ),
        migrations.RunPython(freeze, thaw),
    ]
