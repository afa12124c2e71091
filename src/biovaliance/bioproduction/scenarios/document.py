"""The tables of a scenario and their keys: the one declaration that reading, checking and the JSON schema
share.

Words follow ISA-88: a *process* is made of *operations*, which may be grouped in *unit procedures* and name
their *phases*; what they need at the same time, people, rooms, equipment, are *pools*, declared apart from
the procedure. An operation is the smallest thing that has a time and takes units; its phases say what is done
within it.
"""

from typing import Annotated, Literal

from pydantic import Field

from biovaliance.bioproduction.scenarios.cost_inputs import Costs
from biovaliance.bioproduction.scenarios.distributions import Duration
from biovaliance.bioproduction.scenarios.parameters import (
    FIRST_YEAR,
    LAST_YEAR,
    Amount,
    Days,
    Declared,
    Eur,
    EurPerHour,
    Hours,
    Parameter,
    PerDay,
    Prose,
    Quantity,
    Share,
    ShareBelowOne,
    SomeDays,
    SomePerDay,
    Whole,
    Word,
    Years,
)

MOST_PATIENTS = 10_000_000
MOST_OPERATIONS = 400
MOST_POOLS = 200
END, SCRAP = "end", "scrap"
"""Where `next` may lead beside operations: released, or thrown away."""

Positive = Annotated[Whole, Field(ge=1)]


