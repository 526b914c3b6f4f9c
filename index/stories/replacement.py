"""Whether one text has words in the place of another's: for scripts without capitals, where any word may be a name.

Two texts in, yes or no out. An editor does that too, so that it tells forms from copies only where those would
come late. Pure.
"""

from __future__ import annotations

from itertools import pairwise

from index.stories.differences import differences
from index.stories.names import is_spelt_alike
from index.stories.wording import words_of

_CASED = 1 / 4  # of the letters; what another script quotes in this one is less
_STEPS = 100_000  # of comparing two texts, some hundredths of a second


def has_capitals(text: str) -> bool:
    """Whether a text is written in a script that has them, be it all in small letters.

    >>> has_capitals("東京でAIについての会議が開かれた"), has_capitals("it rained")
    (False, True)
    """
    if text.isascii():
        return True
    letters = [character for character in text if character.isalpha()]
    cased = sum(character.lower() != character.upper() for character in letters)
    return cased >= _CASED * len(letters)


def replaces_words(one: str, other: str) -> bool:
    """Whether at some place each of two texts has words that the other has nowhere; other spellings do not count.

    >>> replaces_words("南京下了大雨。", "成都下了大雨。"), replaces_words("南京下了大雨。", "南京昨天下了大雨。")
    (True, False)
    """
    known, given = set(words_of(one)), set(words_of(other))
    for before, after in pairwise(differences(one, other, steps=_STEPS)):
        if (before.fate, after.fate) == ("removed", "added"):
            gone = "".join(word for word in words_of(before.text) if word not in given)
            come = "".join(word for word in words_of(after.text) if word not in known)
            if gone and come and not is_spelt_alike(gone, come):
                return True
    return False
