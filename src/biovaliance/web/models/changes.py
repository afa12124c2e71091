"""What each snapshot changed: kept from load to load, so that a feed does not forget."""

from django.db import models

from biovaliance.foundation.languages import Text


class ChangeRow(models.Model):
    """One change of one thing, as a view sees it; `position` keeps the order of the snapshot."""

    snapshot = models.CharField(max_length=40)
    built_at = models.DateTimeField()
    view = models.CharField(max_length=10)
    position = models.IntegerField()
    code = models.CharField(max_length=20)
    key = models.CharField(max_length=140)
    kind = models.CharField(max_length=20)
    title_en = models.CharField(max_length=400)
    title_fr = models.CharField(max_length=400)
    field = models.CharField(max_length=40, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    other_key = models.CharField(max_length=140, blank=True)
    other_en = models.CharField(max_length=400, blank=True)
    other_fr = models.CharField(max_length=400, blank=True)
    evidence = models.JSONField()

    class Meta:
        db_table = "change"
        constraints = [
            models.UniqueConstraint(fields=["view", "snapshot", "position"], name="change_position")
        ]
        indexes = [models.Index(fields=["view", "-built_at", "position"], name="change_list")]

    def __str__(self) -> str:
        return f"{self.code} {self.key}"

    @property
    def title(self) -> Text:
        """The name of the thing in each language."""
        return Text(self.title_en, self.title_fr)

    @property
    def other(self) -> Text:
        """The name of the other thing in each language."""
        return Text(self.other_en, self.other_fr)
