"""Addresses of the map."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.workbench.maps import views

urlpatterns = [
    path("map/", views.map_page, name="map"),
    path("map/side/", views.side, name="map_side"),
    path("map/place/", views.place, name="map_place"),
    path("map/download/values", views.values, name="map_values"),
    path("map/download/picture.svg", views.picture, name="map_picture"),
    path("map/download/layer.geojson", views.geojson, name="map_geojson"),
    path("map/download/<slug:run_id>/outlines/<slug:level>", views.outlines, name="map_outlines"),
    path("map/download/<slug:run_id>/layer/<slug:name>", views.layer, name="map_layer"),
    path("map/<slug:run_id>/judge/", views.judge, name="map_judge"),
    path("map/<slug:run_id>/number/", views.number, name="map_number"),
]
