"""A vote carries a salt, so that its hash in the log gives away no secret ballot. The column may be empty: the table is not made anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("council", "0003_taken_off_may_come_back")]

    operations = [migrations.AddField("vote", "salt", models.UUIDField(editable=False, null=True))]
