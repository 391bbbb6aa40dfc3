"""Addresses of this app's pages."""

from __future__ import annotations

from django.urls import path

from tongcheng.office.documents.views import consulting, dossiers, issuing, planning, reading

app_name = "documents"
urlpatterns = [
    path("", dossiers.dossiers, name="dossiers"),
    path("new/", dossiers.save, name="new"),
    path("register/", issuing.register, name="register"),
    path("consultations/", consulting.consultations, name="consultations"),
    path("consultations/<int:pk>/", consulting.consultation, name="consultation"),
    path("consultations/<int:pk>/edit/", consulting.change, name="change_consultation"),
    path("consultations/<int:pk>/close/", consulting.close, name="close_consultation"),
    path("consultations/<int:pk>/units/<int:asked>/", consulting.answer, name="answer"),
    path("consultations/<int:pk>/units/<int:asked>/none/", consulting.no_opinion, name="no_opinion"),
    path("consultations/<int:pk>/opinions/<int:opinion>/", consulting.opinion, name="opinion"),
    path("consultations/<int:pk>/opinions/<int:opinion>/withdraw/", consulting.withdraw, name="withdraw"),
    path("consultations/<int:pk>/opinions/<int:opinion>/decide/", consulting.dispose, name="dispose"),
    path("issues/<int:pk>/repeal/", issuing.repeal, name="repeal"),
    path("versions/<int:pk>/", reading.version, name="version"),
    path("versions/<int:pk>/file/", reading.original, name="file"),
    path("versions/<int:pk>/compare/<int:other>/", reading.compare, name="compare"),
    path("versions/<int:pk>/opinions/", consulting.adoption, name="adoption"),
    path("versions/<int:pk>/opinions.<slug:kind>", consulting.adoption_file, name="adoption_file"),
    path("versions/<int:pk>/consult/", consulting.open_round, name="consult"),
    path("versions/<int:pk>/issue/", issuing.issue, name="issue"),
    path("versions/<int:pk>/coverage/", planning.coverage, name="coverage"),
    path("versions/<int:pk>/tree/", planning.tree, name="tree"),
    path("versions/<int:pk>/tree/new/", planning.node, name="new_node"),
    path("versions/<int:pk>/tree/<int:node>/", planning.node, name="node"),
    path("versions/<int:pk>/tree/<int:node>/remove/", planning.remove_node, name="remove_node"),
    path("versions/<int:pk>/areas/", planning.areas, name="areas"),
    path("versions/<int:pk>/areas/new/", planning.draw, name="draw"),
    path("versions/<int:pk>/areas.json", planning.areas_file, name="areas_file"),
    path("versions/<int:pk>/paragraphs/<int:order>/rows/", planning.rows, name="rows"),
    path("versions/<int:pk>/paragraphs/<int:order>/tie/", planning.tie, name="tie"),
    path("versions/<int:pk>/paragraphs/<int:order>/none/", planning.no_row, name="no_row"),
    path("versions/<int:pk>/paragraphs/<int:order>/wanted/", planning.row_wanted, name="row_wanted"),
    path("<int:pk>/", dossiers.dossier, name="dossier"),
    path("<int:pk>/edit/", dossiers.save, name="edit"),
    path("<int:pk>/versions/new/", dossiers.add, name="add_version"),
]
