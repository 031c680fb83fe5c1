"""molva run, web, worker, schedule, check, status."""

import gc
import logging
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from secrets import token_urlsafe
from threading import Event, Thread
from typing import Any

import click
import waitress

from crawlers.files import LARGEST_FILE
from mentions.errors import MolvaError
from mentions.messages import message, say
from mentions.network import AddressPolicy
from mentions.store import users
from mentions.store.quiet import note_quiet
from mentions.store.retention import forget_old
from mentions.store.views import status as views
from molva.application import Application
from molva.cli.context import App, command
from molva.cli.output import FAILED, show, tell
from molva.demo import start_demo
from molva.demo_data import LOGIN, fill
from molva.runtime import Runtime
from molva.services import make_services
from molva.settings import Settings
from molva.source_forms import masked
from schedules import Scheduler
from web import create_app

CRAWL_EVERY = 5.0
WATCH_EVERY = 30.0
LOOK_OUT_EVERY = 15.0
LOOK_AROUND_EVERY = 60.0
NOTICES_EVERY = 5.0
DIGESTS_EVERY = 20.0
REPLIES_EVERY = 2.0
FORGET_EVERY = 3600.0
QUIET_EVERY = 1800.0
IMPORTS_EVERY = 1.0
IDLE = 1.0
WEB_THREADS = 8
# Bytes that are taken off the wire before the pages can refuse them with a sentence.
LARGEST_BODY = 2 * LARGEST_FILE


@command("run")
@click.option("--demo", is_flag=True, help="An invented town with brands, feeds and a helpdesk.")
def run(app: App, demo: bool) -> None:
    """Run everything in one process: pages, schedule, ingestion, delivery, search."""
    if demo:
        _run_demo(app)
    else:
        _serve(app, app.application, ("web", "schedule", "worker"))


@command("web")
def web(app: App) -> None:
    """Serve the pages only."""
    _serve(app, app.application, ("web",))


@command("worker")
def worker(app: App) -> None:
    """Ingest, deliver and index only."""
    _serve(app, app.application, ("worker",))


@command("schedule")
def schedule(app: App) -> None:
    """Crawl what is due only; of several, one is in charge."""
    _serve(app, app.application, ("schedule",))


def _run_demo(app: App) -> None:
    """The demo's data has a folder of its own, made anew at each start."""
    folder = app.settings.data / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    policy = AddressPolicy.parse(["127.0.0.0/8", *map(str, app.settings.allow_private.allowed)])
    settings = replace(
        app.settings, data=folder, database_url="", elasticsearch_url="", allow_private=policy
    )
    application = Application(settings)
    server = start_demo()
    try:
        password = fill(application, server)
        desk = f"{server.base_url}/helpdesk/"
        tell(app, "cli-demo", login=LOGIN, password=password, helpdesk=desk)
        _serve(app, application, ("web", "schedule", "worker"))
    finally:
        server.stop()


def _serve(app: App, application: Application, works: tuple[str, ...]) -> None:
    logging.getLogger("molva").setLevel(logging.INFO)
    db, problems = application.db, application.problems
    runtime = Runtime(db, problems, application.clock)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: runtime.stop.set())
    runtime.start_heartbeat()
    if "worker" in works:
        _start_worker(application, runtime)
    if "schedule" in works:
        _start_schedule(application, runtime)
    if "web" in works:
        _start_web(app, application, runtime)
    gc.freeze()  # what is loaded now stays: no collection need look at it again
    runtime.wait()


def _start_worker(application: Application, runtime: Runtime) -> None:
    ingest = application.ingest()
    runtime.repeat("ingest", lambda: ingest.run_once().taken > 0, IDLE)
    rematch = application.rematch()
    runtime.repeat("rematch", rematch.run_once, IDLE)
    backlog = application.rule_backlog()
    runtime.repeat("rules", backlog.run_once, IDLE)
    runtime.run("delivery", application.deliverer().run)
    runtime.run("search", application.indexer().run)
    notices = application.notice_deliverer()
    runtime.repeat("notices", lambda: notices.run_once().sent > 0, NOTICES_EVERY)
    digests = application.digest_sender()
    runtime.repeat("digests", lambda: digests.run_once().sent > 0, DIGESTS_EVERY)
    replier = application.replier()
    runtime.repeat("replies", lambda: replier.run_once() > 0, REPLIES_EVERY)


