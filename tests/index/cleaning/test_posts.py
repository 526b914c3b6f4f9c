"""Parts that are all named as the text of an article is are one story, unless each is an article of its own."""

from __future__ import annotations

import pytest

from index.cleaning.html.extraction import extract_article

POSTS = tuple(
    " ".join(f"{text} Nobody was hurt, says watch {at}." for at in range(3))  # more than is taken for a stub
    for text in (
        "The crane barge has reached the lock, and the first of four steel gates hangs from its hook since seven.",
        "Wind of more than forty knots has stopped the work, and the gate has been set down on the quay again.",
        "Divers say the sill is sound, so that the gate will go in tonight if the wind drops as it is forecast to.",
        "The gate is in, three hours late, and the lock keeper has let in the water by the width of a hand.",
    )
)


def article_of(body: str) -> list[str]:
    return extract_article(f"<html><head><title>Lock</title></head><body>{body}</body></html>").paragraphs


def posts(post: str) -> str:
    return "".join(post.format(at=at, text=text) for at, text in enumerate(POSTS))


@pytest.mark.parametrize(
    "name", ["class=post-body", "class='x entry-content'", "class=story-body", "itemprop=articleBody"]
)
@pytest.mark.parametrize(
    "post",
    [
        "<div class=post><div {name}><p>{{text}}</p><p>{{text}}</p></div><a href=#>Share</a></div>",
        "<div class=post><div {name}><h2>At {{at}}</h2><p>{{text}}</p></div><div><a href=#>Share</a></div></div>",
        "<section><h3><a href=#p{{at}}>At {{at}}</a></h3><div {name}><div><p>{{text}}</p></div></div></section>",
        "<div {name}><p>{{text}}</p></div><div class=ad>Advertisement</div>",
    ],
)
@pytest.mark.parametrize("around", ["<article>{}</article>", "<div id=live>{}</div><div class=foot><p>Bye.</p></div>"])
def test_every_part_that_is_named_as_the_article_is_kept(around: str, post: str, name: str) -> None:
    """A live blog is more than its first post, whatever the bodies of its posts are called."""
    article = article_of(f"<h1>Lock</h1>{around.format(posts(post.format(name=name)))}")
    assert [text for text in POSTS if text not in article] == []


@pytest.mark.parametrize("heading", ["<h1>Story {at}</h1>", "<h2><a href=/{at}>Story {at}</a></h2>"])
def test_articles_of_their_own_are_not_joined(heading: str) -> None:
    """Where each part has the heading of a page or a link to one, the first is the article."""
    post = f"<div class=post>{heading}<div class=post-body><p>{{text}}</p><p>So: {{text}}</p></div></div>"
    told = " ".join(article_of(f"<h1>Lock</h1><main>{posts(post)}</main>"))
    assert POSTS[0] in told
    assert [text for text in POSTS[1:] if text in told] == []


def test_part_that_is_nearly_all_is_the_article() -> None:
    """Short parts of the same name beside a long one do not count."""
    long = "".join(f"<p>{text} It was the {at}th try.</p>" for at in range(1, 9) for text in POSTS)
    short = f"<div><div class=post-body><p>{POSTS[0]}</p></div></div>"
    told = article_of(f"<h1>Lock</h1><main><div><div class=post-body>{long}</div></div>{short * 3}</main>")
    assert len(told) == 8 * len(POSTS)
