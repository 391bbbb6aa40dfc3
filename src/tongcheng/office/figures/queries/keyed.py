"""The rows that stand for gaps, by key."""

from __future__ import annotations

from collections.abc import Sequence

from tongcheng.office.lists.models import Item, ItemState, List

#: A row in one of these states stands for its gap no more: the same gap makes a new row.
_GONE = (ItemState.CANCELLED, ItemState.SWAPPED, ItemState.SPLIT, ItemState.MERGED, ItemState.TRANSFERRED)


def rows_with_keys(lst: List, keys: Sequence[str]) -> dict[str, Item]:
    """Give the row of each key, of this list first, then of any list of the same circle; two queries at most."""
    found: dict[str, Item] = {}
    rows = Item.objects.filter(gap_key__in=keys, synthetic=lst.synthetic, list__circle=lst.circle)
    for item in rows.exclude(state__in=_GONE).select_related("list", "reporting_unit").order_by("pk"):
        if item.gap_key not in found or (item.list_id == lst.pk and found[item.gap_key].list_id != lst.pk):
            found[item.gap_key] = item
    return found
