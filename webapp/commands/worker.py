"""``beffroi worker``: carries out effects, on this machine or another one than the pages."""

from __future__ import annotations

from webapp.command_parts import command, option
from webapp.command_words import WholeNumber
from webapp.console import answer
from webapp.house_state import refuse_unready_database
from webapp.logs import start_logging
from webapp.settings import read_settings
from webapp.worker import WorkerHouse
from workflows.store.text import Text


@command(
    "worker",
    Text(
        "Faire ce qui suit les actes\u00a0: documents, jonctions, échéances, jusqu’à Ctrl+C ou SIGTERM.\n"
        "Avec BEFFROI_REDIS_URL, il est réveillé aussitôt\u00a0; sans Redis, ou s’il ne répond pas, il regarde la base "
        "toutes les cinq secondes. Autant d’ouvriers que voulu, sur autant de machines que voulu.",
        "Do what follows from acts: documents, joins, deadlines, until Ctrl+C or SIGTERM.\n"
        "With BEFFROI_REDIS_URL it is woken at once; without Redis, or while it does not answer, it looks into the "
        "database every five seconds. As many workers as wanted, on as many machines.",
    ),
)
@option(
    "--processes",
    type=WholeNumber(1, 32),
    default=1,
    says=Text("Combien d’effets à la fois (1).", "How many effects at a time (1)."),
)
def worker(processes: int) -> None:
    """Carry out effects."""
    settings = read_settings()
    refuse_unready_database(settings)
    start_logging()
    ready = Text("L’ouvrier est prêt (Ctrl+C pour finir).", "The worker is ready (Ctrl+C to end).")
    told = {"processes": processes, "redis": settings.redis_url is not None}
    WorkerHouse(settings, processes=processes).run(lambda: answer(told, [ready]))


COMMAND = worker
