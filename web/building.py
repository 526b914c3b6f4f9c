"""The commands that read articles and serve them: `rebuild`, `serve`, `demo`, `clean`.

Apart from the others because reading and serving load much that a search does not need.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from msgspec import structs

from index.archive import Archive
from index.assembly.assemble import assemble
from index.cleaning.repetition import cut_repeated
from index.mapping_file import load_mapping
from index.readers.mapping import FieldMapping, FieldReader
from index.rebuild import CacheUse, RebuildOptions
from index.rebuild import rebuild as rebuild_archive
from index.record import Record, Rejection
from index.records.outcome import Item
from index.report import RebuildReport, printable, reason_of, report_to_json, report_to_text
from index.sources import SourceFile, find_files, read_file
from index.workers import cleaned
from search.model import MarkedArticle, Snippet
from web.app import WebSettings
from web.options import (
    READER_GONE,
    cache_options,
    colored,
    format_option,
    mapping_option,
    say,
    with_settings,
    write_json,
)
from web.progress import progress_on_stderr
from web.render import article_summary, article_to_json
from web.server import ServerOptions, next_free_port, require_port
from web.server import serve as serve_archive
from web.settings import Settings
from web.terminal import article_to_text

_SAMPLE = Path(__file__).parent / "sample"

sources_argument = click.argument("sources", nargs=-1, metavar="[SOURCE]...", type=click.Path(path_type=Path))


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
    options = RebuildOptions(strict=strict, include_future=include_future, mapping=_mapping(mapping_file), cache=cache)
    report = _build(settings, sources, options)
    if form == "json":
        write_json(report_to_json(report))
    else:
        say(report_to_text(report))
    if not report.generation:
        say(f"Nothing was published: {len(report.rejections)} rejected, and --strict was given.", err=True)
        ctx.exit(1)


@click.command()
@sources_argument
@with_settings("archive", "host", "port", "workers", "title", "base_url", "processes", "keep")
def serve(settings: Settings, sources: tuple[Path, ...]) -> None:
    """Serve the archive: the search page and its JSON. With SOURCE and no archive yet, build it first."""
    require_port(settings.host, settings.port)
    if sources and not Archive(settings.archive).generations():
        say(report_to_text(_build(settings, sources)), err=True)
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
        report = _build(sample, (_SAMPLE,), RebuildOptions(cache="off"))
        say(f"{report.articles:,} sample articles, built in {report.seconds:.1f} s.", err=True)
        serve_archive(_server_options(sample), _say_address)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@mapping_option
@format_option
@click.pass_context
def clean(ctx: click.Context, files: tuple[Path, ...], mapping_file: Path | None, form: str) -> None:
    """Show what each record of a file becomes: title, body, metadata, and every cut with its reason.

    Needs no archive. What pages of one source repeat is cut as in a rebuild of these files and no others:
    give a folder whole to see that. JSON is one object a line. Exit code 1 if anything was rejected.
    """
    mapping = _mapping(mapping_file)
    fields = FieldReader(mapping)
    rejected = False
    for item in _cleaned_items(files, fields):
        rejected = rejected or isinstance(item, Rejection)
        if not _show(item, form):
            ctx.exit(READER_GONE)  # what was not looked at may hold anything
    for warning in mapping.unmet(fields.met) if mapping else ():
        say(printable(warning), err=True)
    ctx.exit(1 if rejected else 0)


def _show(item: Item, form: str) -> bool:
    if form == "json":
        return write_json(_item_to_json(item), indent=False)
    return say(_item_to_text(item, colored()))


def _mapping(path: Path | None) -> FieldMapping | None:
    return None if path is None else load_mapping(path)


def _build(settings: Settings, sources: tuple[Path, ...], options: RebuildOptions | None = None) -> RebuildReport:
    given = options or RebuildOptions()
    options = replace(given, processes=settings.processes or None, keep=settings.keep)
    with progress_on_stderr() as progress:
        return rebuild_archive(sources, settings.archive, options=options, on_progress=progress)


def _server_options(settings: Settings) -> ServerOptions:
    site = WebSettings(title=settings.title, base_url=settings.base_url)
    return ServerOptions(settings.archive, settings.host, settings.port, settings.workers, site)


def _say_address(address: str) -> None:
    say(f"Serving on {address} (stop with Ctrl-C)")


def _cleaned_items(files: tuple[Path, ...], fields: FieldReader) -> Iterator[Item]:
    """What the files become, in their order; all are read before the first is given, as a line may be in many."""
    items = list(_read_items(files, fields))
    records = iter(cut_repeated(item for item in items if isinstance(item, Record)))
    for item in items:
        yield next(records) if isinstance(item, Record) else item


def _read_items(files: tuple[Path, ...], fields: FieldReader) -> Iterator[Item]:
    for found in find_files(files):
        if isinstance(found, SourceFile):
            yield from map(cleaned, read_file(found, fields=fields))
        else:
            yield found


def _item_to_json(item: Item) -> dict[str, Any]:
    place: dict[str, Any] = {"file": item.origin.path, "line": item.origin.line}
    if not isinstance(item, Record):
        return {**place, "rejected" if isinstance(item, Rejection) else "skipped": reason_of(item)}
    unread = [{"field": p.field, "value": p.value, "reason": p.reason} for p in item.problems]
    place |= {"reader": item.reader, "removed": item.removed, "unread_values": unread}
    marked = _marked(item)
    if isinstance(marked, Rejection):
        return {**place, "rejected": marked.reason}
    return {**place, "article": article_to_json(marked.article), "related": list(map(article_summary, marked.related))}


def _item_to_text(item: Item, color: bool) -> str:
    place = item.origin.path if item.origin.line is None else f"{item.origin.path}:{item.origin.line}"
    marked = _marked(item) if isinstance(item, Record) else item
    if not isinstance(marked, MarkedArticle):
        fate = "rejected" if isinstance(marked, Rejection) else "skipped"
        return f"== {printable(place)}: {fate}: {reason_of(marked)}\n"
    record = item if isinstance(item, Record) else None
    notes = [f"not read: {p.field} {p.value[:80]!r}: {p.reason}" for p in (record.problems if record else ())]
    if record and record.removed:
        notes.append("withdrawn by its source: not archived")
    return "\n".join([f"== {printable(place)}", *map(printable, notes), article_to_text(marked, color)])


def _marked(record: Record) -> MarkedArticle | Rejection:
    """The article that this record alone makes, what it relates to as references."""
    assembly = assemble((structs.replace(record, removed=False),))
    if assembly.rejections:
        return assembly.rejections[0]
    article, *related = assembly.articles
    paragraphs = tuple(map(Snippet, article.body.split("\n\n"))) if article.body else ()
    return MarkedArticle(article, Snippet(article.title), Snippet(article.excerpt), paragraphs, tuple(related), 0)
