"""Addresses: those of the routes, and those of signing in, which are allauth's and open to all."""

from __future__ import annotations

from django.urls import include, path

from frankpledge.web.routes import patterns

urlpatterns = [*patterns(), path("accounts/", include("allauth.urls"))]

handler403 = "frankpledge.web.failures.denied"
handler404 = "frankpledge.web.failures.not_found"
handler500 = "frankpledge.web.failures.broken"
