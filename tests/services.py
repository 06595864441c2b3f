"""Real PostgreSQL and Redis servers for tests: on free ports, as an unprivileged user, stopped whatever happens.

A server that many tests share belongs to a *guard*, a process of its own (``python -m tests.services``) that starts the
server, waits for the end of the test run and stops it: also when the run is interrupted or killed. A test that means
to harm its server uses ``running_postgresql`` or ``running_redis`` and has one to itself.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg

RUN_FOLDER: Final = "BEFFROI_TESTS_FOLDER"
RUN_PROCESS: Final = "BEFFROI_TESTS_PROCESS"
_ROOM: Final = 4 * 1024**3
"""Bytes that a run may take: twice what was measured."""
_PATIENCE: Final = 60.0
"""Seconds that a server may take to answer on a busy machine."""


class ServiceMissing(RuntimeError):
    """A program that the tests need is not on this machine, or did not start; the sentence says the way out."""


def running_as_root() -> bool:
    """Say whether the tests run as root, whom PostgreSQL refuses and Chromium's sandbox too."""
    return os.geteuid() == 0


def _unprivileged(*names: str) -> dict[str, Any]:
    """Return the arguments of ``Popen`` that leave root for the first of these users, or for nobody."""
    if not running_as_root():
        return {}
    for name in (*names, "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise ServiceMissing(f"None of these users exists: {', '.join((*names, 'nobody'))}.")


def _folder_for(identity: dict[str, Any], parent: Path, name: str) -> Path:
    """Make a folder that only this user reads."""
    folder = parent / name
    folder.mkdir(mode=0o700)
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    return folder


def free_port() -> int:
    """Return a port of the loopback address that nobody listens to now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _program(name: str, package: str, folders: str = "") -> str:
    places = sorted(Path("/").glob(folders), reverse=True) if folders else []
    found = shutil.which(name, path=os.pathsep.join([*map(str, places), os.environ.get("PATH", ""), "/usr/sbin"]))
    if found is None:
        raise ServiceMissing(f"{name} is missing: run `make test`, or install the package {package}.")
    return found


def _wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + _PATIENCE
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        if answers():
            return
        time.sleep(0.03)
    process.kill()
    process.wait()
    raise ServiceMissing(f"{process.args!r} did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running_postgresql(parent: Path, *, durable: bool = False) -> Iterator[str]:
    """Run a PostgreSQL of one's own below ``parent`` (a folder that others may enter) and give its address.

    ``durable`` keeps fsync on, for tests and measures that ask what survives.
    """
    binaries = "usr/lib/postgresql/*/bin"
    initdb, postgres = _program("initdb", "postgresql", binaries), _program("postgres", "postgresql", binaries)
    identity = _unprivileged("postgres")
    data = _folder_for(identity, parent, f"postgresql-{uuid.uuid4().hex[:8]}")
    log = parent / f"{data.name}.log"
    with log.open("wb") as output:
        common: dict[str, Any] = {"stdout": output, "stderr": subprocess.STDOUT, "cwd": "/", **identity}
        made = subprocess.run(
            [initdb, "-D", str(data), "-U", "beffroi", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=False,
            stdin=subprocess.DEVNULL,
            **common,
        )
        if made.returncode:
            raise ServiceMissing(f"initdb refused:\n{log.read_text(errors='replace')[-2000:]}")
        port = free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "shared_buffers": "64MB",
        }
        settings |= {"max_connections": 200, "timezone": "UTC", "lc_messages": "C"}
        if not durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen([postgres, "-D", str(data), *words], stdin=subprocess.DEVNULL, **common)
    try:
        _wait_until(lambda: _postgresql_answers(port), process, log)
        yield f"postgresql+psycopg://beffroi@127.0.0.1:{port}/postgres"
    finally:
        _stop(process, signal.SIGINT)
        shutil.rmtree(data, ignore_errors=True)


def _postgresql_answers(port: int) -> bool:
    try:
        psycopg.connect(f"host=127.0.0.1 port={port} user=beffroi dbname=postgres connect_timeout=2").close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def running_redis(parent: Path) -> Iterator[str]:
    """Run a Redis of one's own, which keeps nothing on disk, and give its address."""
    server = _program("redis-server", "redis-server")
    identity = _unprivileged("redis")
    folder = _folder_for(identity, parent, f"redis-{uuid.uuid4().hex[:8]}")
    log = parent / f"{folder.name}.log"
    port = free_port()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [server, *words], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd="/", **identity
        )
    try:
        _wait_until(lambda: _redis_answers(port), process, log)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _stop(process, signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


def _redis_answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as probe:
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
    except OSError:
        return False


_SERVERS: Final = {"postgresql": running_postgresql, "redis": running_redis}


def scratch() -> Path:
    """Return where a run keeps what need not survive it: in memory where there is room, for SQLite waits for its disk."""
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK | os.X_OK) and shutil.disk_usage(memory).free > _ROOM
    return memory if roomy else Path("/tmp")


