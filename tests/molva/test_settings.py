"""Settings are checked as a whole, and each mistake is named with its remedy."""

from pathlib import Path

import pytest

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
