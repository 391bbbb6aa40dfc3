"""Short ways to name the places of the fictional circle."""

from __future__ import annotations

from dataclasses import dataclass

from tongcheng.region import Region
from tongcheng.region.synth import Truth


@dataclass(frozen=True)
class Circle:
    """The generated circle, what was planted in it, and names by code."""

    region: Region
    truth: Truth

    @property
    def cities(self) -> list[str]:
        """Codes of the cities."""
        return list(self.region["cities"]["city"])

    def name(self, code: str) -> str:
        """Give the name of a city or county."""
        for table, key in (("cities", "city"), ("counties", "county")):
            rows = self.region[table]
            found = rows.loc[rows[key] == code, "name"]
            if len(found):
                return str(found.iloc[0])
        raise KeyError(code)

    def stem(self, city: str) -> str:
        """Give the one character of a city: 甲."""
        return self.name(city)[0]

    def pair(self, a: str, b: str) -> str:
        """Give the characters of two cities in the order of their codes: 甲乙."""
        return "".join(self.stem(city) for city in sorted((a, b)))

    def bureau(self, city: str, what: str) -> str:
        """Name a bureau of a city: 甲市交通运输局."""
        return f"{self.name(city)}{what}"

    def bureaus(self, cities: list[str], what: str) -> str:
        """Name the same bureau of several cities, the first leading."""
        return ";".join(self.bureau(city, what) for city in cities)
