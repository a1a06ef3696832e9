"""Somebody may be invited to a role that begins later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_staff")]

    operations = [
        migrations.AddField(model_name="invitation", name="starts", field=models.DateTimeField(blank=True, null=True)),
    ]
