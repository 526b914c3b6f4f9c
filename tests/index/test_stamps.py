"""The line below a headline says when an article was published, and when it was changed."""

from __future__ import annotations

import pytest

from index.stamps import LONGEST, read_stamp

_LINES = {
    "Published 07:42, 3 February 2024": ("2024-02-03T07:42", ""),
    "Updated: Sat 8:31 PM, Feb 17, 2018": ("", "2018-02-17T20:31"),
    "First published on Tue 5 Mar 2024 06.00 UTC": ("2024-03-05T06:00", ""),
    "March 5, 2024 / 2:14 PM UTC / Coast News": ("2024-03-05T14:14", ""),
    "By Ada Quill | March 5, 2024": ("2024-03-05", ""),
    "March 5, 2024 - Updated March 6, 2024 at 9:10 AM": ("2024-03-05", "2024-03-06T09:10"),
    "Stand: 5. März 2024, 14:14 Uhr": ("", "2024-03-05T14:14"),
    "Veröffentlicht am 5. März 2024 | Aktualisiert am 6. März 2024 um 9:10 Uhr": ("2024-03-05", "2024-03-06T09:10"),
    "Publié le 5 mars 2024 à 14h14 - Mis à jour le 6 mars 2024 à 8h": ("2024-03-05T14:14", "2024-03-06T08:00"),
    "Publicado el 5 de marzo de 2024. Actualizado el 6 de marzo de 2024": ("2024-03-05", "2024-03-06"),
    "Pubblicato il 5 marzo 2024, aggiornato il 6 marzo 2024": ("2024-03-05", "2024-03-06"),
    "Gepubliceerd op 5 maart 2024 om 14:14": ("2024-03-05T14:14", ""),
    "Updated 3 hours ago": ("", ""),
    "The dates were published in March 2024": ("", ""),
    "Police updated the count on March 5, 2024 and said": ("", ""),
    "March 2024": ("", ""),
    f"Published March 5, 2024 {LONGEST * '.'}": ("", ""),
}


@pytest.mark.parametrize(("line", "expected"), _LINES.items())
def test_the_dates_of_a_line_are_told_apart(line: str, expected: tuple[str, str]) -> None:
    """What follows a word for a change is an update; what is no date with a day is nothing."""
    found = read_stamp(line)
    assert tuple(one.written if one else "" for one in found) == tuple(
        f"{one}:00+00:00" if "T" in one else one for one in expected
    )
