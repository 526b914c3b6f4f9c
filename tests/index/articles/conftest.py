"""What tests of articles share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.index.articles.newsroom import Newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)
