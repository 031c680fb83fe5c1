"""The wiring: each room with what it needs of the others, made when first asked for."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from alerts.delivery import NoticeDeliverer
from alerts.digest.sending import DigestSender
from alerts.lookout import Lookout
from alerts.watch import Watch
from crawlers import wire
from crawlers.crew import Crew
from mentions.batch import Judge
from mentions.ingest import Ingest
from mentions.network import AddressPolicy
from mentions.rematch import Rematch
from mentions.store import brands, destinations, meta, rules
from mentions.store.database import Database, Transaction
from mentions.store.migrations import migrate
from mentions.store.retention import Kept
from mentions.store.times import utc_now
from molva.crawling import Crawling
from molva.importing import Imports
from molva.problems import Problems
from molva.replying import Replier
from molva.settings import Settings
from search import ElasticSettings, Engine, Indexer, SearchSettings, Suggestions, open_engine
from sentiment import Classifier as ToneModel
from ticketizer.backlog import RuleBacklog
from ticketizer.delivery import Deliverer
from ticketizer.judge import Judge as RuleJudge
from ticketizer.rules import default_rule
from ticketizer.settings import DeliverySettings

log = logging.getLogger(__name__)


class Application:
    """Everything that a command or a thread works with, over one database."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.clock = clock

    @cached_property
    def db(self) -> Database:
        """The database, brought up to today's tables, with the default rule on its first day."""
        self.settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = Database(self.settings.database)
        migrate(database)
        with database.write() as tx:
            if meta.claim_once(tx, "default rule"):
                rules.add(tx, default_rule(self.settings.language), self.clock())
        return database

    @cached_property
    def classifier(self) -> ToneModel:
        """The tone model with what it has learnt here: loaded when first needed."""
        return ToneModel.load(self.settings.tone_model, adaptation=self.adaptation)

    @property
    def plain_classifier(self) -> ToneModel:
        """The tone model as it was shipped."""
        return ToneModel.load(self.settings.tone_model)

    @property
    def adaptation(self) -> Path:
        """Where what was learnt from corrections is kept."""
        return self.settings.data / "tone"

    @cached_property
    def engine(self) -> Engine:
        settings = self.settings
        elastic = ElasticSettings(
            settings.elasticsearch_url,
            settings.elasticsearch_api_key,
            settings.elasticsearch_ca_certs,
            replicas=settings.elasticsearch_replicas,
        )
        return open_engine(self.db, SearchSettings(elastic if elastic.url else None))

    @cached_property
    def suggestions(self) -> Suggestions:
        return Suggestions(self.db)

    @cached_property
    def problems(self) -> Problems:
        return Problems(self.db, self.clock)

    @cached_property
    def imports(self) -> Imports:
        return Imports(self.db, self.settings.data / "imports", self.clock)

    @property
    def policy(self) -> AddressPolicy:
        return self.settings.allow_private

    @property
    def kept(self) -> Kept:
        days = self.settings
        return Kept(timedelta(days=days.keep_days), timedelta(days=days.keep_unmatched_days))

    def ingest(self) -> Ingest:
        return Ingest(self.db, self.classifier, todays_rules(), self.clock)

    def rematch(self) -> Rematch:
        return Rematch(self.db, self.classifier, todays_rules(), self.kept.unmatched, self.clock)

    def rule_backlog(self) -> RuleBacklog:
        return RuleBacklog(self.db, self.clock)

    def crew(self) -> Crew:
        return Crew(self.crawl_settings)

    @property
    def crawl_settings(self) -> wire.Settings:
        settings = self.settings
        contact = f" (+{settings.contact})" if settings.contact else ""
        return wire.Settings(
            user_agent=f"Molva/0.1{contact}" if contact else wire.USER_AGENT,
            allowed_networks=tuple(map(str, self.policy.allowed)),
            proxy=settings.proxy,
            bases=dict(settings.bases),
            secrets=dict(settings.secrets),
        )

    def crawling(self, crew: Crew | None = None) -> Crawling:
        follow = timedelta(days=self.settings.follow_days)
        return Crawling(self.db, crew or self.crew(), self.clock, follow)

    @property
    def delivery_settings(self) -> DeliverySettings:
        return DeliverySettings(
            base_address=self.settings.link_base, retry_schedule=self.settings.retry_schedule
        )

    def deliverer(self) -> Deliverer:
        return Deliverer(self.db, self.policy, self.delivery_settings, self.clock)

    def replier(self) -> Replier:
        return Replier(self.db, self.crawl_settings, self.clock)

    def watch(self) -> Watch:
        return Watch(self.db)

    def lookout(self) -> Lookout:
        return Lookout(self.db, self.settings.retry_schedule)

    def notice_deliverer(self) -> NoticeDeliverer:
        return NoticeDeliverer(self.db, self.policy, self.settings.link_base, self.clock)

    def digest_sender(self) -> DigestSender:
        settings = self.settings
        return DigestSender(self.db, settings.mail_url, self.policy, settings.link_base, self.clock)

    def indexer(self) -> Indexer:
        return Indexer(self.db, self.engine)


def todays_rules() -> Callable[[Transaction], Judge]:
    """Loads today's rules for each batch, and parses them again only when they have changed."""
    last: tuple[Any, Judge] | None = None

    def load(tx: Transaction) -> Judge:
        nonlocal last
        names = {brand.id: brand.name for brand in brands.all_brands(tx)}
        state = (rules.enabled(tx), destinations.enabled_ids(tx), names)
        if last is None or last[0] != state:
            last = (state, RuleJudge(*state))
        return last[1]

    return load
