"""What commands share: settings as flags, the choice of a form, text and JSON on their way out.

Not for what a single command takes (see `web.cli`, `web.building`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import IO, Any

import click

from web.render import encode_json
from web.settings import DEFAULT_FILE, SETTINGS, load_settings

READER_GONE = 141
"""The exit code where output ended early because nobody read on: what a shell reports of SIGPIPE."""

Command = Callable[..., Any]


def with_settings(*names: str) -> Callable[[Command], Command]:
    """A command that takes these settings as flags, and all of them as its first argument."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def read_and_call(config: Path | None, **given: Any) -> Any:
            flags = {name: given.pop(name) for name in names}
            return command(load_settings(flags, os.environ, config), **given)

        decorated: Command = read_and_call
        for name in reversed(names):
            decorated = _flag(name)(decorated)
        path = click.Path(path_type=Path)
        return click.option("--config", type=path, help=f"Settings file.  [default: {DEFAULT_FILE} if there]")(
            decorated
        )

    return decorate


def _flag(name: str) -> Callable[[Command], Command]:
    setting = SETTINGS[name]
    default = "none" if setting.default == "" else setting.default
    shown = f"{setting.help.capitalize()}.  [default: {default}; {setting.variable}]"
    metavar = "N" if isinstance(setting.default, int) else "TEXT"
    return click.option(f"--{name.replace('_', '-')}", name, metavar=metavar, help=shown)


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the output.",
)


mapping_option = click.option(
    "--mapping",
    "mapping_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where the fields of JSON and CSV records stand, if they have names of their own (TOML).",
)


def cache_options(command: Command) -> Command:
    """Two flags about the records that a rebuild keeps for the next one."""
    fresh = click.option("--fresh", is_flag=True, help="Read every file, also those that have not changed.")
    off = click.option("--no-cache", is_flag=True, help="Read every file and keep no records for the next rebuild.")
    return fresh(off(command))


def say(text: str, *, err: bool = False, nl: bool = True) -> bool:
    """Print a text; whether anybody still reads. A reader that has gone, as `head` does, changes nothing else.

    A command says what it found, and its exit code must not depend on how much of that was read.
    """
    try:
        click.echo(text, err=err, nl=nl)
    except BrokenPipeError:
        silence(sys.stderr if err else sys.stdout)
        return False
    return True


def silence(stream: IO[str]) -> None:
    """Let a stream lead nowhere, so that what its buffer still holds goes without complaint."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def is_interrupt(error: BaseException) -> bool:
    """Whether Ctrl-C ended something. In a compiled loop it comes as a SystemError, with the interrupt as its cause."""
    return isinstance(error, KeyboardInterrupt) or (
        isinstance(error, SystemError) and isinstance(error.__cause__ or error.__context__, KeyboardInterrupt)
    )


def write_json(value: object, *, indent: bool = True) -> bool:
    """JSON on stdout, indented or one line; whether anybody still reads."""
    return say(encode_json(value, indent=indent).decode())


def colored() -> bool:
    """Whether stdout takes colours: a terminal, unless NO_COLOR is set."""
    return bool(sys.stdout and sys.stdout.isatty()) and not os.environ.get("NO_COLOR")
