"""What an application server starts: ``gunicorn frankpledge.web.wsgi``, with FRANKPLEDGE_OFFICE set."""

from __future__ import annotations

from frankpledge.web.starting import begin

application = begin()
