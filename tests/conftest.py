"""Options of this test suite, and a home of its own: no test ever touches the person's keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update`` rewrites what is generated (facts and verdicts of recordings, pages) instead of comparing."""
    parser.addoption("--update", action="store_true", help="rewrite generated files instead of comparing with them")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether to rewrite generated files."""
    return request.config.getoption("--update")


@pytest.fixture(autouse=True, scope="session")
def home_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test keeps its keys in a folder of its own."""
    patch = pytest.MonkeyPatch()
    patch.setenv("WARDROUND_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    patch.undo()
