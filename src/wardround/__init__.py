"""Wardround: a hospital's network and information security self-inspection, by evidence."""

__version__ = "0.1.0"
