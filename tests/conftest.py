"""Options of this test suite, and a home of its own: no test ever touches the person's keys."""

from __future__ import annotations

import os
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


def _skipped(config: pytest.Config) -> list[str]:
    """The tests and modules that were skipped although everything must run, with why."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None:
        return []
    reports = reporter.stats.get("skipped", [])
    return [f"{r.nodeid}: {r.longrepr[2] if isinstance(r.longrepr, tuple) else r.longrepr}" for r in reports]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI a test that did not run proves nothing: one skipped fails the run."""
    if _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Names what was skipped under CI."""
    if skipped := _skipped(config):
        terminalreporter.section("skipped under CI, where everything must run (see tests/packages)", red=True)
        for line in skipped:
            terminalreporter.line(line)
