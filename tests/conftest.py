"""Every test keeps its keys in a folder of its own, never in the person's home."""

import pytest


@pytest.fixture(autouse=True, scope="session")
def home_of_the_tests(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("WARDROUND_HOME", str(tmp_path_factory.mktemp("home")))
    yield
    patch.undo()
