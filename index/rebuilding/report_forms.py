"""The report of a rebuild as JSON, whole, and as text for a terminal, with long lists cut short.

Not for what a report holds (see `index.rebuilding.report`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from index.article import Article, Origin
from index.assembly.findings import Clash, Merge
from index.readers.other_names import OTHER_NAMES
from index.rebuilding.report import CutCount, FileCounts, RebuildReport, UnreadValue
from index.record import Rejection, Skip
from index.versions.history import Changed, VersionCount

MAX_LISTED = 20
"""How many entries of a list the text form shows; the JSON form has them all."""

_VALUE_LENGTH = 200
_TITLE_LENGTH = 80
_Entry = TypeVar("_Entry")


def report_to_json(report: RebuildReport) -> dict[str, Any]:
    """The whole report, every list complete."""
    return {
        "archive": report.archive,
        "generation": report.generation or None,
        "unchanged": report.unchanged,
        "articles": {"total": report.articles, "by_kind": report.kinds, "by_reader": report.readers},
        "files": {
            **asdict(report.files),
            "skipped": list(map(_unread_file_to_json, report.skips)),
            "rejected": list(map(_unread_file_to_json, report.rejections)),
        },
        "merged": [_merge_to_json(merge) for merge in report.merges],
        "clashes": [
            {"provider": clash.provider, "source_id": clash.source_id, "origins": list(map(_place, clash.origins))}
            for clash in report.clashes
        ],
        "removed": report.removed,
        "withdrawn": list(map(_concealed_to_json, report.concealed.withdrawn)),
        "held_back": list(map(_concealed_to_json, report.concealed.held_back)),
        "related": report.links,
        "stories": {"count": report.stories.stories, "copies": report.stories.copies},
        "versions": {
            "articles": report.versions.articles,
            "earlier_texts": report.versions.texts,
            "changed": list(map(_changed_to_json, report.versions.changed)),
        },
        "unread_values": [_unread_to_json(unread) for unread in report.unread],
        "warnings": list(report.warnings),
        "dates_with_assumed_zone": report.assumed_zones,
        "cuts": {reason: {"pieces": cut.pieces, "words": cut.words} for reason, cut in report.cuts.items()},
        "seconds": {"total": round(report.seconds, 3), **{k: round(v, 3) for k, v in report.stages.items()}},
        "articles_per_second": round(report.rate, 1),
        "bytes": report.bytes,
    }


def report_to_text(report: RebuildReport) -> str:
    """The report for a terminal; long lists are cut short and say by how much."""
    outcome = f"generation {report.generation}" if report.generation else "nothing published"
    if report.unchanged:
        outcome = f"nothing has changed: {outcome}"
    lines = [
        f"{report.articles:,} articles in {report.archive} ({outcome}, {_size(report.bytes)})",
        f"  by kind     {_counts(report.kinds)}",
        f"  by reader   {_counts(report.readers)}",
        f"  related     {_counts(report.links)}",
        f"  stories     {report.stories.stories:,} printed more than once, {report.stories.copies:,} copies",
        f"  versions    {_versions(report.versions)}",
        f"  withdrawn   {report.removed:,} by their sources, {len(report.concealed.withdrawn):,} by hand",
        f"  held back   {len(report.concealed.held_back):,} until the date they bear",
        f"  files       {_files(report.files)}; {_total(report.skips):,} skipped",
        f"  rejected    {_total(report.rejections):,} files or records",
        f"  zones       {report.assumed_zones:,} dates named no time zone; UTC was taken",
        f"  cut         {_cuts(report.cuts)}",
        f"  seconds     {report.seconds:.1f} in all; {_seconds(report.stages)}; {report.rate:,.0f} articles/s",
    ]
    lines += _listing("Warnings", report.warnings, printable)
    lines += _listing("Rejected", report.rejections, _unread_file_line)
    lines += _listing("Skipped", report.skips, _unread_file_line)
    unread = [one for one in report.unread if one.problem.field != OTHER_NAMES]
    lines += _listing("Values that could not be read", unread, _unread_line)
    lines += _listing("Names that no field of an article has, not taken", _other_names(report.unread), printable)
    lines += _listing("Withdrawn by hand", report.concealed.withdrawn, _concealed_line)
    lines += _listing("Held back until their date (UTC)", report.concealed.held_back, _concealed_line)
    lines += _listing("Changed since the generation before", report.versions.changed, _changed_line)
    lines += _listing("Joined into one article", report.merges, _merge_line)
    lines += _listing("One id or address, several articles, all kept", report.clashes, _clash_line)
    return "\n".join(lines)


def _place(origin: Origin) -> dict[str, Any]:
    return {"file": origin.path, "line": origin.line}


def _shown(origin: Origin) -> str:
    place = origin.path if origin.line is None else f"{origin.path}:{origin.line}"
    return printable(place)


def printable(text: str) -> str:
    """Text that cannot move a terminal's cursor: what does not print is escaped.

    >>> printable("a\\x1b[2J")
    'a\\\\x1b[2J'
    """
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _unread_file_to_json(one: Skip | Rejection) -> dict[str, Any]:
    return {**_place(one.origin), "reason": one.reason, "count": one.count}


def _unread_file_line(one: Skip | Rejection) -> str:
    return f"{_shown(one.origin)}: {reason_of(one)}"


def reason_of(one: Skip | Rejection) -> str:
    """Why something was not read, and how many times over where it stands for many.

    >>> reason_of(Skip(Origin("crawl.warc"), "HTTP status 301", 4_000))
    '4,000 times: HTTP status 301'
    """
    return one.reason if one.count == 1 else f"{one.count:,} times: {one.reason}"


def _total(entries: Iterable[Skip | Rejection]) -> int:
    return sum(entry.count for entry in entries)


def _merge_to_json(merge: Merge) -> dict[str, Any]:
    losses = [{**_place(loss.origin), "field": loss.field, "value": loss.value} for loss in merge.losses]
    return {"id": merge.id, "title": merge.title, "origins": list(map(_place, merge.origins)), "lost": losses}


def _unread_to_json(unread: UnreadValue) -> dict[str, Any]:
    problem = unread.problem
    value = problem.value[:_VALUE_LENGTH]
    return {**_place(unread.origin), "field": problem.field, "value": value, "reason": problem.reason}


def _unread_line(unread: UnreadValue) -> str:
    problem = unread.problem
    return f"{_shown(unread.origin)}: {problem.field} {problem.value[:60]!r}: {problem.reason}"


def _other_names(unread: Iterable[UnreadValue]) -> list[str]:
    """The names that were not taken, in how many files, and the first; those of most files first."""
    places: dict[str, list[Origin]] = {}
    for one in unread:
        if one.problem.field == OTHER_NAMES:
            places.setdefault(one.problem.value, []).append(one.origin)
    most_first = sorted(places.items(), key=lambda one: -len(one[1]))
    return [f"{names} (in {len(origins):,}, first {_shown(origins[0])})" for names, origins in most_first]


def _concealed_to_json(article: Article) -> dict[str, Any]:
    published = article.published.at.isoformat() if article.published else None
    return {"id": article.id, "title": article.title, "published": published}


def _concealed_line(article: Article) -> str:
    date = f"{article.published.at:%Y-%m-%d %H:%M}" if article.published else "undated"
    return printable(f"{date:<16}  {article.id}  {article.title[:_TITLE_LENGTH]}")


def _versions(versions: VersionCount) -> str:
    kept = f"{versions.texts:,} earlier or other texts of {versions.articles:,} kept"
    return f"{len(versions.changed):,} articles changed since the generation before; {kept}"


def _changed_to_json(one: Changed) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "changed": one.replaced.at.isoformat(), "noticed": one.noticed}


def _changed_line(one: Changed) -> str:
    how = "noticed" if one.noticed else "dated"
    return printable(f"{one.id}  {one.title[:_TITLE_LENGTH]} ({how} {one.replaced.at:%Y-%m-%d %H:%M})")


def _merge_line(merge: Merge) -> str:
    lost = ", ".join(dict.fromkeys(loss.field for loss in merge.losses)) or "nothing"
    return f"{', '.join(map(_shown, merge.origins))} (gave way: {lost})"


def _clash_line(clash: Clash) -> str:
    return printable(f"{clash.provider} {clash.source_id}".strip()) + ": " + ", ".join(map(_shown, clash.origins))


def _listing(heading: str, entries: Sequence[_Entry], to_line: Callable[[_Entry], str]) -> list[str]:
    if not entries:
        return []
    lines = ["", f"{heading} ({len(entries):,})", *(f"  {to_line(entry)}" for entry in entries[:MAX_LISTED])]
    if len(entries) > MAX_LISTED:
        lines.append(f"  and {len(entries) - MAX_LISTED:,} more, see --format json")
    return lines


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "none"


def _cuts(cuts: dict[str, CutCount]) -> str:
    pieces, words = sum(cut.pieces for cut in cuts.values()), sum(cut.words for cut in cuts.values())
    main = ", ".join(f"{reason} {cut.words:,}" for reason, cut in list(cuts.items())[:5])
    return f"{words:,} words in {pieces:,} pieces" + (f" ({main})" if main else "")


def _files(files: FileCounts) -> str:
    counts = f"{files.found:,} found, {files.read:,} read, {files.kept:,} as they were ({files.renamed:,} renamed)"
    return f"{counts}, {files.gone:,} gone"


def _seconds(stages: dict[str, float]) -> str:
    return ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in stages.items())


def _size(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
