"""Every error Backfile raises on purpose, each with a stable code and what to do about it.

BackfileError
├── InvalidRequest          a parameter that cannot be read          400
├── InvalidSettings         a configuration value that cannot be read
├── ArticleNotFound         no article has this id                   404
├── ArticleWithdrawn        it was taken out of every answer         410
├── SourceUnreadable        a source that does not exist or cannot be walked
└── EngineError             the archive cannot answer
    ├── IndexMissing        there is no archive here                 503
    ├── IndexIncompatible   written by another version, or damaged   503
    ├── IndexLocked         another rebuild is running
    ├── EngineUnavailable   the archive stopped answering            503
    └── WithdrawalsUnreadable  what is withdrawn cannot be told      503
"""

from __future__ import annotations

from datetime import date, datetime


class BackfileError(Exception):
    """The root: catch this and nothing of ours escapes.

    `code` is stable and meant for programs; the message is a sentence for people.
    """

    code = "error"
    http_status = 500
    exit_code = 2


class InvalidRequest(BackfileError):
    """A request parameter that cannot be read; `parameter` names it."""

    code = "invalid_request"
    http_status = 400

    def __init__(self, message: str, *, parameter: str, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.parameter = parameter
        self.code = code


class InvalidSettings(BackfileError):
    """A setting that is unknown or has an impossible value."""

    code = "invalid_settings"


class ArticleNotFound(BackfileError):
    """No article in the archive has this id."""

    code = "article_not_found"
    http_status = 404


class ArticleWithdrawn(BackfileError):
    """The article was withdrawn by hand: since when, until when (None is for good) and why."""

    code = "article_withdrawn"
    http_status = 410

    def __init__(self, reason: str, *, since: datetime, until: date | None) -> None:
        back = f" It comes back after {until}." if until else ""
        stop = "" if reason.endswith((".", "!", "?", "…")) else "."
        super().__init__(f"This article was withdrawn on {since:%Y-%m-%d}. The reason: {reason}{stop}{back}")
        self.reason = reason
        self.since = since
        self.until = until


class SourceUnreadable(BackfileError):
    """A source named on the command line that does not exist or cannot be read."""

    code = "source_unreadable"


class EngineError(BackfileError):
    """The archive cannot answer. Never shown as an empty result."""

    code = "engine_error"
    http_status = 503


class IndexMissing(EngineError):
    """There is no archive at this place yet."""

    code = "index_missing"


class IndexIncompatible(EngineError):
    """The archive was written by another version, or its files are damaged."""

    code = "index_incompatible"


class IndexLocked(EngineError):
    """Another process is rebuilding this archive."""

    code = "index_locked"


class EngineUnavailable(EngineError):
    """The archive stopped answering while a request was running."""

    code = "engine_unavailable"


class WithdrawalsUnreadable(EngineError):
    """The log of withdrawn articles is damaged, so that nothing can be shown without the risk of showing one."""

    code = "withdrawals_unreadable"
