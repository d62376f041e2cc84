"""Measured comparisons with other programs, runnable by anyone: `python -m bench.host`, `python -m bench.fleet`."""
