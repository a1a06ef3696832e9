"""What was read of a document that somebody had audited, and the reports made of it. Nothing says who, from where, or what the file was called.

The hash of the file is kept: it says nothing to whoever has not the file, and lets a result that is kept of it name its very source.
"""

from django.db import models


class AuditedDocument(models.Model):
    """The text that was read, packed; the file itself is not kept. Reports and pictures go when it goes, 30 days after `stored`."""

    content = models.BinaryField()
    size = models.PositiveIntegerField()  # of the content, its pictures and its reports together
    stored = models.DateTimeField(db_index=True)
    file_sha256 = models.CharField(max_length=64, blank=True, default="")  # nothing where a text was pasted

    def __str__(self) -> str:
        return f"audited document {self.pk}"


class AuditedPicture(models.Model):
    """A page that a machine read, as JPEG, so that people can compare; it goes with its document."""

    document = models.ForeignKey(AuditedDocument, on_delete=models.CASCADE, related_name="pictures")
    page = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "page"], name="audited_document_has_a_page_once")]

    def __str__(self) -> str:
        return f"page {self.page} of audited document {self.document_id}"


class AuditReport(models.Model):
    """One run over a document. With anything else said of a table, or another page confirmed, comes another report, so that a link handed
    on never changes what it shows.
    """

    document = models.ForeignKey(AuditedDocument, on_delete=models.CASCADE, related_name="reports")
    token = models.CharField(max_length=64, unique=True)
    is_first = models.BooleanField()
    told = models.JSONField(default=dict)  # what a person said in place of what was inferred: table, `Told.as_plain()`
    criteria_set = models.CharField(max_length=100, blank=True)  # the id of one that ships, which the tables are held against
    confirmed = models.JSONField(default=dict)  # pages read by a machine, as a person confirmed them: page, passages
    content = models.BinaryField()  # what the page shows, packed
    deletion_sha256 = models.CharField(max_length=64)
    deletion_shown_once = models.CharField(max_length=64, blank=True)  # the key itself, until its maker has seen it

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document"], condition=models.Q(is_first=True), name="audited_document_has_one_first_report"
            ),
        ]

    def __str__(self) -> str:
        return f"audit report {self.pk}"
