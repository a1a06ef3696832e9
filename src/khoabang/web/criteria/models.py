"""What was uploaded, with what was found in it; and whose a frozen version is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from khoabang.web.frozen import Frozen
from khoabang.web.organisations.models import Authority
from khoabang.web.rounds.models import CriteriaSetVersion


class SetUpload(Frozen):
    """One file of a criteria set as it was uploaded. Another state of the set is another upload; what was wrong with the first stays."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="set_uploads")
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    document = models.TextField(blank=True)  # the set as plain JSON; blank where the file cannot be read as one
    problems = models.TextField(default="[]")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="set_upload_sha256_is_hex")]

    def __str__(self) -> str:
        return self.file_name


class OwnVersion(Frozen):
    """A version that an authority froze: until a round that uses it is public, nobody else sees it."""

    version = models.OneToOneField(CriteriaSetVersion, on_delete=models.PROTECT, related_name="own")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="own_versions")
    upload = models.OneToOneField(SetUpload, on_delete=models.PROTECT, related_name="frozen")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.version)
