"""The site's settings for the tests: the same ones, with a home of their own.

The home is new for every run and in the environment too, so that commands started by a test share it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_home = tempfile.mkdtemp(prefix="biovaliance-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["BIOVALIANCE_HOME"] = _home
Path(_home, "static").mkdir()  # where the collected files would lie; the tests serve them from the source
for _name in (
    "BIOVALIANCE_ORIGIN",
    "BIOVALIANCE_HOSTS",
    "BIOVALIANCE_DEBUG",
    "BIOVALIANCE_BASEMAP_STYLE",
    "BIOVALIANCE_REVIEW",
):
    os.environ.pop(_name, None)

from biovaliance.web.settings import *  # noqa: E402, F403 -- the environment has to be set before
