"""A forger who knows how bundles are made."""

import pytest

from bundles import Forger


@pytest.fixture
def forger():
    return Forger
