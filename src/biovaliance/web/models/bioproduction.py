"""Scenarios that visitors keep, and the runs made of them."""

import json
from typing import Any

from django.db import models


class JsonText(models.TextField):
    """JSON as it was written: PostgreSQL's own type would put the operations of a line into another order."""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Return the values of a text of the database."""
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        """Return the text that is kept."""
        return None if value is None else json.dumps(value, ensure_ascii=False, allow_nan=False)


class ScenarioRow(models.Model):
    """The text of a scenario, named by its own digest: it never changes, so a link to it stays true."""

    key = models.CharField(max_length=24, unique=True)
    text = models.TextField()
    name = models.CharField(max_length=200)
    begun_from = models.CharField(max_length=80, blank=True)
    """The process of the library or the scenario it was made from."""
    created_at = models.DateTimeField(auto_now_add=True)
    sender_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "scenario"
        indexes = [models.Index(fields=["sender_digest", "created_at"], name="scenario_sender")]

    def __str__(self) -> str:
        return f"{self.key}: {self.name}"


class RunState(models.TextChoices):
    """Where a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    """By whoever asked for it, or by the limit of time; what was finished is kept."""
    FAILED = "failed"
    """By a limit before anything was finished, or by a refusal; `problem` says which."""


class RunRow(models.Model):
    """A run of a scenario, named by all that decides its result: the same question is worked out once."""

    key = models.CharField(max_length=24, unique=True)
    scenario = models.ForeignKey(ScenarioRow, on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(max_length=20)
    settings = models.JSONField()
    """What was asked, seed included, as JSON values."""
    versions = models.JSONField()
    """Of the software and of the tables it read."""
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    is_asked_to_stop = models.BooleanField(default=False)
    result = JsonText(null=True)
    """What came out; None again once it is too old to be kept."""
    trace = models.BinaryField(null=True)
    """The events of the first replication as CSV, pressed by zlib; None where they are too many."""
    problem = models.JSONField(null=True)
    """Why it failed or was cut short: a `code`, and the values its sentence needs."""
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sender_digest = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often a worker took it up."""
    worker = models.CharField(max_length=80, blank=True)
    """Who works it out."""
    beat_at = models.DateTimeField(null=True)
    """When that worker last said that it is alive."""

    class Meta:
        db_table = "run"
        indexes = [
            models.Index(fields=["state", "asked_at"], name="run_queue"),
            models.Index(fields=["sender_digest", "asked_at"], name="run_sender"),
            models.Index(fields=["scenario", "-asked_at"], name="run_scenario"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.kind}, {self.state}"
