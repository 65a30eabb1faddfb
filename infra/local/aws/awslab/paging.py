"""Lists by pages."""

from collections.abc import Sequence
from typing import Optional, TypeVar

from .knobs import knobs

Item = TypeVar("Item")


def page(items: Sequence[Item], token: Optional[str], limit: int) -> tuple[list[Item], Optional[str]]:
    """The items of the page that `token` names, and the token of the next page if there is one."""
    start = int(token or 0)
    end = start + min(limit, knobs().page_size)
    return list(items[start:end]), str(end) if end < len(items) else None
