"""What only the costs read: demand, money over time, rooms, and what is paid whatever is made."""

from typing import Annotated, Literal

from pydantic import Field

from biovaliance.bioproduction.scenarios.parameters import (
    Amount,
    Declared,
    Eur,
    Parameter,
    Share,
    Whole,
    Word,
    Years,
)

RoomClass = Literal["A", "B", "C", "D", "CNC"]
EurPerYear = Annotated[Parameter, Amount("EUR/y", at_least=0)]
EurPerArea = Annotated[Parameter, Amount("EUR/m2", at_least=0)]
EurPerAreaAndYear = Annotated[Parameter, Amount("EUR/(m2 y)", at_least=0)]
SomeShare = Annotated[Parameter, Amount("share", above=0, at_most=1)]
DaysOfYear = Annotated[Parameter, Amount("d/y", above=0, at_most=366)]


class Costs(Declared):
    """What only the costs read. A key that is not given costs nothing; the result says where it matters."""

    batches_per_year: Annotated[Parameter, Amount("1/y", above=0)] | None = None
    """Batches started a year; from the arrivals where it is not given."""
    demand_d_per_year: DaysOfYear | None = None
    """Days of the year on which patients arrive; 365 where not given. The rooms are paid all year."""
    doses_per_batch: Annotated[Parameter, Amount("1", above=0)] | None = None
    """Doses in a batch that is released; 1 where not given. The simulation counts them too."""
    discount_rate_share: Share | None = None
    """The real rate a year at which rooms and equipment are paid back; 0 (straight line) where not given."""
    utilisation_share: SomeShare | None = None
    """The most a pool may be used of the hours it works; 1 where not given, which no real line reaches."""
    facility_share: SomeShare | None = None
    """The share of all yearly fixed cost that this product pays; 1 where not given."""
    facility_life_years: Years | None = None
    """Years over which rooms are paid back."""
    equipment_life_years: Years | None = None
    """Years over which equipment is paid back, where a pool has no life of its own."""
    maintenance_share: Share | None = None
    """Maintenance and qualification a year, as a share of the price of equipment."""
    room_price_eur_per_m2: dict[RoomClass, EurPerArea] = Field(default_factory=dict)
    """What a square metre costs to build, by class."""
    room_running_eur_per_m2_year: dict[RoomClass, EurPerAreaAndYear] = Field(default_factory=dict)
    """What a square metre costs a year to run, by class."""
    support_area_m2: Annotated[Parameter, Amount("m2", at_least=0)] | None = None
    """Area beside the rooms of the pools (stores, offices, laboratories), built and run as class CNC."""
    facility_running_eur_per_year: EurPerYear | None = None
    """What the site costs a year whatever is made: requalification, cleaning, energy."""
    fixed_staff_eur_per_year: EurPerYear | None = None
    """People paid whatever is made: quality assurance, responsible person, management."""
    quality_control_eur_per_year: EurPerYear | None = None
    """Quality control paid whatever is made: media fills, stability, monitoring."""
    logistics_eur_per_batch: Eur | None = None
    """Transport of what comes in, for each batch."""
    logistics_eur_per_dose: Eur | None = None
    """Transport of what goes out, for each released dose."""
    hands_on_pool: Word | None = None
    """The people who do the hands-on work of operations that take no people."""
    staff_paid: Literal["worked", "employed"] = "worked"
    """Whether people are paid for the hours they work on batches, or for all hours of their calendar."""
    learning_progress_share: SomeShare | None = None
    """What the hours of people become at each doubling of batches made (0.85: 85 %)."""
    learning_from_batch: Annotated[Whole, Field(ge=1)] = 1
    """The batch at which the hours of the scenario were found."""
    learning_at_batch: Annotated[Whole, Field(ge=1)] = 1
    """The batch at which the cost is asked for."""