def _start_schedule(application: Application, runtime: Runtime) -> None:
    problems = application.problems

    def work(stop: Event) -> None:
        crawling = application.crawling()
        scheduler = Scheduler(application.db, problems.report, application.clock)

        def every(seconds: float, name: str, step: Callable[[], object]) -> None:
            def run() -> None:
                step()
                problems.clear(name)

            scheduler.every(seconds, name, run)

        def goes_on() -> bool:
            problems.clear("crawl")  # which may not return for long
            return scheduler.is_in_charge and not stop.is_set()

        every(CRAWL_EVERY, "crawl", lambda: crawling.run(goes_on))
        watch = application.watch()
        every(WATCH_EVERY, "surges", lambda: watch.run_once(application.clock()))
        lookout = application.lookout()
        every(LOOK_OUT_EVERY, "alerts", lambda: lookout.run_once(application.clock()))
        every(LOOK_AROUND_EVERY, "troubles", lambda: lookout.look_around(application.clock()))
        every(QUIET_EVERY, "quiet", lambda: note_quiet(application.db, application.clock()))
        every(FORGET_EVERY, "forget", lambda: _forget(application))
        scheduler.start()
        stop.wait()
        scheduler.stop()
        crawling.close()

    runtime.run("schedule", work)


def _forget(application: Application) -> None:
    forget_old(application.db, application.kept, application.clock())


def _start_web(app: App, application: Application, runtime: Runtime) -> None:
    with application.db.read() as tx:
        token = "" if users.count(tx) else token_urlsafe(9)
    flask = create_app(make_services(application, token))
    server = listen(application.settings, flask)
    base = application.settings.link_base
    tell(app, "cli-serving", url=base)
    if token:
        tell(app, "cli-setup", url=f"{base}/setup?token={token}")

    def serve(stop: Event) -> None:
        Thread(target=server.run, name="waitress", daemon=True).start()
        stop.wait()
        server.close()

    runtime.run("web", serve)
    runtime.repeat("imports", application.imports.run_once, IMPORTS_EVERY)


def listen(settings: Settings, pages: Callable[..., Any]) -> Any:
    """A server of these pages at the address that is set, to be run."""
    host, port = settings.address
    try:
        return waitress.create_server(
            pages, host=host, port=port, threads=WEB_THREADS, ident=None,
            max_request_body_size=LARGEST_BODY, **_proxy(settings),
        )  # fmt: skip
    except OSError as error:
        raise MolvaError(message("cli-address-taken", host=host, port=port)) from error


def _proxy(settings: Settings) -> dict[str, Any]:
    """What waitress is to believe of a reverse proxy in front of it, if there is one."""
    if not settings.trusted_proxy:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.trusted_proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "trusted_proxy_count": 1,
        "clear_untrusted_proxy_headers": True,
    }


@command("check")
def check(app: App) -> None:
    """Check settings, database, model, search and network rules; say what is wrong."""
    application = app.application
    with application.db.write():
        pass
    health = application.engine.health()
    show(app, {"model": application.classifier.version, "search": health})
    if health.error is not None:
        click.echo(say(health.error.message, app.language), err=True)
        raise SystemExit(FAILED)


@command("status")
def status(app: App) -> None:
    """Queues, sources, destinations and problems, as the status page has them."""
    application = app.application
    with application.db.read() as tx:
        found = views.get_status(tx, application.clock())
    unwell, quiet = (
        tuple(replace(one, options=masked(one), cursor={}) for one in some)
        for some in (found.unwell, found.quiet)
    )
    shown = replace(found, unwell=unwell, quiet=quiet)
    show(app, {"problems": [p.message for p in application.problems.all()], "status": shown})
