"""A Spark session: the one that is active, or one on this machine or on a cluster that is named.

Importing this imports neither Spark nor Ibis.
"""

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from biovaliance.foundation.errors import InputError

MASTER_VARIABLE = "BIOVALIANCE_SPARK_MASTER"
OLDEST_JAVA = 17
LOCAL_SETTINGS = frozenset({"spark.local.dir", "spark.sql.shuffle.partitions"})  # a cluster has its own


@contextmanager
def spark_session(scratch: str, megabytes: int, threads: int | None) -> Iterator[Any]:
    """Yield the session that is active, or one of our own, which is stopped at the end.

    Args:
        scratch: the folder for what does not fit into memory, on this machine.
        megabytes: the memory of the driver.
        threads: how many to use on this machine; two by default.

    Raises:
        InputError: PySpark or Java is not installed.
    """
    _refuse_without_spark()
    with pandas_warning_ignored():
        from pyspark.sql import SparkSession  # noqa: PLC0415 -- optional, and slow to import

        active = SparkSession.getActiveSession()
        session = active or _start_spark(scratch, megabytes, threads)
    try:
        yield session
    finally:
        if active is None:
            session.stop()


@contextmanager
def pandas_warning_ignored() -> Iterator[None]:
    """Ignore that PySpark warns about pandas 3 as it is imported: no data passes through pandas here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


def _start_spark(scratch: str, megabytes: int, threads: int | None) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 -- optional, and slow to import

    cores = threads or min(2, os.cpu_count() or 1)
    with as_file(files("biovaliance.atlas.bulk") / "log4j2.properties") as logging:
        settings: Mapping[str, Any] = {
            "spark.app.name": "biovaliance",
            "spark.driver.memory": f"{megabytes}m",
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging.as_uri()}",
            "spark.local.dir": scratch,
            "spark.ui.enabled": False,
            "spark.ui.showConsoleProgress": False,
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": 4 * cores,  # where they start; Spark joins small ones
        }
        builder = SparkSession.builder.master(os.environ.get(MASTER_VARIABLE, f"local[{cores}]"))
        for name, value in settings.items():
            if name not in LOCAL_SETTINGS or MASTER_VARIABLE not in os.environ:
                builder = builder.config(name, value)
        session = builder.getOrCreate()
    if MASTER_VARIABLE not in os.environ:
        # On this machine, workers run the Python that runs this, and not the first one of the PATH.
        session.sparkContext.pythonExec = os.environ.get("PYSPARK_PYTHON", sys.executable)
    return session


def _refuse_without_spark() -> None:
    if find_spec("pyspark") is None:
        raise InputError(
            "Engine 'spark': PySpark is not installed; install it with `pip install 'biovaliance[spark]'`, "
            "or use --engine duckdb, which gives the same result."
        )
    version = java_version()
    if version is None or version < OLDEST_JAVA:
        found = "no Java was found" if version is None else f"Java {version} was found"
        raise InputError(
            f"Engine 'spark': {found}; expected Java {OLDEST_JAVA} or newer on the PATH or in JAVA_HOME (on "
            "Debian: apt install openjdk-17-jre-headless), or use --engine duckdb."
        )


def java_version() -> int | None:
    """Return the version of the Java that Spark would run on, None without one."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        return None
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603 -- asked for its version
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else None
