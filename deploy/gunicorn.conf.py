"""Gunicorn for a house on PostgreSQL: several processes with threads, each with its own rounds.

    .venv/bin/gunicorn --config deploy/gunicorn.conf.py

The settings of the house come from the environment, as for every command of ``beffroi``. Not for SQLite: it wants one
process, which is ``beffroi serve``.
"""

import os

wsgi_app = "webapp.serving:application()"
bind = os.environ.get("BEFFROI_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("BEFFROI_PROCESSES", "2"))
worker_class = "gthread"
threads = 8
# Each process makes its application after the fork: threads and database connections do not survive one.
preload_app = False
timeout = 60
graceful_timeout = 30
keepalive = 5
# The proxy in front is told apart by the application itself (BEFFROI_PROXIES).
forwarded_allow_ips = "127.0.0.1"
umask = 0o077
