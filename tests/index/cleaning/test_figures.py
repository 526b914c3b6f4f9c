"""Quotations in figures and the captions of photo stories are text, other captions are not."""

from __future__ import annotations

import pytest

from tests.index.cleaning.test_extraction import ENGLISH, GERMAN, LANGUAGES, RUSSIAN, Story, body_of, told

QUOTE = "Never in my life have I seen so much water come over that pier."
CAPTIONS = tuple(f"The ferry lies at pier number {at}, where it has been since Sunday." for at in range(4))
PHOTOS = {
    "plain": "<figure><img src=a><figcaption>{}</figcaption></figure>",
    "linked": "<figure><a href=/a><img src=a></a><figcaption class=text-caption><p>{}</p></figcaption></figure>",
    "credited": "<figure><img src=a><figcaption><span class=caption>{}</span> <i>Photo: Ek</i></figcaption></figure>",
    "list": "<li class=slide><figure><img src=a><figcaption>{}</figcaption></figure></li>",
    "old": "<dl class=item><dt><a href=/a><img src=a></a></dt><dd class=gallery-caption>{}</dd></dl>",
    "box": "<div class='slide image'><img src=a><div class=slide-caption><p>{}</p></div></div>",
}


@pytest.mark.parametrize("story", LANGUAGES)
@pytest.mark.parametrize("photo", PHOTOS.values(), ids=PHOTOS)
def test_captions_of_a_photo_story_are_its_text(photo: str, story: Story) -> None:
    """They say more than the paragraphs, wherever those stand; short ones among them stay too."""
    for before in (0, 1):
        beginning, photos = told(story[:before]), "".join(map(photo.format, story[before:]))
        assert body_of(f"<article>{beginning}<div class=photos>{photos}</div></article>") == list(story)
        body = body_of(f"<article><div class=text>{beginning}</div><div class=slideshow>{photos}</div></article>")
        assert body == list(story)


@pytest.mark.parametrize("story", [ENGLISH, GERMAN, RUSSIAN])
@pytest.mark.parametrize("photo", PHOTOS.values(), ids=PHOTOS)
def test_captions_among_paragraphs_are_no_text(photo: str, story: Story) -> None:
    """A story that has more to say than its pictures is read without their captions, as are others' pictures."""
    among = [told((one,)) + photo.format(caption) for one, caption in zip(story[1:], CAPTIONS, strict=True)]
    others = "".join(photo.format(f"<a href=/{at}>{caption}</a>") for at, caption in enumerate(CAPTIONS * 3))
    body = body_of(f"<article>{told(story[:1])}{''.join(among)}</article><div>{others}</div>")
    assert body == list(story)


@pytest.mark.parametrize(
    ("figure", "name"),
    [
        ("<figure class=wp-block-pullquote><blockquote><p>{}</p><cite>Tom Reed</cite></blockquote></figure>", True),
        ("<figure><blockquote>{}</blockquote><figcaption>Tom Reed</figcaption></figure>", True),
        ("<figure><img src=a><blockquote><p>{}</p></blockquote><figcaption>Tom Reed</figcaption></figure>", False),
    ],
)
def test_quotation_in_a_figure_is_kept_once(figure: str, name: bool) -> None:
    """What no paragraph says stays, with who said it, and what one does is not repeated."""
    around = f"<article>{told(ENGLISH[:3])}{figure}{told(ENGLISH[3:])}</article>"
    assert body_of(around.format(QUOTE)) == [*ENGLISH[:3], QUOTE, *(["Tom Reed"] if name else []), *ENGLISH[3:]]
    assert body_of(around.format("a new crank is being cast in Turin")) == list(ENGLISH)