def begin_run() -> Path:
    """Open the folder of one test run, which its parallel workers find through the environment."""
    folder = Path(tempfile.mkdtemp(prefix="beffroi-tests-", dir=scratch()))
    folder.chmod(0o755)  # the servers' users must be able to pass
    os.environ[RUN_FOLDER], os.environ[RUN_PROCESS] = str(folder), str(os.getpid())
    return folder


def end_run(folder: Path) -> None:
    """Stop every guard of this run, wait until its server is down and remove the folder."""
    guards = [int(note.read_text()) for note in folder.glob("*.guard")]
    for guard in guards:
        with suppress(ProcessLookupError):
            os.kill(guard, signal.SIGTERM)
    limit = time.monotonic() + 30
    while any(_is_alive(guard) for guard in guards) and time.monotonic() < limit:
        time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@contextmanager
def one_at_a_time(name: str) -> Iterator[Path]:
    """Hold a lock of this run among its parallel workers, and give the run's folder."""
    folder = Path(os.environ[RUN_FOLDER])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def shared(kind: str, name: str) -> str:
    """Return the address of this run's server ``name`` of that kind, starting it and its guard the first time."""
    with one_at_a_time(name) as folder:
        address = folder / f"{name}.address"
        if not address.exists():
            _start_guard(kind, name, folder)
            limit = time.monotonic() + _PATIENCE + 10
            while not address.exists():
                refusal = folder / f"{name}.refusal"
                if refusal.exists():
                    raise ServiceMissing(refusal.read_text())
                if time.monotonic() > limit:
                    raise ServiceMissing(f"The guard of {name} said nothing.")
                time.sleep(0.02)
        return address.read_text()


def _start_guard(kind: str, name: str, folder: Path) -> None:
    (folder / f"{name}.refusal").unlink(missing_ok=True)
    guard = subprocess.Popen(
        [sys.executable, "-m", "tests.services", kind, name, str(folder), os.environ[RUN_PROCESS]],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal is for the tests: the guard sees them end
    )
    (folder / f"{name}.guard").write_text(str(guard.pid))
    guard.returncode = 0  # it outlives this worker on purpose: nothing here waits for it


def guard(kind: str, name: str, folder: Path, run: int) -> None:
    """Keep one server alive until the test run ``run`` (a process) is over or this guard is told to stop."""
    woken, wake = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(wake, b"."))
    try:
        with _SERVERS[kind](folder) as address:
            written = folder / f"{name}.address.new"
            written.write_text(address)
            written.rename(folder / f"{name}.address")
            while _is_alive(run) and not select.select([woken], [], [], 0.5)[0]:
                pass
    except ServiceMissing as refusal:
        (folder / f"{name}.refusal").write_text(str(refusal))
    if not _is_alive(run):
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, template: str = "template0", name: str = "") -> str:
    """Create a database on this server, empty or copied from another of its databases, and give its address."""
    name = name or f"test_{uuid.uuid4().hex[:12]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return f"{server.rpartition('/')[0]}/{name}"


def drop_database(address: str) -> None:
    """Remove a database, whoever is still connected to it."""
    server, _, name = address.rpartition("/")
    _administer(f"{server}/postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(server: str, statement: str) -> None:
    with psycopg.connect(server.replace("postgresql+psycopg", "postgresql", 1), autocommit=True) as connection:
        connection.execute(statement.encode())


if __name__ == "__main__":
    guard(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
