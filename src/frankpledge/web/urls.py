"""Addresses: those of the routes, and no others."""

from __future__ import annotations

from frankpledge.web.routes import patterns

urlpatterns = patterns()

handler403 = "frankpledge.web.failures.denied"
handler400 = "frankpledge.web.failures.unreadable"
handler404 = "frankpledge.web.failures.not_found"
handler500 = "frankpledge.web.failures.broken"
