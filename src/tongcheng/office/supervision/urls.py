"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.supervision.views import board, desks, orders, rules

app_name = "supervision"
urlpatterns = [
    path("", board.board, name="board"),
    path("steps/<slug:step>/", board.steps, name="steps"),
    path("items/<uuid:uid>/", board.item, name="item"),
    path("items/<uuid:uid>/judge/", board.judge, name="judge"),
    path("items/<uuid:uid>/pause/", board.ask_pause, name="ask_pause"),
    path("items/<uuid:uid>/date/", board.ask_due_change, name="ask_due_change"),
    path("orders/", orders.orders, name="orders"),
    path("orders/new/", orders.issue, name="issue"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("orders/<int:pk>/<slug:name>/", orders.act, name="order_act"),
    path("dates/", desks.dates, name="dates"),
    path("dates/<slug:kind>/<int:pk>/<slug:word>/", desks.decide, name="decide"),
    path("pauses/<int:pk>/renew/", desks.renew, name="renew"),
    path("pauses/<int:pk>/resume/", desks.resume, name="resume"),
    path("blockers/", desks.blockers, name="blockers"),
    path("blockers/<int:pk>/", desks.blocker, name="blocker"),
    path("blockers/<int:pk>/verify/", desks.verify, name="verify_blocker"),
    path("blockers/<int:pk>/<slug:name>/", desks.move, name="move_blocker"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.edit, name="new_rule"),
    path("rules/check/", rules.check, name="check_rule"),
    path("rules/follow/", rules.follow, name="follow"),
    path("rules/settings/", rules.settings, name="settings"),
    path("rules/presets/<slug:code>/", rules.take_preset, name="take_preset"),
    path("rules/<int:pk>/", rules.rule, name="rule"),
    path("rules/<int:pk>/edit/", rules.edit, name="edit_rule"),
]
