"""What keeps the application from starting, and the sentence that says the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from webapp.settings import UnsafeSettings, make_demo_password, read_settings


def read(home: Path, **variables: str) -> object:
    return read_settings({"BEFFROI_HOME": str(home), **variables})


def test_an_empty_environment_is_one_machine_without_network(tmp_path: Path) -> None:
    settings = read_settings({"BEFFROI_HOME": str(tmp_path)})
    assert settings.hosts == ("127.0.0.1", "localhost", "[::1]")
    assert settings.database_url == f"sqlite:///{tmp_path / 'beffroi.sqlite'}"
    assert (settings.https, settings.redis_url, settings.demo) == (False, None, False)


def test_the_key_is_made_once_and_readable_by_us_alone(tmp_path: Path) -> None:
    first = read_settings({"BEFFROI_HOME": str(tmp_path)})
    again = read_settings({"BEFFROI_HOME": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "keys" / "web").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"BEFFROI_HOSTS": "beffroi.example"}, "BEFFROI_HTTPS=yes"),
        ({"BEFFROI_HTTPS": "perhaps"}, "neither yes nor no"),
        (
            {"BEFFROI_HOSTS": "b.example", "BEFFROI_HTTPS": "yes", "BEFFROI_PRIVATE_WEBHOOKS": "yes"},
            "call machines of this network",
        ),
        ({"BEFFROI_PROXIES": "many"}, "a number from 0 to 5"),
        ({"BEFFROI_PROXIES": "-1"}, "a number from 0 to 5"),
    ],
)
def test_unsafe_settings_are_refused_with_the_way_out(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    with pytest.raises(UnsafeSettings, match=said):
        read(tmp_path, **variables)


def test_a_public_name_is_served_over_https_with_a_cookie_bound_to_it(tmp_path: Path) -> None:
    settings = read_settings({"BEFFROI_HOME": str(tmp_path), "BEFFROI_HOSTS": "b.example", "BEFFROI_HTTPS": "yes"})
    assert settings.hosts == ("b.example",)
    assert settings.https


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "keys" / "web").chmod(0o644)
    with pytest.raises(UnsafeSettings, match="chmod 600"):
        read(tmp_path)


def test_a_key_cut_short_is_refused(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "keys" / "web").write_text("abc")
    with pytest.raises(UnsafeSettings, match="too short"):
        read(tmp_path)


def test_a_demonstration_opens_to_the_public_only_when_that_is_meant(tmp_path: Path) -> None:
    make_demo_password(tmp_path)
    public = {"BEFFROI_HOSTS": "b.example", "BEFFROI_HTTPS": "yes"}
    with pytest.raises(UnsafeSettings, match="BEFFROI_DEMO=yes"):
        read(tmp_path, **public)
    settings = read_settings({"BEFFROI_HOME": str(tmp_path), "BEFFROI_DEMO": "yes", **public})
    assert settings.demo
