"""Addresses of this app's pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from tongcheng.office.people.views import accounts, entrance, leaving, places, units

app_name = "people"
urlpatterns = [
    path("login/", entrance.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", entrance.password, name="password"),
    path("units/", units.units, name="units"),
    path("units/new/", units.add_unit, name="add_unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/change/", units.change_unit, name="change_unit"),
    path("units/<int:pk>/dissolve/", units.dissolve_unit, name="dissolve_unit"),
    path("places/", places.places, name="places"),
    path("places/cities/new/", places.add_city, name="add_city"),
    path("places/cities/<int:pk>/", places.change_city, name="change_city"),
    path("places/areas/new/", places.add_area, name="add_area"),
    path("places/areas/<int:pk>/", places.change_area, name="change_area"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.add_account, name="add_account"),
    path("accounts/<int:pk>/", accounts.person, name="person"),
    path("accounts/<int:pk>/change/", accounts.change_account, name="change_account"),
    path("accounts/<int:pk>/appoint/", accounts.appoint, name="appoint"),
    path("accounts/<int:pk>/reset/", accounts.reset_password, name="reset_password"),
    path("accounts/<int:pk>/deactivate/", accounts.deactivate, name="deactivate"),
    path("accounts/<int:pk>/reactivate/", accounts.reactivate, name="reactivate"),
    path("accounts/<int:pk>/hand-over/", leaving.hand_over, name="hand_over"),
    path("posts/<int:pk>/end/", accounts.end_post, name="end_post"),
]
