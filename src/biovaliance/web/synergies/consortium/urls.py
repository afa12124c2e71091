"""Addresses of the consortium builder; the whole question stands in the address."""

from django.urls import path

from biovaliance.web.synergies.consortium import views

urlpatterns = [
    path("consortium/", views.consortium, name="consortium"),
    path("consortium/consortium.pdf", views.summary, {"file_format": "pdf"}, name="consortium_pdf"),
    path("consortium/consortium.docx", views.summary, {"file_format": "docx"}, name="consortium_docx"),
    path("consortium/consortium.json", views.data, name="consortium_json"),
]
