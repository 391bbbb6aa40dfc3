"""One row of ``sources`` per distinct source: the data sets by name, the pages by their address."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

import pandas as pd

from chengdu.raw import guide
from chengdu.words import period

_ADDRESS = re.compile(r"https?://[^\s()（）]+")
_DATE_IN_ADDRESS = re.compile(r"/(20\d\d)(?:-(\d\d)-|/(\d\d))(\d\d)/")
_PAGE_LICENCE = "引用事实并注明出处；文字版权归原发布者"
_ABOUT = 3


class Sources:
    """Gives the id of every source that a row names, and at the end the table of those that were used."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, str | None]] = {}
        self._about: dict[str, list[str]] = {}
        self._known = {row["source"]: row for row in guide("data_sources")}
        self._addresses = {row["url"]: row["source"] for row in self._known.values() if row["url"]}

    def named(self, source: str) -> str:
        """Use a data set by its id in ``data_sources.csv``."""
        self._rows[source] = {key: value or None for key, value in self._known[source].items()}
        return source

    def page(self, text: str, published: str = "", *, about: str = "") -> str:
        """Use the page or paper that a source cell names.

        Parameters
        ----------
        text
            Address, or the words of the cell if it has none.
        published
            Date cell of the row; without one, the date in the address if it has one.
        about
            What is taken from it; the first few of these make its title.
        """
        found = _ADDRESS.search(text)
        address = found[0] if found else None
        if address in self._addresses:
            return self.named(self._addresses[address])
        source = _page_id(address, text)
        row = self._rows.setdefault(
            source,
            {
                "source": source,
                "publisher": _site(address) if address else re.split(r" \(| file index hit", text)[0],
                "url": address,
                "published": None,
                "licence": _PAGE_LICENCE,
                "note": text if text != address else None,
            },
        )
        row["published"] = row["published"] or period(published) or _date_in(address)
        names = self._about.setdefault(source, [])
        if about and about not in names:
            names.append(about)
        return source

    def table(self) -> pd.DataFrame:
        """Give the table: data sets first, pages by publisher."""
        for source, row in self._rows.items():
            if source in self._about:
                row["title"] = _title(row, self._about[source])
        order = list(self._known)
        rows = sorted(
            self._rows.values(),
            key=lambda row: (order.index(row["source"]) if row["source"] in order else len(order), row["source"]),
        )
        return pd.DataFrame(rows)


def _page_id(address: str | None, text: str) -> str:
    digest = hashlib.blake2b((address or text).encode(), digest_size=3).hexdigest()
    return f"{_site(address).replace('.', '-')}-{digest}" if address else f"page-{digest}"


def _date_in(address: str | None) -> str | None:
    match = _DATE_IN_ADDRESS.search(address or "")
    return f"{match[1]}-{match[2] or match[3]}-{match[4]}" if match else None


def _site(address: str) -> str:
    host = urlsplit(address).hostname or ""
    return re.sub(r"^(www\d?|m|mobile)\.", "", host)


def _title(row: dict[str, str | None], about: Iterable[str]) -> str:
    names = list(about)
    shown = "、".join(names[:_ABOUT]) + ("等" if len(names) > _ABOUT else "")
    return f"{shown}（网页，{row['publisher']}）" if row["url"] else f"{shown}（{row['publisher']}）"
