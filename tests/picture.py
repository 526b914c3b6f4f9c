"""The README's picture of the search page.

    python -m tests.picture                 take it anew
    python -m tests.picture --file FILE     write it elsewhere

The sample articles are indexed and served by the real program, and Debian's Chromium looks at them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

from index.rebuilding.rebuild import rebuild
from search.model import Filter, SearchRequest
from tests.places import ROOT, SAMPLE
from tests.serving import free_port, running
from tests.web.browser.visitor import Visitor, chromium
from web.links import search_path

_PICTURE = ROOT / ".readme" / "page.png"
_TOPICS = (Filter("topic", "Harbour"), Filter("topic", "Flood"))
_QUESTION = SearchRequest(text="harbour OR flood", filters=_TOPICS, since=date(2020, 1, 1))
_WIDTH, _HEIGHT = 1200, 818


def take_picture(file: Path) -> None:
    """Write the picture of a search of the sample articles to this file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rebuild([SAMPLE], folder / "archive")
        options = ("--archive", "archive", "--port", str(free_port()))
        with running("serve", *options, cwd=folder) as (_, address), chromium() as browser:
            visitor = Visitor(browser, address)
            page = visitor.open(search_path(_QUESTION), width=_WIDTH)
            file.parent.mkdir(exist_ok=True)
            page.screenshot(path=file, clip={"x": 0, "y": 0, "width": _WIDTH, "height": _HEIGHT})
            visitor.leave()


def main(arguments: list[str]) -> None:
    """Take the picture, and say where it is and how large."""
    parser = argparse.ArgumentParser(prog="python -m tests.picture", description="Take a picture of the search page.")
    parser.add_argument("--file", type=Path, default=_PICTURE, help="where to write it; without it the README's")
    file: Path = parser.parse_args(arguments).file
    take_picture(file)
    print(f"{file}: {file.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
