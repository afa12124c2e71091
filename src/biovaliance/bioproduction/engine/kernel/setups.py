"""What the idle units of pools are set up for, in the kernel: the same as `setups`."""

from biovaliance.bioproduction.engine.kernel import memory as m
from biovaliance.bioproduction.engine.kernel.compiling import part


@part
def _hours_of(I, F, pool, units, setup):
    idle, width = I[pool + m.IDLE], I[m.N_SETUPS]
    soonest = I[pool + m.SOONEST] + width * setup
    longest, left = 0.0, units
    for place in range(soonest, soonest + width):
        there = I[idle + I[place]]
        if left > 0 and there > 0:
            longest = max(longest, F[I[pool + m.CHANGEOVERS] + width * I[place] + setup])
            left -= there
    return longest


@part
def changeover(I, F, step):
    """Return how long it takes until the units an operation would take are ready for it."""
    longest = 0.0
    for demand in range(I[step + m.DEMAND], I[step + m.DEMAND_END], m.DEMAND_FIELDS):
        pool = I[I[demand + m.DEMAND_SLOT]]
        if I[pool + m.IDLE] >= 0:
            longest = max(longest, _hours_of(I, F, pool, I[demand + m.UNITS], I[step + m.SETUP]))
    return longest


@part
def breaks_campaign(I, F, step):
    """Whether an operation would end a campaign."""
    for demand in range(I[step + m.DEMAND], I[step + m.DEMAND_END], m.DEMAND_FIELDS):
        pool = I[I[demand + m.DEMAND_SLOT]]
        change_h = 0.0
        if I[pool + m.CAMPAIGNS] != 0:
            change_h = _hours_of(I, F, pool, I[demand + m.UNITS], I[step + m.SETUP])
        if change_h > 0.0:
            return True
    return False


@part
def take_idle(I, step):
    """Take the units that are ready soonest."""
    width = I[m.N_SETUPS]
    for demand in range(I[step + m.DEMAND], I[step + m.DEMAND_END], m.DEMAND_FIELDS):
        pool = I[I[demand + m.DEMAND_SLOT]]
        if I[pool + m.IDLE] >= 0:
            left = I[demand + m.UNITS]
            soonest = I[pool + m.SOONEST] + width * I[step + m.SETUP]
            for place in range(soonest, soonest + width):
                idle = I[pool + m.IDLE] + I[place]
                taken = min(left, I[idle])
                I[idle] -= taken
                left -= taken
