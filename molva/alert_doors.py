"""What the pages are handed of the alerts room: channels, and surges in words and numbers."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

from alerts import channels as channel_rules
from alerts.delivery import send_test
from alerts.preview import Names, gathered, points, would_have_told
from alerts.wording import Reader, headline, word
from mentions.messages import Message
from mentions.store import rules, stories
from mentions.store.alerts import surges as surge_store
from mentions.store.alerts.channels import ChannelForm
from mentions.store.alerts.notices import Notice
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import Series, Surge
from mentions.store.views import sources
from molva.application import Application
from web import services as door

# A series over more than this is shown by the hour.
FINE = timedelta(hours=40)
# Series that were looked at of late: going through four weeks of one takes seconds.
REMEMBERED = 20

_Drawn = tuple[door.Point, ...]


class ChannelDoor:
    def __init__(self, application: Application) -> None:
        self._app = application

    def check(self, form: ChannelForm) -> ChannelForm:
        return channel_rules.check(form)

    def masked(self, address: str) -> str:
        return channel_rules.masked(address)

    def send_test(self, form: ChannelForm) -> Message | None:
        return send_test(self.check(form), self._app.policy, self._app.clock()).error


class AlertDoor:
    def __init__(self, application: Application) -> None:
        self._app = application
        self._lock = Lock()
        self._drawn: OrderedDict[tuple[Series, datetime, datetime], _Drawn] = OrderedDict()

    def words(self, surge: Surge, language: str, time_zone: str) -> str:
        return headline(surge.reason, Reader(language, time_zone), self._app.clock())

    def notice_words(self, notice: Notice, language: str, time_zone: str) -> str:
        reader, base = Reader(language, time_zone), self._app.settings.link_base
        now = self._app.clock()
        return word(notice.kind, notice.content, notice.surge_id, reader, base, now).title

    def points(self, series: Series, since: datetime, until: datetime) -> Sequence[door.Point]:
        now = self._app.clock()
        # What is drawn of the present changes every five minutes.
        until = min(until, now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0))
        key = series, since, until
        with self._lock:  # one at a time: many would only wait for each other's turns
            if key not in self._drawn:
                self._drawn[key] = self._draw(series, since, until, now)
            self._drawn.move_to_end(key)
            while len(self._drawn) > REMEMBERED:
                self._drawn.popitem(last=False)
            return self._drawn[key]

    def _draw(self, series: Series, since: datetime, until: datetime, now: datetime) -> _Drawn:
        fine = points(self._app.db, series, since, until, now)
        steps = gathered(fine, 15 if until - since <= FINE else 60)
        return tuple(
            door.Point(each.start, each.minutes, each.count, each.expected, each.low, each.high,
                       each.is_known)
            for each in steps
        )  # fmt: skip

    def foretold(
        self, settings: AlertSettings, language: str, time_zone: str
    ) -> Sequence[door.Foretold]:
        now, reader = self._app.clock(), Reader(language, time_zone)
        found = would_have_told(self._app.db, settings, now)
        with self._app.db.read() as tx:
            names = Names(
                brands=surge_store.brand_names(tx),
                sources={source.id: source.name for source in sources.names(tx)},
                rules={rule.id: rule.name for rule in rules.all_rules(tx)},
                stories=stories.titles(tx, [one.series.story_id or 0 for one in found]),
            )
        return [
            door.Foretold(
                words=headline(one.content(names), reader, now),
                found_at=one.found_at,
                ended_at=one.ended_at,
            )
            for one in found
        ]
