"""Options of this test suite."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update`` rewrites what is generated (facts and verdicts of recordings, pages) instead of comparing."""
    parser.addoption("--update", action="store_true", help="rewrite generated files instead of comparing with them")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether to rewrite generated files."""
    return request.config.getoption("--update")
