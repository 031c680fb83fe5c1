"""Settings are checked as a whole, and each mistake is named with its remedy."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

from crawlers import feed, wire
from crawlers.kind import Service
from crawlers.kinds import KINDS, services
from molva.application import Application
from molva.settings import Settings, SettingsError, load


def test_defaults_need_nothing(tmp_path: Path) -> None:
    assert load({}, tmp_path) == Settings()


def test_variables_win_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "molva.toml").write_text('language = "en"\naddress = "0.0.0.0:80"\n')
    settings = load({"MOLVA_LANGUAGE": "ru"}, tmp_path)
    assert (settings.language, settings.address) == ("ru", ("0.0.0.0", 80))


def test_every_mistake_is_named_at_once_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "molva.toml").write_text('langauge = "en"\nkeep_days = 0\n')
    environ = {
        "MOLVA_ADDRESS": "8080",
        "MOLVA_RETRY_SCHEDULE": "soon",
        "MOLVA_ALLOW_PRIVATE": "localhost",
        "MOLVA_ALOW_PRIVATE": "10.0.0.0/8",
    }
    with pytest.raises(SettingsError) as refused:
        load(environ, tmp_path)
    text = "\n".join(refused.value.lines("ru"))
    assert "6 ошибок" in text
    for words in ("langauge", "MOLVA_KEEP_DAYS", "127.0.0.1:8080", "0, 5, 300", "10.0.0.0/8"):
        assert words in text
    assert "allow_private" in text  # what MOLVA_ALOW_PRIVATE was meant to be


def test_secrets_never_stand_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load({"MOLVA_DATABASE_URL": "mysql://u:hunter2@db/x"}, tmp_path)
    assert "hunter2" not in "\n".join(refused.value.lines("ru"))


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="1 setting"):
        load({"MOLVA_CONFIG": str(tmp_path / "none.toml")}, tmp_path)
    (tmp_path / "molva.toml").write_text("language = ")
    with pytest.raises(SettingsError) as refused:
        load({}, tmp_path)
    assert "molva.toml" in "\n".join(refused.value.lines("en"))


def test_lists_are_read_from_text_and_from_toml(tmp_path: Path) -> None:
    (tmp_path / "molva.toml").write_text("retry_schedule = [0, 5, 300]\n")
    settings = load({"MOLVA_ALLOW_PRIVATE": "127.0.0.0/8, 10.1.2.3"}, tmp_path)
    assert settings.retry_schedule == (0, 5, 300)
    assert settings.allow_private.permits("127.5.5.5")
    assert settings.allow_private.permits("10.1.2.3")
    assert not settings.allow_private.permits("10.1.2.4")


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("127.0.0.1:80", "http://127.0.0.1:80"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_links_lead_to_where_the_pages_are(address: str, base: str, tmp_path: Path) -> None:
    assert load({"MOLVA_ADDRESS": address}, tmp_path).link_base == base


@pytest.fixture
def shop_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of source whose service has a key, as the table may have one."""
    service = Service("app-shop", "https://shop.example", secret="key")
    monkeypatch.setitem(KINDS, "shop", replace(feed.KIND, name="shop", service=service))


@pytest.mark.usefixtures("shop_kind")
def test_a_kinds_service_brings_its_settings(tmp_path: Path) -> None:
    (tmp_path / "molva.toml").write_text('app_shop_url = "http://mirror.local:81/shop/"\n')
    settings = load({"MOLVA_APP_SHOP_KEY": "k3y"}, tmp_path)
    assert settings.bases == {"app-shop": "http://mirror.local:81/shop"}
    crawling = Application(settings).crawl_settings
    assert crawling.bases == settings.bases
    assert crawling.secrets == {"app-shop": "k3y"}
    assert wire.read_settings(wire.settings_line(crawling)) == crawling
    assert "k3y" not in f"{settings} {crawling}"


@pytest.mark.usefixtures("shop_kind")
def test_a_services_mistaken_settings_have_remedies_and_stay_secret(tmp_path: Path) -> None:
    environ = {"MOLVA_APP_SHOP_KEY": "two words", "MOLVA_APP_SHOP_URL": "ftp://me:pass@shop"}
    with pytest.raises(SettingsError) as refused:
        load(environ | {"MOLVA_APP_SHOP_TOKEN": "x"}, tmp_path)
    for language in ("ru", "en"):
        lines = refused.value.lines(language)
        assert len(lines) == 4
        assert not any(part in line for line in lines for part in ("two words", "pass@"))
    assert "api.example" in "\n".join(lines)
    assert "app_shop_key" in "\n".join(lines)  # what MOLVA_APP_SHOP_TOKEN was meant to be


def test_no_services_settings_are_those_of_another_thing() -> None:
    of_services = [service.base_setting for service in services()]
    of_services += [service.secret_setting for service in services() if service.secret]
    assert not set(of_services) & {field.name for field in fields(Settings)}
    assert len(set(of_services)) == len(of_services)
