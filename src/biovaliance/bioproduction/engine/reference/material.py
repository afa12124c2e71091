"""Patients and their material, in the reference engine."""

from biovaliance.bioproduction.engine.reference.capacity import Units
from biovaliance.bioproduction.engine.reference.first_draws import First

WAITING, RUNNING, PAUSED, DONE = range(4)


class Patient:
    """Somebody for whom something is made."""

    __slots__ = (
        *("active", "alive", "arrived", "conforms", "group", "is_out", "joins", "key", "lasts", "number"),
        *("shares", "started", "tokens", "visits", "wait"),
    )

    def __init__(self, number: int, first: First, arrived: float, steps: int) -> None:
        self.number = number
        self.key, self.lasts, self.shares = first  # see `first_draws`
        self.arrived = arrived
        self.wait = 0.0
        self.visits = [0] * steps  # how often it came to each operation
        self.tokens: dict[int, Token] = {}  # where its material is
        self.joins: dict[int, set[int]] = {}  # what is done of what an operation needs
        self.active = 0  # how much of its material the dose waits for
        self.alive = True
        self.is_out = False  # released; tests that do not gate the release may go on
        self.conforms = True
        self.started = False
        self.group = -1


class Token:
    """The material of a patient at one operation."""

    __slots__ = (
        *("attempt", "duration", "ends", "event", "gone", "kept", "members", "order", "patient", "ready"),
        *("state", "step", "taken", "turn"),
    )

    def __init__(
        self, patient: Patient, step: int, attempt: int, ready: float, duration: float, order: int
    ) -> None:
        self.patient = patient
        self.step = step
        self.attempt = attempt
        self.ready = ready
        self.duration = duration
        self.order = order
        self.state = WAITING
        self.gone = False  # the patient was lost meanwhile; the work goes on to its end for nothing
        self.kept: Units = ()  # units of the operation before, where the material has nowhere to go
        self.taken: Units = ()
        self.members: list[Token] = []  # the others of its batch
        self.ends = 0.0  # when it ends; while interrupted, how much is left
        self.event = -1  # the number of the event that ends it
        self.turn = 0
