"""A second factor, and whether a password is to be changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The columns of a person's account."""

    dependencies: ClassVar = [("casework", "0003_user_names")]
    operations: ClassVar = [
        migrations.AddField("person", "password_is_given", models.BooleanField(default=False)),
        migrations.AddField("person", "totp_secret", models.TextField(blank=True)),
        migrations.AddField("person", "totp_step", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("person", "recovery_codes", models.TextField(blank=True)),
    ]
