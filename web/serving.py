"""The commands that serve an archive: `serve`, and `demo`, which builds one of the sample articles first."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import click

from index.generations.archive import Archive
from index.rebuilding.options import RebuildOptions
from index.rebuilding.report_forms import report_to_text
from web.app import WebSettings
from web.building import build
from web.options import say, with_settings
from web.server import ServerOptions, next_free_port, require_port
from web.server import serve as serve_archive
from web.settings import Settings

_SAMPLE = Path(__file__).parent / "sample"


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))
@with_settings("archive", "host", "port", "workers", "title", "base_url", "processes", "keep")
def serve(settings: Settings, sources: tuple[Path, ...]) -> None:
    """Serve the archive: the search page and its JSON. With SOURCE and no archive yet, build it first."""
    require_port(settings.host, settings.port)
    if sources and not Archive(settings.archive).generations():
        say(report_to_text(build(settings, sources)), err=True)
    elif sources:
        say(f"{settings.archive} is there already and is served as it is; `backfile rebuild` renews it.", err=True)
    serve_archive(_server_options(settings), _say_address)


@click.command()
@with_settings("host", "port", "workers", "title")
def demo(settings: Settings) -> None:
    """Build an archive of the sample articles that come with Backfile, and serve it."""
    port = next_free_port(settings.host, settings.port)
    if port != settings.port:
        say(f"Port {settings.port} is taken; taking {port}.", err=True)
    with tempfile.TemporaryDirectory(prefix="backfile-demo-") as folder:
        sample = replace(settings, archive=Path(folder) / "archive", port=port)
        report = build(sample, (_SAMPLE,), RebuildOptions(cache="off"))
        say(f"{report.articles:,} sample articles, built in {report.seconds:.1f} s.", err=True)
        serve_archive(_server_options(sample), _say_address)


def _server_options(settings: Settings) -> ServerOptions:
    site = WebSettings(title=settings.title, base_url=settings.base_url)
    return ServerOptions(settings.archive, settings.host, settings.port, settings.workers, site)


def _say_address(address: str) -> None:
    say(f"Serving on {address} (stop with Ctrl-C)")
