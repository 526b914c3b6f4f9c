"""What rules for the wording of page furniture are made of: a kind of it, and names that many rules share.

Not for the rules themselves (`index.cleaning.invitations`, `index.cleaning.imprint`).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

NETWORKS: Final = (
    r"facebook|twitter|whatsapp|linked ?in|pinterest|reddit|instagram|telegram|tumblr|google ?(?:\+|plus)|flipboard"
    r"|stumbleupon|messenger|youtube|snapchat|tiktok|weibo|wechat|bluesky|mastodon|rss"
)
AGENCIES: Final = r"AP|AFP|Reuters|Getty(?: Images)?|EPA(?:-EFE)?|EFE|Bloomberg|Shutterstock|iStock|dpa|PA Wire"


class Kind(NamedTuple):
    """A kind of furniture: why it goes, and the pattern that a whole paragraph of it matches."""

    reason: str
    pattern: re.Pattern[str]


def kind(reason: str, *patterns: str) -> Kind:
    """A kind that is any of these patterns, whatever their case."""
    return Kind(reason, re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE))
