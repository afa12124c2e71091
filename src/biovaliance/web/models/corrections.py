"""What visitors say is wrong: kept until the team has dealt with it, at most a year."""

from django.db import models


class CorrectionRow(models.Model):
    """A visitor's suggestion on one thing; the e-mail address is optional and serves the answer only."""

    entity_key = models.CharField(max_length=140)
    message = models.TextField()
    source_address = models.URLField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField(auto_now_add=True)
    sender_digest = models.CharField(max_length=64)

    class Meta:
        db_table = "correction"
        indexes = [models.Index(fields=["sender_digest", "created_at"], name="correction_sender")]

    def __str__(self) -> str:
        return f"{self.entity_key}: {self.message[:60]}"
