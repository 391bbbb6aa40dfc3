"""Everything that is read of lists for pages, papers and workbooks; always as far as the reader may see."""

from tongcheng.office.lists.queries.checking import check_list, check_rows
from tongcheng.office.lists.queries.difference import Difference, difference, difference_of, rows_now, seen_rows
from tongcheng.office.lists.queries.items import ItemPage, item_page, one_item
from tongcheng.office.lists.queries.lists import (
    last_versions,
    lists_for,
    one_list,
    one_version,
    versions_of,
    visible_lists,
    works_with_lists,
)
from tongcheng.office.lists.queries.responsibility import Answering, answering_units, rows_of_unit
from tongcheng.office.lists.queries.table import Group, Wanted, fetched, filtered, found_rows, grouped
from tongcheng.office.lists.queries.totals import Totals, totals

__all__ = [
    "Answering",
    "Difference",
    "Group",
    "ItemPage",
    "Totals",
    "Wanted",
    "answering_units",
    "check_list",
    "check_rows",
    "difference",
    "difference_of",
    "fetched",
    "filtered",
    "found_rows",
    "grouped",
    "item_page",
    "last_versions",
    "lists_for",
    "one_item",
    "one_list",
    "one_version",
    "rows_now",
    "rows_of_unit",
    "seen_rows",
    "totals",
    "versions_of",
    "visible_lists",
    "works_with_lists",
]
