"""The commands that ask an archive: `search`, `show`, `status`.

Apart from the other commands because those need none of what answers a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import click

from index.schema import FACET_FIELDS
from search.engine import Engine, open_engine
from search.model import COPIES, INTERVALS, MATCHES, SORTS
from web.options import Command, colored, format_option, say, with_settings, write_json
from web.params import parse_request
from web.render import losses_to_json, marked_article_to_json, response_to_json, status_to_json
from web.settings import Settings
from web.terminal import article_to_text, response_to_text, status_to_text


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    with closing(open_engine(f"whoosh:{settings.archive}")) as engine:
        yield engine


def _search_options(command: Command) -> Command:
    options = [
        click.option("--match", type=click.Choice(MATCHES), help="How many of the words an article must have."),
        click.option("--sort", type=click.Choice(SORTS), help="Order of the hits."),
        click.option("--from", metavar="DATE", help="First day, month or year of publication."),
        click.option("--to", metavar="DATE", help="Last day, month or year of publication."),
        *(
            click.option(f"--{field}", multiple=True, help=f"Only this {field}; -VALUE leaves it out. May repeat.")
            for field in FACET_FIELDS
        ),
        click.option("--story", metavar="ID|URL", help="Only the report that this article prints, in all its copies."),
        click.option("--copies", type=click.Choice(COPIES), help="Fold the copies of a report, or show them all."),
        click.option("--offset", metavar="N", help="Pass over so many hits."),
        click.option("--limit", metavar="N", help="Show so many hits, at most 100."),
        click.option("--cursor", help="Go on where an earlier answer ended."),
        click.option("--facets", multiple=True, help="Fields to count, with commas; none for none."),
        click.option("--interval", type=click.Choice([*INTERVALS, "none"]), help="Interval of the timeline."),
        click.option("--explain", is_flag=True, help="Say what each word added to a score."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("search")
@click.argument("query", nargs=-1)
@_search_options
@click.option("--show-query", is_flag=True, help="Print on stderr how the query was read.")
@format_option
@with_settings("archive")
@click.pass_context
def search_archive(
    ctx: click.Context, /, settings: Settings, query: tuple[str, ...], show_query: bool, form: str, **given: Any
) -> None:
    """Find articles. Without QUERY: all of them, newest first.

    Put -- before a query that begins with a dash: backfile search -- gold -silver
    """
    with _engine(settings) as engine:
        response = engine.search(parse_request(_pairs({"q": " ".join(query), **given})))
    if show_query:
        say(f"read as: {response.read_as}", err=True)
    if form == "json":
        write_json(response_to_json(response))
    else:
        say(response_to_text(response, colored()), nl=False)
    ctx.exit(0 if response.total else 1)


def _pairs(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Options as request parameters, which have the same names."""
    for name, value in given.items():
        if isinstance(value, tuple):
            yield from ((name, one) for one in value)
        elif value not in (None, False, ""):
            yield name, "true" if value is True else str(value)


@click.command()
@click.argument("name", metavar="ID|URL")
@click.option("--q", "query", default="", help="Mark the words of this query.")
@format_option
@with_settings("archive")
def show(settings: Settings, name: str, query: str, form: str) -> None:
    """Show one article, found by its id, any of its URLs, or its source's own id."""
    with _engine(settings) as engine:
        marked = engine.article(name, query)
    if form == "json":
        write_json(marked_article_to_json(marked) | losses_to_json(marked))
    else:
        say(article_to_text(marked, colored()), nl=False)


@click.command()
@format_option
@with_settings("archive")
def status(settings: Settings, form: str) -> None:
    """Say what the archive holds."""
    with _engine(settings) as engine:
        held = engine.status()
    if form == "json":
        write_json(status_to_json(held))
    else:
        say(status_to_text(held), nl=False)
