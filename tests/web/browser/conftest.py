"""The sites under test, each the real program in processes of its own, and the people who visit them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from index.generations.archive import Archive
from index.rebuilding.rebuild import rebuild
from tests.places import SAMPLE
from tests.serving import free_port, get, running
from tests.small_archive import ARTICLES, write_generation
from tests.web.browser.visitor import Visitor, chromium

_HERE = Path(__file__).parent
_WAIT_MS = 15_000


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One browser and one server serve all of these tests, and are gone while the others run: these come last."""
    items.sort(key=lambda item: item.path.is_relative_to(_HERE))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as opened:
        expect.set_options(timeout=_WAIT_MS)
        yield opened


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample archive, served by two workers."""
    folder = tmp_path_factory.mktemp("sample-site")
    rebuild([SAMPLE], folder / "archive")
    with _served(folder, workers=2) as address:
        yield address


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small archive, one article of which holds markup in every field."""
    folder = tmp_path_factory.mktemp("small-site")
    Archive(folder / "archive").publish(lambda inside: write_generation(ARTICLES, inside))
    with _served(folder, workers=1) as address:
        yield address


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An archive of nothing."""
    folder = tmp_path_factory.mktemp("empty-site")
    (folder / "source").mkdir()
    rebuild([folder / "source"], folder / "archive")
    with _served(folder, workers=1) as address:
        yield address


@pytest.fixture
def visitor(browser: Browser, sample_site: str) -> Iterator[Visitor]:
    """A visitor of the sample archive."""
    yield from _visit(Visitor(browser, sample_site))


@pytest.fixture(params=["with scripts", "without scripts"])
def any_visitor(request: pytest.FixtureRequest, browser: Browser, sample_site: str) -> Iterator[Visitor]:
    """A visitor of the sample archive whose browser runs scripts, then one whose browser does not."""
    yield from _visit(Visitor(browser, sample_site, script=request.param == "with scripts"))


@pytest.fixture
def small_visitor(browser: Browser, small_site: str) -> Iterator[Visitor]:
    """A visitor of the small archive."""
    yield from _visit(Visitor(browser, small_site))


@pytest.fixture
def empty_visitor(browser: Browser, empty_site: str) -> Iterator[Visitor]:
    """A visitor of the empty archive."""
    yield from _visit(Visitor(browser, empty_site))


def _visit(visitor: Visitor) -> Iterator[Visitor]:
    yield visitor
    visitor.leave()


@contextmanager
def _served(folder: Path, *, workers: int) -> Iterator[str]:
    options = ("--archive", "archive", "--port", str(free_port()), "--workers", str(workers))
    with running("serve", *options, cwd=folder) as (_, address):
        assert get(f"{address}readyz") is not None
        yield address
