"""Channels, warning settings, a surge's page, rules that tell: forms, and who may use them."""

import re
from datetime import timedelta
from urllib.parse import quote

from mentions.store import brands, rules
from mentions.store.alerts import channels, notices, settings, surges
from mentions.store.alerts.channels import APPRISE, ESCALATION, WEBHOOK, ChannelForm
from mentions.store.alerts.surges import Series
from mentions.store.database import Database
from mentions.store.times import utc_now
from tests.web.conftest import Visitor
from tests.web.test_settings_pages import errors

TOKEN = "123456789:ABCdefGHIjklMNOpqrsTUVwxyz1234567"
ADDRESS = f"tgram://{TOKEN}/-1001234"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOSTILE = "<script>alert(1)</script>"
FORM = {
    "name": "Чат", "address": ADDRESS, "language": "ru", "time_zone": "Europe/Moscow",
    "surges": "first", "is_enabled": "on",
}  # fmt: skip


def _channels(world: Database) -> list[channels.Channel]:
    with world.read() as tx:
        return channels.every(tx)


def _add(world: Database, name: str, user_id: int | None = None, kind: str = APPRISE) -> int:
    form = ChannelForm(name, kind, ADDRESS if kind == APPRISE else "https://a.ru/h/tok", SECRET,
                       user_id=user_id)  # fmt: skip
    with world.write() as tx:
        return channels.add(tx, form, utc_now())


def test_a_channel_is_added_changed_switched_and_removed(admin: Visitor, world: Database) -> None:
    added = admin.post("/channels/add", **FORM, is_team="on", quiet_from="23:00",
                       quiet_until="08:30")  # fmt: skip
    assert "Добавлено" in added.text
    (channel,) = _channels(world)
    assert (channel.form.user_id, channel.form.address) == (None, ADDRESS)
    assert (channel.form.quiet_from, channel.form.quiet_until) == (1380, 510)
    kept = {**FORM, "address": "", "name": "Чат дежурных", "surges": ESCALATION}
    assert "Сохранено" in admin.post("/channels/1", **kept).text
    (channel,) = _channels(world)
    assert (channel.form.address, channel.form.surges) == (ADDRESS, ESCALATION)
    assert channel.form.user_id == 1, "no longer the team's"
    assert "выключен" in admin.post("/channels/1/switch", is_enabled="off").text.lower()
    admin.post("/channels/1/remove")
    assert _channels(world) == []


def test_an_address_and_a_key_are_never_shown_again(admin: Visitor, world: Database) -> None:
    _add(world, "Чат", 1)
    _add(world, "Хук", 1, WEBHOOK)
    for page in ("/channels", "/channels/1", "/channels/2"):
        text = admin.get(page).text
        assert TOKEN not in text and "/h/tok" not in text and SECRET not in text


def test_a_webhooks_new_key_is_shown_once(admin: Visitor, world: Database) -> None:
    hook = {**FORM, "address": "https://hooks.example.ru/in"}
    shown = admin.post("/channels/add?kind=webhook", **hook).text
    found = re.search(r"<code data-secret>(whsec_[^<]+)</code>", shown)
    assert found and found[1] == _channels(world)[0].form.secret
    assert found[1] not in admin.get("/channels/1").text


def test_a_form_that_cannot_be_kept_says_why_beside_the_field(
    admin: Visitor, world: Database
) -> None:
    _add(world, "Чат")
    for fields, name in (
        ({"name": ""}, "name"),
        ({"name": "Чат"}, "name"),
        ({"address": "nosuch://x"}, "address"),
        ({"address": "file:///etc/passwd"}, "address"),
        ({"quiet_from": "23:00"}, "quiet_until"),
        ({"quiet_from": "завтра", "quiet_until": "08:00"}, "quiet_from"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"surges": "often"}, "surges"),
    ):
        answer = admin.post("/channels/add", **{**FORM, "name": "Другой", **fields})
        assert answer.status_code == 422 and name in errors(answer.text), fields


def test_a_test_from_the_form_says_what_came_of_it(admin: Visitor, world: Database) -> None:
    went = admin.post("/channels/add", **FORM, do="test").text
    assert "Проверочное сообщение отправлено" in went and _channels(world) == []
    busy = {**FORM, "address": "json://busy.example.ru/x"}
    failed = admin.post("/channels/add", **busy, do="test").text
    assert "не прошло" in failed and "просит писать реже" in failed
    _add(world, "Хранимый")
    assert "отправлено" in admin.post("/channels/1", **{**FORM, "address": ""}, do="test").text


def test_members_keep_their_own_channels_and_see_the_teams(
    admin: Visitor, member: Visitor, world: Database
) -> None:
    team, hers = _add(world, "Команда"), _add(world, "Мария", 1)
    assert "Добавлено" in member.post("/channels/add", **{**FORM, "is_team": "on"}).text
    mine = next(one for one in _channels(world) if one.form.name == "Чат")
    assert mine.form.user_id == 2, "only administrators give the team a channel"
    listed = member.get("/channels").text
    assert "Команда" in listed and f'href="/channels/{team}"' not in listed
    assert "Мария" not in re.sub(r'class="rail".*?</header>', "", listed, flags=re.DOTALL)
    for channel_id in (team, hers):
        assert member.get(f"/channels/{channel_id}").status_code == 404
        for deed in ("", "/switch", "/remove"):
            assert member.post(f"/channels/{channel_id}{deed}", **FORM).status_code == 404
    assert admin.get(f"/channels/{mine.id}").status_code == 404
    assert admin.get(f"/channels/{team}").status_code == 200
    assert member.get("/surges/settings").status_code == 403


