"""The progress of a rebuild on stderr: a bar for people, plain lines for logs.

`index.rebuilding.rebuild.Progress` events go in; nothing comes out but text on the console.
"""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text

from index.rebuilding.progress import Progress, Stage
from web.options import silence

_LINE_SECONDS = 5.0
_WORDS: dict[Stage, str] = {
    "find": "finding files",
    "read": "reading and cleaning",
    "assemble": "putting articles together",
    "write": "writing the index",
    "publish": "publishing",
}


class ProgressLines:
    """A line when a stage begins, ends, and every few seconds between."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage: Stage | None = None
        self._due = 0.0

    def __enter__(self) -> ProgressLines:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def __call__(self, progress: Progress) -> None:
        complete = 0 < progress.total == progress.done
        if progress.stage == self._stage and monotonic() < self._due and not complete:
            return
        self._stage = progress.stage
        self._due = monotonic() + _LINE_SECONDS
        self._console.print(_line(progress), markup=False, highlight=False, soft_wrap=True)


class ProgressBars:
    """A bar for each stage, with its rate and the time left."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _RateColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._tasks: dict[Stage, TaskID] = {}

    def __enter__(self) -> ProgressBars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish_stages()
        self._bars.stop()

    def __call__(self, progress: Progress) -> None:
        if progress.stage not in self._tasks:
            self._finish_stages()
            self._tasks[progress.stage] = self._bars.add_task(_WORDS[progress.stage], total=None)
        self._bars.update(
            self._tasks[progress.stage],
            completed=progress.done,
            total=progress.total if progress.done else None,
            pace=_pace(progress),
        )

    def _finish_stages(self) -> None:
        for task in self._tasks.values():
            total = self._bars.tasks[task].total or 1
            self._bars.update(task, completed=total, total=total)
            self._bars.stop_task(task)


class _Console(Console):
    """Stderr. Where nobody reads it any more the rebuild goes on unseen, for nobody told it to stop."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        silence(sys.stderr)


class _RateColumn(ProgressColumn):
    """What `_pace` said last; rich's own estimate knows nothing of ours."""

    def render(self, task: Task) -> Text:
        return Text(str(task.fields.get("pace", "")))


def progress_on_stderr() -> ProgressBars | ProgressLines:
    """Bars where stderr is a terminal, lines where it is a file or a pipe."""
    console = _Console(stderr=True)
    return ProgressBars(console) if console.is_terminal else ProgressLines(console)


def _line(progress: Progress) -> str:
    count = f" {progress.done:,} of {progress.total:,} {progress.unit}" if progress.total else ""
    pace = _pace(progress)
    return f"{_WORDS[progress.stage]}{count}" + (f" ({pace})" if pace else "")


def _pace(progress: Progress) -> str:
    if not progress.rate:
        return ""
    left = f", {_duration(progress.eta)} left" if progress.eta else ""
    return f"{progress.rate:,.0f} {progress.unit}/s{left}"


def _duration(seconds: float) -> str:
    """Seconds in words.

    >>> _duration(59.6), _duration(3725)
    ('1:00', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