class Head(Declared):
    """What the scenario is called and how long it runs."""

    name: Word
    """What the scenario is called wherever it is shown; up to 200 characters."""
    description: Prose = ""
    """What it stands for: product, site, what is left out."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    """The currency of its prices by its three letters (ISO 4217): EUR, USD."""
    price_year: Annotated[Whole, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None
    """The year of its prices; costs are told in euros of this year."""
    patients: Annotated[Whole, Field(ge=1, le=MOST_PATIENTS)] | None = None
    """How many patients arrive; without a horizon the run ends when the last has left."""
    horizon_d: Annotated[Parameter, Amount("d", above=0, at_most=365_000)] | None = None
    """The day the run ends; who has not left by then is counted as censored."""
    warm_up_patients: Annotated[Whole, Field(ge=0, le=MOST_PATIENTS)] = 0
    """How many of the first patients are left out of the statistics."""


class Loss(Declared):
    """How patients are lost while they wait: by chance, or after a time."""

    hazard_per_d: PerDay | None = None
    """The chance per day to be lost (exponential)."""
    limit_d: SomeDays | None = None
    """The longest a patient can wait."""
    until: Literal["start", "release"] = "release"
    """Until when: the start of the first operation, or the release of the dose."""


class _Arriving(Declared):
    ineligible_share: ShareBelowOne | None = None
    """The share of arrivals found not eligible, who leave at once."""
    loss: Loss | None = None
    """How patients are lost while they wait."""


class PoissonArrivals(_Arriving):
    """Patients arrive by chance, independently of each other."""

    kind: Literal["poisson"]
    rate_per_d: SomePerDay
    """How many patients arrive a day, on average."""


class IntervalArrivals(_Arriving):
    """Patients arrive at a fixed interval, the first at time 0."""

    kind: Literal["interval"]
    interval_d: SomeDays
    """The days between two patients."""


class ScheduledArrivals(_Arriving):
    """Patients arrive on given days."""

    kind: Literal["schedule"]
    times_d: tuple[Days, ...] = Field(min_length=1, max_length=1_000_000)
    """The days, in order; 0.5 is noon of the first day."""


Arrivals = Annotated[PoissonArrivals | IntervalArrivals | ScheduledArrivals, Field(discriminator="kind")]


class Window(Declared):
    """Hours of work on some days of the week."""

    days: Annotated[str, Field(pattern=r"^[A-Za-z, -]+$")]
    """The days: "Mon-Fri", "Sat", "Mon, Wed"."""
    start: Annotated[str, Field(alias="from", pattern=r"^\d\d:\d\d$")]
    """The hour of opening, "08:00"."""
    end: Annotated[str, Field(alias="to", pattern=r"^\d\d:\d\d$")]
    """The hour of closing, "24:00" for midnight; before the opening it is that of the next day."""


class Calendar(Declared):
    """When a pool works. Time 0 of a run is a Monday, 00:00."""

    name: Word
    """What the calendar is called; pools name it to work by it. No two alike."""
    windows: tuple[Window, ...] = Field(min_length=1, max_length=100)
    """The hours of work by days of the week; outside them the units cannot be taken."""
    closed_d: tuple[Annotated[Whole, Field(ge=0, le=363)], ...] = ()
    """Days without work (holidays): 0 is the first Monday, and the year is taken as 52 weeks."""


class Breakdown(Declared):
    """How units of a pool break and are repaired, each unit on its own."""

    between_h: Duration
    """The time from a repair to the next breakdown."""
    repair_h: Duration
    """The time of a repair, during which the unit cannot be taken."""


class Changeover(Declared):
    """How long a unit takes to be set up for one kind of work after another."""

    before: Annotated[Word, Field(alias="from")]
    """What it last did: the `setup` of an operation, which is its name where none is given."""
    after: Annotated[Word, Field(alias="to")]
    """What it is set up for."""
    changeover_h: Hours
    """How long a unit takes from the one to the other."""


class Pool(Declared):
    """Units that operations take and give back: people, rooms, incubators, isolators."""

    name: Word
    """What the pool is called; operations name it to take its units. No two alike."""
    count: Annotated[Whole, Field(ge=1, le=100_000)]
    """How many units there are; each serves one operation at a time."""
    kind: Literal["staff", "room", "equipment", "storage"] = "equipment"
    """What the units are: people cost labour, rooms cost area, all else costs equipment."""
    calendar: Word | None = None
    """The calendar it works by; without one, always."""
    at_close: Literal["fit", "finish", "interrupt"] = "fit"
    """At the end of a shift: work starts only if it fits before it, is finished after it, or is
    interrupted.
    """
    skills: tuple[Word, ...] = ()
    """What these people can do; an operation asks for a skill, or for the pool."""
    absence_share: ShareBelowOne | None = None
    """The share of units absent on a day, drawn day by day and unit by unit."""
    breakdown: Breakdown | None = None
    """How its units break and are repaired, each on its own; without it they never break."""
    cleaning_h: Hours | None = None
    """Cleaning after each use, during which the unit cannot be taken."""
    changeover_h: Hours | None = None
    """How long a unit takes to be set up for other work than it last did; one that has done none is ready."""
    changeovers: tuple[Changeover, ...] = Field(default=(), max_length=1000)
    """What takes another time than `changeover_h`."""
    campaigns: bool = False
    """Whether, of those of the same priority who wait, who needs no changeover goes first."""
    entry_h: Hours | None = None
    """Airlock and gowning: time added to each operation that takes the pool."""
    concept: Word | None = None
    """The term of the vocabulary it is, by key."""
    room_class: Literal["A", "B", "C", "D", "CNC"] | None = None
    """The class of the room (EU GMP annex 1)."""
    area_m2: Annotated[Parameter, Amount("m2", above=0)] | None = None
    """The area of one unit, built and run at the price of its room class."""
    cost_eur_per_h: EurPerHour | None = None
    """What an hour of one unit costs."""
    price_eur: Eur | None = None
    """What a unit costs to buy."""
    life_years: Years | None = None
    """How long a unit serves before it is bought anew."""


class Failure(Declared):
    """How often an operation fails, and what follows."""

    share: ShareBelowOne
    """The share of runs that fail."""
    then: Word = SCRAP
    """"scrap", "repeat", or the operation to go back to."""
    max_attempts: Positive | None = None
    """After so many runs of the operation a failure is scrap; without it there is no limit."""


class Branch(Declared):
    """One way on from an operation."""

    to: Word
    """The operation that follows, "end" or "scrap"."""
    share: Share
    """The share that goes this way."""


class Test(Declared):
    """What makes an operation a quality test."""

    where: Literal["in-house", "external"] = "in-house"
    """Who does it: this site, or a laboratory outside."""
    gates_release: bool = True
    """Whether the dose waits for its result. If not, the dose is released without it, what hangs on the test
    included; the test goes on, and a failure after the release is counted as a dose found not to conform.
    """
    price_eur: Eur | None = None
    """What one test costs."""


class Operation(Declared):
    """One step of the process."""

    name: Word
    """What the operation is called; what comes after it names it, and results tell by it. No two alike."""
    unit_procedure: Word | None = None
    """The unit procedure it belongs to."""
    phases: tuple[Word, ...] = Field(default=(), max_length=50)
    """What is done within it, one after the other, with all it takes. Told, not timed: what has a time or
    units of its own is an operation.
    """
    concept: Word | None = None
    """The term of the vocabulary it is, by key."""
    duration_h: Duration
    """How long it takes, airlock and gowning apart."""
    pools: dict[Word, Positive] = Field(default_factory=dict)
    """The units it takes at once, by pool."""
    skills: dict[Word, Positive] = Field(default_factory=dict)
    """The people it takes at once, by skill."""
    setup: Word | None = None
    """What its units are set up for; operations with the same word need no changeover between them. Its own
    name where not given.
    """
    priority: Annotated[Whole, Field(ge=-1000, le=1000)] = 0
    """Who goes first where operations wait for the same pool: the higher."""
    hands_on_share: Share | None = None
    """The share of the duration in which people work on it; read by the costs."""
    materials: dict[Word, Quantity] = Field(default_factory=dict)
    """What it uses up, by material."""
    test: Test | None = None
    """What makes it a quality test: where it is done, what it costs, whether release waits for it."""
    after: tuple[Word, ...] | None = None
    """The operations that must all be done before; none ([]): at arrival."""
    next: Annotated[tuple[Branch, ...], Field(min_length=1)] | None = None
    """Where it leads, one way by chance; what is missing to 1 leads to the end."""
    failure: Failure | None = None
    """How often it fails, and what follows; without it, never."""
    max_hold_h: Hours | None = None
    """The longest the material may wait for this operation."""
    at_max_hold: Literal["scrap", "block"] = "scrap"
    """Past it: the material is lost; or it never leaves the operation before, whose pools it keeps
    meanwhile.
    """
    queue_limit: Annotated[Whole, Field(ge=0)] | None = None
    """How many may wait; one who finds the queue full is lost."""
    batch: Annotated[Whole, Field(ge=1, le=10_000)] = 1
    """How many patients or lots are done together."""
    batch_wait_h: Hours | None = None
    """After so long the operation starts with fewer."""
    pooled: bool = False
    """Whether what is done together is one lot from then on."""


class StandingOrder(Declared):
    """Deliveries that come at fixed times, whatever is on hand."""

    packs: Annotated[Parameter, Amount("1", above=0)]
    """The packs of a delivery, rounded up to whole ones."""
    every_d: Annotated[Parameter, Amount("d", at_least=0.01)]
    """The days from one delivery to the next."""
    first_d: Days | None = None
    """The day of the first; where not given, as many days after the beginning as between two."""


class Material(Declared):
    """Something operations use up."""

    name: Word
    """What the material is called; operations name it to use it up. No two alike."""
    unit: Word = "1"
    """What one is: "mL", "bag"."""
    kind: Literal["material", "consumable", "vector"] = "material"
    """The line of the cost it belongs to."""
    price_eur: Eur | None = None
    """The price of one unit."""
    pack_size: Annotated[Parameter, Amount("1", above=0)] | None = None
    """Units in a pack; packs are bought whole."""
    minimum_order: Quantity | None = None
    """The fewest packs in an order."""
    lead_time_d: Days | None = None
    """Days from order to delivery."""
    shelf_life_d: SomeDays | None = None
    """Days until it expires, from its delivery."""
    stock: Quantity | None = None
    """Units on hand at the beginning, all of them fresh. Without it the material never runs out."""
    reorder_point: Quantity | None = None
    """An order is placed when what is on hand and on order, less what those who wait want, is no more than
    this.
    """
    order_up_to: Annotated[Parameter, Amount("1", above=0)] | None = None
    """An order lifts that number to this; without `reorder_point` whatever is asked for is ordered anew.
    Without it, as many minimum orders (or packs) are ordered as lift it above `reorder_point`.
    """
    review_every_d: Annotated[Parameter, Amount("d", at_least=0.01)] | None = None
    """How often it is looked at whether to order, from the beginning on; without it, whenever
    some is asked for or expires.
    """
    standing_order: StandingOrder | None = None
    """Deliveries that come at fixed times, whatever is on hand."""
    supplier: Word | None = None
    """The organisation of the atlas that supplies it, by key."""
    concept: Word | None = None
    """The term of the vocabulary it is, by key."""


class Scenario(Declared):
    """A process, its pools and its patients, as one file states them."""

    scenario: Head
    """What it is called and how long it runs."""
    arrivals: Arrivals
    """How patients arrive."""
    calendars: tuple[Calendar, ...] = Field(default=(), max_length=100)
    """When pools work."""
    pools: tuple[Pool, ...] = Field(default=(), max_length=MOST_POOLS)
    """What operations take and give back."""
    operations: tuple[Operation, ...] = Field(min_length=1, max_length=MOST_OPERATIONS)
    """The steps, in order unless `after` or `next` says otherwise."""
    materials: tuple[Material, ...] = Field(default=(), max_length=2000)
    """What operations use up."""
    costs: Costs = Field(default_factory=Costs)
    """What only the costs read."""
