"""What is done to cities, units, accounts and posts."""

from tongcheng.office.people.actions.accounts import (
    NewAccount,
    change_account,
    change_password,
    create_account,
    deactivate_account,
    reactivate_account,
    reset_password,
)
from tongcheng.office.people.actions.leaving import HandedOver, hand_over
from tongcheng.office.people.actions.places import add_areas, add_cities, change_area, change_city
from tongcheng.office.people.actions.posts import appoint, end_appointment
from tongcheng.office.people.actions.units import add_units, change_unit, dissolve_unit, set_aliases

__all__ = [
    "HandedOver",
    "NewAccount",
    "add_areas",
    "add_cities",
    "add_units",
    "appoint",
    "change_account",
    "change_area",
    "change_city",
    "change_password",
    "change_unit",
    "create_account",
    "deactivate_account",
    "dissolve_unit",
    "end_appointment",
    "hand_over",
    "reactivate_account",
    "reset_password",
    "set_aliases",
]
