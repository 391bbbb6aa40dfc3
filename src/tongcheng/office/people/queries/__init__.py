"""What the pages and the API of this app read."""

from tongcheng.office.people.queries.leaving import LeavingPage, leaving_page
from tongcheng.office.people.queries.persons import PeopleFilter, PersonPage, people_list, person_page
from tongcheng.office.people.queries.units import UnitFilter, UnitPage, UnitRow, unit_list, unit_page

__all__ = [
    "LeavingPage",
    "PeopleFilter",
    "PersonPage",
    "UnitFilter",
    "UnitPage",
    "UnitRow",
    "leaving_page",
    "people_list",
    "person_page",
    "unit_list",
    "unit_page",
]
