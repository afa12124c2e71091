"""Addresses of results and comparisons."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
