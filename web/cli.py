"""The command line: `backfile COMMAND`. A command reads its arguments, calls one function, renders.

Results go to stdout, the rest to stderr. Exit codes: 0 done (for `search`: hits), 1 no hits, or
something was rejected where that counts, 2 an error, which is one line and never a traceback, 130 stopped by Ctrl-C.
Not for the commands that read articles (see `web.building`, `web.cleaning`), serve them (`web.serving`) or
withdraw them (`web.withdrawing`).
"""

from __future__ import annotations

import atexit
import errno
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from typing import IO, Any

import click

from index.errors import BackfileError
from index.generations.archive import Archive
from index.schema import FACET_FIELDS
from search.engine import Engine, open_engine
from search.model import COPIES, INTERVALS, MATCHES, SORTS
from web.options import READER_GONE, Command, colored, format_option, say, silence, with_settings, write_json
from web.params import parse_request
from web.render import losses_to_json, marked_article_to_json, response_to_json, status_to_json
from web.settings import SETTINGS, Settings, settings_to_json, settings_to_text
from web.terminal import article_to_text, response_to_text, status_to_text

_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_ELSEWHERE = {
    "rebuild": ("web.building", "Build the archive anew from files and folders, then serve it in one step."),
    "serve": ("web.serving", "Serve the archive: the search page and its JSON."),
    "demo": ("web.serving", "Build an archive of the sample articles, and serve it."),
    "clean": ("web.cleaning", "Show what each record of a file becomes, and what is cut and why."),
    "withdraw": ("web.withdrawing", "Take an article out of every answer of the archive, at once."),
    "restore": ("web.withdrawing", "Bring a withdrawn article back."),
    "withdrawals": ("web.withdrawing", "List what is withdrawn, since when, why, by whom and until when."),
}
"""Commands of other modules, with what `--help` says of them, so that it need not load them."""


class _Failure(click.ClickException):
    exit_code = BackfileError.exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        try:
            super().show(file)
        except BrokenPipeError:
            silence(sys.stderr)


class _Stopped(_Failure):
    exit_code = 130
    """What a shell reports of SIGINT; 1 would be that of a rejection."""

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002 - click's own
        say(self.message, err=True)


class _Commands(click.Group):
    """The one place where an error of ours, or Ctrl-C, becomes a line on stderr and an exit code.

    The commands of other modules are loaded when they are asked for: they take a second to load.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_ELSEWHERE, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _ELSEWHERE:
            module, _ = _ELSEWHERE[cmd_name]
            found: click.Command = getattr(import_module(module), cmd_name)
            return found
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's own
        """A line a command."""
        own = ((name, command.get_short_help_str(limit=80)) for name, command in self.commands.items())
        with formatter.section("Commands"):
            formatter.write_dl([*((name, told) for name, (_, told) in _ELSEWHERE.items()), *sorted(own)])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BackfileError as error:
            raise _Failure(str(error)) from error
        except KeyboardInterrupt as stop:
            raise _Stopped(str(stop) or "Stopped.") from stop
        except BrokenPipeError:  # something of click's own, such as a help text
            silence(sys.stdout)
            return ctx.exit(READER_GONE)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backfile", message="backfile %(version)s")
def cli() -> None:
    """Full-text search over archives of news articles.

    Exit codes: 0 done or hits, 1 no hits or something rejected, 2 an error, 130 stopped by Ctrl-C.
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")


def main() -> None:
    """The entry point of the `backfile` command."""
    try:
        cli(prog_name="backfile")
    except BrokenPipeError:  # click's own message to whoever mistyped a command
        silence(sys.stderr)
        sys.exit(BackfileError.exit_code)
    except OSError as error:
        if error.errno not in _DISK_ERRORS:
            raise
        silence(sys.stdout)
        with suppress(OSError):
            click.echo(f"Error: Nothing more can be written: {error.strerror}.", err=True)
        silence(sys.stderr)
        sys.exit(BackfileError.exit_code)
    except SystemExit as left:
        if isinstance(left.code, int) and threading.active_count() == 1:
            _leave(left.code)
        raise


def _leave(code: int) -> None:
    """End the process without taking apart what it has loaded, which takes a quarter of a second after a rebuild.

    Returns where not all that was said can be written: Python's own way of ending deals with that.
    """
    atexit._run_exitfuncs()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None where whoever called has closed it
            stream.flush()
    except OSError:
        return
    os._exit(code)


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


@cli.command("search")
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


@cli.command()
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


@cli.command()
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


@cli.command()
@with_settings("archive")
def verify(settings: Settings) -> None:
    """Check every file of the archive against its checksum."""
    say(f"{Archive(settings.archive).verify()} is whole.")


@cli.command()
@with_settings("archive")
def rollback(settings: Settings) -> None:
    """Serve the generation before the current one again."""
    say(f"{Archive(settings.archive).rollback()} is served again.")


@cli.command()
@format_option
@with_settings(*SETTINGS)
def config(settings: Settings, form: str) -> None:
    """Show every setting, its value and where it came from."""
    if form == "json":
        write_json(settings_to_json(settings))
    else:
        say(settings_to_text(settings))
