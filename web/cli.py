"""The command line: `backfile COMMAND`. A command reads its arguments, calls one function, renders.

Results go to stdout, the rest to stderr. Exit codes: 0 done (for `search`: hits), 1 no hits, or
something was rejected where that counts, 2 an error, which is one line and never a traceback, 130 stopped by Ctrl-C.
Not for the commands that read articles (see `web.building`, `web.cleaning`), find them (`web.searching`), serve them
(`web.serving`) or withdraw them (`web.withdrawing`).
"""

from __future__ import annotations

import atexit
import errno
import os
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import IO, Any

import click

from index.errors import BackfileError
from index.generations.archive import Archive
from web.options import READER_GONE, format_option, is_interrupt, say, silence, with_settings, write_json
from web.settings import SETTINGS, Settings, settings_to_json, settings_to_text

_DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EACCES, errno.EPERM)
_ELSEWHERE = {
    "rebuild": ("web.building", "Build the archive anew from files and folders, then serve it in one step."),
    "search": ("web.searching", "Find articles; without a query all of them, newest first."),
    "show": ("web.searching", "Show one article, found by its id, any of its URLs, or its source's own id."),
    "status": ("web.searching", "Say what the archive holds."),
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
            held = vars(import_module(_ELSEWHERE[cmd_name][0])).values()
            return next(one for one in held if isinstance(one, click.Command) and one.name == cmd_name)
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
        except (KeyboardInterrupt, SystemError) as stop:
            if not is_interrupt(stop):
                raise
            told = str(stop) if isinstance(stop, KeyboardInterrupt) else ""
            raise _Stopped(told or "Stopped.") from stop
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
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies matrices, and waiting threads spin
    os.environ["PYTHONSAFEPATH"] = "1"  # for the processes it starts: the folder it is called in may be the sources'
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
            place = f" ({os.fspath(error.filename)!r})" if error.filename else ""
            click.echo(f"Error: Nothing more can be written: {error.strerror}{place}.", err=True)
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
