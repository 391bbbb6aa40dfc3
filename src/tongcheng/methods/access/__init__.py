"""What residents can reach, and how crowded it is: one family of measures with one signature.

    measure(times, supply, demand, *, decay, borders=None, active="residents")

``times`` are minutes from zones to places, dense (NaN: cannot be reached) or sparse (a pair that is not stored cannot be
reached; 0 minutes may be stored). ``decay`` is a value of :mod:`tongcheng.methods.decays`; :func:`cumulative` has a
``threshold`` in its place and :func:`nearest` needs none. ``borders`` says pair by pair which share may be used and
what crossing costs. ``active="facilities"`` asks the same question from the other side.

==================  ==============================================  ==================================
measure             gives, for every zone                           source
==================  ==============================================  ==================================
``nearest``         minutes to the nearest place                    —
``cumulative``      supply within a number of minutes               Hansen 1959, Ingram 1971
``gravity``         supply, less of it the farther it is            Hansen 1959
``two_step``        supply per resident, everybody everywhere       Luo and Wang 2003, Luo and Qi 2009
``three_step``      the same, everybody chooses the nearer first    Wan, Zou and Sternberg 2012
``balanced``        the same, everybody counted once                Paez, Higgins and Vivona 2019
``available``       supply that falls to the zone's residents       Soukhov et al. 2023
==================  ==============================================  ==================================

The first three are not congested: opening a border never makes them worse. The others share supply among those who
reach it; :func:`catchments` also gives crowding at each facility and who is served by whom,
which :func:`add_up_flows` adds up by county or city.

**0 or NaN.** 0 is an answer: nothing that is within reach. NaN is none, for one reason in each measure:
``nearest``, nothing can be reached at all; supply per resident, a place that nobody lives near has no residents to
share among, so that only a zone without residents can get it; crowding, a facility without any supply. That a zone is
off the road network is known to whoever made the times, and is theirs to say.
"""

from __future__ import annotations

from tongcheng.methods.access.catchments import (
    RULES,
    Catchments,
    available,
    balanced,
    catchments,
    three_step,
    two_step,
)
from tongcheng.methods.access.flows import add_up_flows
from tongcheng.methods.access.pairs import Borders, Times, join_blocks, weigh
from tongcheng.methods.access.reach import cumulative, gravity, nearest
from tongcheng.methods.access.sides import SIDES, Side

__all__ = [
    "RULES",
    "SIDES",
    "Borders",
    "Catchments",
    "Side",
    "Times",
    "add_up_flows",
    "available",
    "balanced",
    "catchments",
    "cumulative",
    "gravity",
    "join_blocks",
    "nearest",
    "three_step",
    "two_step",
    "weigh",
]
