"""Gunicorn's settings in production: gunicorn --config gunicorn.conf.py frankpledge.web.wsgi."""

import os

workers = int(os.environ.get("FRANKPLEDGE_WORKERS", str((os.cpu_count() or 1) + 1)))
worker_class = "gthread"
threads = 4
preload_app = True  # The office and its newest build are read once, and shared by all workers.
timeout = 120
graceful_timeout = 30
worker_tmp_dir = "/dev/shm"  # noqa: S108  (the heartbeat of workers, which must not wait for a disk)
control_socket_disable = True
accesslog = None  # The proxy keeps one.
errorlog = "-"  # Standard error: the journal keeps it.
loglevel = "warning"


def post_worker_init(worker: object) -> None:
    """Have a worker ready its first chart and forecasts, and whatever build is published later."""
    from frankpledge.web.readying import ready_in_worker

    ready_in_worker(worker)