SETTINGS = {
    "sensitivity": "keen", "pause": "45", "escalate_after": "15",
    **{f"{kind}_after": "3" for kind in settings.TROUBLES},
    **{f"{kind}_pause": "2" for kind in settings.TROUBLES},
    "source_is_on": "on",
}  # fmt: skip


def test_settings_are_shown_on_the_past_before_they_are_saved(
    admin: Visitor, world: Database
) -> None:
    with world.write() as tx:
        brands.add(tx, "Полюс", "полюс", utc_now())
    own = {**SETTINGS, "brand_1": "", "brand_2": "calm"}
    shown = admin.post("/surges/settings", **own, do="preview").text
    assert 'data-foretold="1"' in shown and "Негатив (keen, 45, {2: &#39;calm&#39;})" in shown
    with world.read() as tx:
        assert settings.get(tx) == settings.AlertSettings()
    _add(world, "Чат")
    assert "Сохранено" in admin.post("/surges/settings", **own, source_channels="1").text
    with world.read() as tx:
        kept = settings.get(tx)
    assert (kept.sensitivity, kept.pause, kept.escalate_after) == ("keen", 45, 15)
    assert kept.brands == {2: "calm"}
    shown = admin.get("/surges/settings").text
    assert '<option value="calm" selected>спокойно' in shown
    assert kept.troubles["source"] == settings.TroubleSetting(True, 180, 120, (1,))
    assert kept.troubles["queue"] == settings.TroubleSetting(False, 3, 120, ())
    bad = {"sensitivity": "loud", "pause": "-1", "brand_1": "loud"}
    wrong = admin.post("/surges/settings", **{**SETTINGS, **bad})
    assert wrong.status_code == 422
    assert set(errors(wrong.text)) == {"sensitivity", "pause", "brand_1"}


def test_a_rule_can_tell_channels(admin: Visitor, world: Database) -> None:
    _add(world, "Юристы")
    _add(world, "Чат")
    given = {"name": "Суд", "query": "суд", "tell": "on", "channels": "1", "tell_pause": "30",
             "watch": "on", "is_enabled": "on"}  # fmt: skip
    listed = admin.post("/rules/add", **given).text
    assert "Юристы" in listed and "следить за всплесками" in listed
    assert "ещё просматривается" in listed
    with world.read() as tx:
        made = next(one for one in rules.all_rules(tx) if one.name == "Суд")
    assert (made.actions.tell, made.actions.channels, made.actions.tell_pause) == (True, (1,), 30)
    assert made.is_watched
    again = admin.get(f"/rules/{made.id}").text
    assert re.search(r'name="watch"[^>]* checked', again)
    assert re.search(r'name="channels" value="1" checked', again)
    assert "tell_pause" in errors(admin.post("/rules/add", **{**given, "tell_pause": "x"}).text)


def told_surge(world: Database) -> int:
    """A surge that a team's channel and one of Maria's own were told of."""
    now = utc_now()
    _add(world, "Чат пресс-службы")
    _add(world, "Личное Марии", 1)
    with world.write() as tx:
        made = surges.add(
            tx, Series(1, "negative"), started_at=now - timedelta(hours=2), found_at=now,
            peak_at=now, peak=9.0, observed=43, expected=7.0, told=43, told_at=now,
            reason={"brand": HOSTILE, "authors": [HOSTILE]},
        )  # fmt: skip
        for channel_id in (1, 2):
            notices.put(tx, f"k{channel_id}", channel_id, made, "started", {}, now, now)
        notices.settle(tx, [1], "sent", now, None)
    return made


def test_a_surges_page_draws_it_and_says_what_was_done(
    member: Visitor, admin: Visitor, world: Database
) -> None:
    made = told_surge(world)
    page = member.post(f"/surges/{made}/seen").text
    assert HOSTILE not in page
    assert page.count('class="above"') == 1 and 'class="usual" points="' in page
    assert "источники не обходились" in page
    assert "Чат пресс-службы" in page and "отправлено" in page
    assert "чужой личный канал" in page and "Личное Марии" not in page
    assert "Личное Марии" in admin.get(f"/surges/{made}").text
    assert "«Вижу»: Пётр" in page
    link = re.search(r'href="(/mentions\?[^"]*from=[^"]+)"', page)
    assert link and member.get(link[1].replace("&amp;", "&")).status_code == 200
    listed = member.get("/surges?brand=1").text
    assert "«Вижу»: Пётр" in listed and "отправлено 1 сообщение" in listed
    assert "«Вижу»" not in member.get("/surges?brand=2").text


def test_the_list_of_surges_goes_on(member: Visitor, world: Database) -> None:
    for _ in range(31):
        with world.write() as tx:
            now = utc_now()
            surges.add(
                tx, Series(1, "all"), started_at=now, found_at=now, peak_at=now, peak=1.0,
                observed=1, expected=0.1, told=0, reason={"brand": "Б"},
            )  # fmt: skip
    first = member.get("/surges").text
    assert "/surges/31" in first and '/surges/1"' not in first
    assert '/surges/1"' in member.get("/surges?page=2").text
    assert member.get(f"/surges?page={quote('x')}").status_code == 200
