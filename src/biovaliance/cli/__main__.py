"""`python -m biovaliance.cli`, the same as `biovaliance`."""

from biovaliance.cli.main import run

run()
