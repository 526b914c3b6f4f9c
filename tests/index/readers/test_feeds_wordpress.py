"""An export of WordPress names its authors above its items, and dates these in elements of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.article import Instant
from index.record import Record
from tests.index.readers.test_feeds import HEAD, record, rss


def _export(authors: str, inner: str) -> Record:
    head = "".join(
        f"<wp:author><wp:author_login>{login}</wp:author_login>{names}</wp:author>"
        for login, names in (pair.split("=") for pair in authors.split(";") if pair)
    )
    item = f"<item><title>Crane put off</title><dc:creator>alee</dc:creator>{inner}</item>"
    return record(rss(item, f"{HEAD}{head}").replace("<rss ", '<rss xmlns:wp="http://wordpress.org/export/1.2/" '))


@pytest.mark.parametrize(
    ("authors", "named"),
    [
        (
            "bo=<wp:author_display_name>Bo Ek</wp:author_display_name>;"
            "alee=<wp:author_display_name>Ann Lee</wp:author_display_name>",
            "Ann Lee",
        ),
        (
            "alee=<wp:author_display_name>alee</wp:author_display_name><wp:author_first_name>Ann</wp:author_first_name>"
            "<wp:author_last_name>Lee</wp:author_last_name>",
            "Ann Lee",
        ),
        ("alee=<wp:author_display_name/>", "alee"),
        ("bo=<wp:author_display_name>Bo Ek</wp:author_display_name>", "alee"),
        ("", "alee"),
    ],
)
def test_an_author_of_an_export_has_a_name(authors: str, named: str) -> None:
    """Items bear the login; what it stands for is said once, above them."""
    assert _export(authors, "").authors == (named,)


def test_the_dates_of_an_export_are_taken() -> None:
    """Of the change too; what was never dated says so in noughts, which is no date and no fault."""
    found = _export(
        "",
        "<pubDate/><wp:post_date_gmt>2021-03-04 10:15:00</wp:post_date_gmt>"
        "<wp:post_modified_gmt>2021-03-05 10:15:00</wp:post_modified_gmt>",
    )
    assert found.published == Instant(datetime(2021, 3, 4, 10, 15, tzinfo=UTC))
    assert found.updated == Instant(datetime(2021, 3, 5, 10, 15, tzinfo=UTC))
    none = _export("", "<wp:post_modified_gmt>0000-00-00 00:00:00</wp:post_modified_gmt>")
    assert (none.updated, none.problems) == (None, ())
