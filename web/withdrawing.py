"""The commands that take articles out of every answer and bring them back: `withdraw`, `restore`, `withdrawals`.

Not for how a withdrawal is kept (see `index.withdrawals`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from index.errors import InvalidRequest
from index.generations.archive import Archive
from index.withdrawals import Entry, Withdrawal, read_log
from index.withdrawing import restore as restore_article
from index.withdrawing import to_microseconds
from index.withdrawing import withdraw as withdraw_article
from web.dates import days_of
from web.options import format_option, say, with_settings, write_json
from web.render import Json
from web.settings import Settings
from web.terminal import disarm


@click.command()
@click.argument("name", metavar="URL|ID")
@click.option("--reason", required=True, metavar="TEXT", help="Why; shown where the article was.")
@click.option("--until", metavar="DATE", help="Last day it stays withdrawn; on the next one it is back by itself.")
@click.option("--force", is_flag=True, help="Also if no article has this name, so that none with it ever enters.")
@format_option
@with_settings("archive")
def withdraw(settings: Settings, name: str, reason: str, until: str | None, force: bool, form: str) -> None:
    """Take an article out of every answer of the archive, at once and through every rebuild.

    Servers that run notice it with their next request. It stays in the files of the archive until it
    has gone from the sources and the archive has been rebuilt.
    """
    entry = withdraw_article(settings.archive, name, reason, until=_day(until), force=force)
    if form == "json":
        write_json(entry_to_json(entry))
    else:
        end = f"to the end of {entry.until} (UTC)" if entry.until else "for good"
        say(disarm(f"Withdrawn {end}: {_names(entry.ids + entry.names)}"))


@click.command()
@click.argument("name", metavar="URL|ID")
@click.option("--reason", default="", metavar="TEXT", help="Why; for the log.")
@format_option
@with_settings("archive")
def restore(settings: Settings, name: str, reason: str, form: str) -> None:
    """Bring a withdrawn article back, named by whatever it was withdrawn as or is known by."""
    entry = restore_article(settings.archive, name, reason)
    if form == "json":
        write_json(entry_to_json(entry))
    else:
        say(disarm(f"Restored: {_names(entry.ids + entry.names)}"))


@click.command()
@click.option("--history", is_flag=True, help="Every line of the log, and not only what is withdrawn now.")
@format_option
@with_settings("archive")
def withdrawals(settings: Settings, history: bool, form: str) -> None:
    """List what is withdrawn, since when, why, by whom and until when."""
    log = read_log(settings.archive)
    if not log.bytes:
        Archive(settings.archive).current()  # an archive that is not there is an error
    in_force = log.in_force(to_microseconds(datetime.now(UTC)))
    if log.torn:
        say(
            f"The log ends in a torn line of {log.torn:,} bytes, which a crash left there. It does not count;"
            " the next withdrawal is written behind it.",
            err=True,
        )
    if form == "json":
        listed = list(map(entry_to_json, log.entries)) if history else list(map(withdrawal_to_json, in_force))
        write_json({"history" if history else "withdrawals": listed, "torn_bytes": log.torn})
    elif history:
        say("".join(map(_entry_to_text, log.entries)), nl=False)
    else:
        say("\n".join(map(_withdrawal_to_text, in_force)) or "Nothing is withdrawn.\n", nl=False)


def entry_to_json(entry: Entry) -> Json:
    """A line of the log."""
    return {
        "when": _instant(entry.when),
        "action": entry.action,
        "name": entry.name,
        "ids": list(entry.ids),
        "names": list(entry.names),
        "reason": entry.reason or None,
        "until": entry.until.isoformat() if entry.until else None,
        "who": entry.who or None,
    }


def withdrawal_to_json(withdrawal: Withdrawal) -> Json:
    """What is withdrawn, with everything it is known by."""
    return {
        "name": withdrawal.name,
        "since": _instant(withdrawal.since),
        "until": withdrawal.until.isoformat() if withdrawal.until else None,
        "reason": withdrawal.reason,
        "who": withdrawal.who or None,
        "known_by": sorted(withdrawal.keys),
    }


def _entry_to_text(entry: Entry) -> str:
    notes = [entry.reason, f"until {entry.until}" if entry.until else "", f"by {entry.who}" if entry.who else ""]
    return disarm(f"{_instant(entry.when)}  {entry.action:<8}  {entry.name}  {'; '.join(filter(None, notes))}") + "\n"


def _withdrawal_to_text(withdrawal: Withdrawal) -> str:
    rows = (
        ("reason", withdrawal.reason),
        ("since", _instant(withdrawal.since) + (f" by {withdrawal.who}" if withdrawal.who else "")),
        ("until", withdrawal.until.isoformat() if withdrawal.until else "restored"),
        *(("known by", name) for name in sorted(withdrawal.keys)),
    )
    return disarm("".join([f"{withdrawal.name}\n", *(f"  {name:<10}{value}\n" for name, value in rows)]))


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(label: str | None) -> date | None:
    """The last day of a date, month or year."""
    if label is None:
        return None
    try:
        return days_of(label)[1]
    except ValueError as error:
        raise InvalidRequest(f"`until` is {label[:40]!r}; write it as YYYY-MM-DD.", parameter="until") from error
