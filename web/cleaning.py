"""The command that shows what cleaning does: `clean`. It needs no archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from msgspec import structs

from index.assembly.assemble import assemble
from index.cleaning.repetition import cut_repeated
from index.mapping_file import load_mapping
from index.readers.mapping import FieldReader
from index.rebuilding.report_forms import printable, reason_of
from index.record import Record, Rejection
from index.records.outcome import Item
from index.sources import SourceFile, find_files, read_file
from index.workers import cleaned
from search.model import MarkedArticle, Snippet
from web.options import READER_GONE, colored, format_option, mapping_option, say, write_json
from web.render import article_summary, article_to_json
from web.terminal import article_to_text


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
    mapping = None if mapping_file is None else load_mapping(mapping_file)
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


def _cleaned_items(files: tuple[Path, ...], fields: FieldReader) -> Iterator[Item]:
    """What the files become, in their order; all are read before the first is given, as a line may be in many."""
    items = list(_read_items(files, fields))
    records = iter(cut_repeated(item for item in items if isinstance(item, Record)))
    for item in items:
        yield next(records) if isinstance(item, Record) else item


def _read_items(files: tuple[Path, ...], fields: FieldReader) -> Iterator[Item]:
    for found in find_files(files):
        if isinstance(found, SourceFile):
            own = FieldReader(fields.mapping)  # which tells once a file what it does not take
            yield from map(cleaned, read_file(found, fields=own))
            fields.met |= own.met
        else:
            yield found


def _item_to_json(item: Item) -> dict[str, Any]:
    place: dict[str, Any] = {"file": item.origin.path, "line": item.origin.line}
    if not isinstance(item, Record):
        return {**place, "rejected" if isinstance(item, Rejection) else "skipped": reason_of(item)}
    unread = [{"field": p.field, "value": p.value, "reason": p.reason} for p in item.problems]
    place |= {"reader": item.reader, "removed": item.removed, "withheld": item.withheld, "unread_values": unread}
    if name := _taken_back(item):
        return {**place, "withdraws": name}
    marked = _marked(item)
    if isinstance(marked, Rejection):
        return {**place, "rejected": marked.reason}
    return {**place, "article": article_to_json(marked.article), "related": list(map(article_summary, marked.related))}


def _item_to_text(item: Item, color: bool) -> str:
    place = item.origin.path if item.origin.line is None else f"{item.origin.path}:{item.origin.line}"
    if isinstance(item, Record) and (name := _taken_back(item)):
        how = "until a later version" if item.withheld else "for good"
        return f"== {printable(place)}: withdraws {printable(name)} {how}\n"
    marked = _marked(item) if isinstance(item, Record) else item
    if not isinstance(marked, MarkedArticle):
        fate = "rejected" if isinstance(marked, Rejection) else "skipped"
        return f"== {printable(place)}: {fate}: {reason_of(marked)}\n"
    record = item if isinstance(item, Record) else None
    notes = [f"not read: {p.field} {p.value[:80]!r}: {p.reason}" for p in (record.problems if record else ())]
    if record and record.removed:
        notes.append("withdrawn by its source: not archived")
    return "\n".join([f"== {printable(place)}", *map(printable, notes), article_to_text(marked, color)])


def _taken_back(record: Record) -> str:
    """What a record that holds nothing else takes back, as its source names it; "" for any other."""
    if not (record.removed or record.withheld) or record.title or record.excerpt or record.body:
        return ""
    return record.source_id or next(iter(record.urls), "")


def _marked(record: Record) -> MarkedArticle | Rejection:
    """The article that this record alone makes, what it relates to as references."""
    assembly = assemble((structs.replace(record, removed=False),))
    if assembly.rejections:
        return assembly.rejections[0]
    article, *related = assembly.articles
    paragraphs = tuple(map(Snippet, article.body.split("\n\n"))) if article.body else ()
    return MarkedArticle(article, Snippet(article.title), Snippet(article.excerpt), paragraphs, tuple(related), 0)
