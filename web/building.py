"""The command that builds an archive: `rebuild`, and building one for others.

Apart from the other commands because reading loads much that a search does not need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from index.errors import EngineError
from index.generations.archive import Archive
from index.mapping_file import load_mapping
from index.rebuilding.options import CacheUse, RebuildOptions
from index.rebuilding.rebuild import rebuild as rebuild_archive
from index.rebuilding.report import RebuildReport
from index.rebuilding.report_forms import report_to_json, report_to_text
from web.options import cache_options, format_option, is_interrupt, mapping_option, say, with_settings, write_json
from web.progress import progress_on_stderr
from web.settings import Settings


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="If anything is rejected, publish nothing and exit with 1.")
@click.option("--include-future", is_flag=True, help="Show articles of a later date now, not when it has come.")
@mapping_option
@cache_options
@format_option
@with_settings("archive", "processes", "keep")
@click.pass_context
def rebuild(
    ctx: click.Context,
    settings: Settings,
    sources: tuple[Path, ...],
    strict: bool,
    include_future: bool,
    mapping_file: Path | None,
    fresh: bool,
    no_cache: bool,
    form: str,
) -> None:
    """Build the archive anew from files and folders of articles, then serve it in one step.

    A file that has not changed since the last rebuild is not read again. What cannot be read is listed
    and stops nothing, unless --strict.
    """
    cache: CacheUse = "off" if no_cache else "fresh" if fresh else "use"
    options = RebuildOptions(
        strict=strict,
        include_future=include_future,
        mapping=None if mapping_file is None else load_mapping(mapping_file),
        cache=cache,
    )
    report = build(settings, sources, options)
    if form == "json":
        write_json(report_to_json(report))
    else:
        say(report_to_text(report))
    if not report.generation:
        say(f"Nothing was published: {len(report.rejections)} rejected, and --strict was given.", err=True)
        ctx.exit(1)


def build(settings: Settings, sources: Sequence[Path], options: RebuildOptions | None = None) -> RebuildReport:
    """Build the archive that the settings name, and show how far it has come; Ctrl-C says what it has left behind."""
    given = options or RebuildOptions()
    options = replace(given, processes=settings.processes or None, keep=settings.keep)
    served = _served(settings.archive)
    try:
        with progress_on_stderr() as progress:
            return rebuild_archive(sources, settings.archive, options=options, on_progress=progress)
    except (KeyboardInterrupt, SystemError) as stop:
        if not is_interrupt(stop):
            raise
        became = "is as it was" if _served(settings.archive) == served else "serves what was built"
        raise KeyboardInterrupt(f"Stopped; the archive {became}.") from stop


def _served(archive: Path) -> Path | None:
    """The generation being served, None where none is."""
    try:
        return Archive(archive).current()
    except EngineError:
        return None
