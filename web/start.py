"""Where the `backfile` command begins, and what Ctrl-C does until `web.cli` is loaded, which says what it does then."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command. Ctrl-C while it is being loaded ends it at once, with nothing to say and no traceback."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:  # whoever started it does not want Ctrl-C ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from web.cli import main as run

    signal.signal(signal.SIGINT, handler)
    run()
