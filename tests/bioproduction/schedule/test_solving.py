"""A search that is interrupted at any moment ends, and leaves nothing running behind it."""

import subprocess
import sys

SCRIPT = """
import os, random, signal, threading, time
from ortools.sat.python import cp_model
from biovaliance.bioproduction.schedule.solving import Effort, solve

signal.signal(signal.SIGINT, signal.default_int_handler)
chance = random.Random(4)
model = cp_model.CpModel()
size = 14
places = [model.new_int_var(0, size * size, str(number)) for number in range(size)]
model.add_all_different(places)
gaps = [(a, b) for a in range(size) for b in range(a)]
model.add_all_different([places[a] - places[b] for a, b in gaps])  # a Golomb ruler: hours of work
for lower, upper in zip(places, places[1:]):
    model.add(lower < upper)
model.minimize(places[-1])
for _ in range(40):
    after_s = chance.choice([0, 0, 0.0005, 0.001, 0.002, 0.05])
    def interrupt():
        time.sleep(after_s)
        os.kill(os.getpid(), signal.SIGINT)
    other = threading.Thread(target=interrupt)
    before = threading.active_count()
    try:
        other.start()
        outcome = solve(model, Effort(seconds=30), lambda: False)
        assert outcome.stopped
    except KeyboardInterrupt:
        pass  # it came before the search
    other.join()
    for _ in range(100):  # a thread that has ended is gone a moment later
        if threading.active_count() == before:
            break
        time.sleep(0.01)
    assert threading.active_count() == before, threading.enumerate()
print("ended")
"""


def test_whenever_ctrl_c_comes_no_search_is_left_running():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
