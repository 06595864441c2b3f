"""``beffroi serve``: the pages, from one process with threads."""

from __future__ import annotations

import errno
from typing import Final

from webapp.command_parts import command, option
from webapp.command_words import WholeNumber
from webapp.console import Stop, answer
from webapp.house_state import refuse_unready_database
from webapp.logs import start_logging
from webapp.serving import serve as serve_pages
from webapp.settings import LOOPBACK, read_settings
from workflows.store.text import Text


@command(
    "serve",
    Text(
        "Servir les pages jusqu’à Ctrl+C ou SIGTERM.\n"
        "Sans BEFFROI_REDIS_URL, ce processus fait aussi le reste\u00a0: effets, échéances, documents.",
        "Serve the pages until Ctrl+C or SIGTERM.\n"
        "Without BEFFROI_REDIS_URL this process does the rest too: effects, deadlines, documents.",
    ),
)
@option("--host", default="127.0.0.1", metavar="HOST", says=Text("L’adresse d’écoute.", "The address to listen at."))
@option("--port", type=WholeNumber(0, 65535), default=8000, says=Text("Le port (8000).", "The port (8000)."))
@option("--threads", type=WholeNumber(1, 64), default=8, says=Text("Combien de fils (8).", "How many threads (8)."))
def serve(host: str, port: int, threads: int) -> None:
    """Serve the pages."""
    settings = read_settings()
    if host not in LOOPBACK and not settings.https:
        raise Stop(_IN_THE_CLEAR.with_parameters(host=host))
    refuse_unready_database(settings)
    start_logging()
    try:
        serve_pages(settings, host=host, port=port, threads=threads, started=_say_ready)
    except OSError as fault:
        if fault.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise Stop(_TAKEN.with_parameters(host=host, port=str(port))) from None


def _say_ready(address: str) -> None:
    answer({"address": address}, [_READY.with_parameters(address=address)])


COMMAND = serve
_READY: Final = Text(
    "Beffroi est ouvert à {address} (Ctrl+C pour fermer).", "Beffroi is open at {address} (Ctrl+C to close)."
)
_IN_THE_CLEAR: Final = Text(
    "À l’adresse {host}, tout passerait en clair. Gardez 127.0.0.1 derrière un serveur https, et posez BEFFROI_HTTPS=yes "
    "et BEFFROI_HOSTS.",
    "At {host} everything would travel unencrypted. Keep 127.0.0.1 behind an https server, and set BEFFROI_HTTPS=yes and "
    "BEFFROI_HOSTS.",
)
_TAKEN: Final = Text(
    "L’adresse {host}:{port} n’est pas libre. Choisissez un autre port\u00a0: --port.",
    "The address {host}:{port} is not free. Choose another port: --port.",
)
