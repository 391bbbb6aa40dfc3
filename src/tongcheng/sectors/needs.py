"""Tables that results of several sectors rest on."""

from __future__ import annotations

from tongcheng.results import Need

ROADS = Need("road_links", ("length_m", "speed_kmh"))
NODES = Need("road_nodes", ("lon", "lat"), covers=True)
RESIDENTS = Need("residents", ("value",), (("group", "all"),))
BORDERS = Need("borders", ("openness",))

#: Who lives where, the roads between them, and how open the borders are.
REACH = (ROADS, NODES, RESIDENTS, BORDERS)

REACH_METHOD = "cumulative opportunities (Hansen 1959), free-flow road times"
