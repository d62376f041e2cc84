"""Checks of Linux hosts, one module a family."""
