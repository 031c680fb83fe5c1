"""What pages draw: a series with its band, and what each sensitivity would have told of."""

from datetime import timedelta

import pytest

from alerts.preview import gathered, points, would_have_told
from alerts.sensitivity import Sensitivity
from mentions.store.alerts.settings import AlertSettings
from mentions.store.alerts.surges import NEGATIVE, Series
from mentions.store.database import Database
from tests.alerts.test_watch import NOW, _bank, outage, say


@pytest.fixture
def after_outage(sqlite_db: Database) -> Database:
    db = _bank(sqlite_db)
    say(db, outage(NOW - timedelta(hours=2), 60))
    return db


def test_a_surge_stands_out_of_the_band(after_outage: Database) -> None:
    series = Series(1, NEGATIVE)
    drawn = points(after_outage, series, NOW - timedelta(hours=12), NOW, NOW)
    assert len(drawn) == 144
    hours = gathered(drawn, 60)
    assert sum(hour.count for hour in hours) == sum(point.count for point in drawn)
    above = [hour for hour in hours if hour.count > 3 * hour.high]
    assert {(NOW - hour.start) // timedelta(hours=1) for hour in above} <= {0, 1, 2}
    assert sum(hour.count for hour in above) >= 100 and all(hour.low >= 0 for hour in hours)


def test_keener_tells_of_no_less(after_outage: Database) -> None:
    told = [
        len(would_have_told(after_outage, AlertSettings(sensitivity=each), NOW))
        for each in Sensitivity
    ]
    assert told == sorted(told) and told[0] >= 1
