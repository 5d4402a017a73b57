"""The container: what must hold of it, read from its description, since nothing here can build it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from intercoop_bot.config import ENVIRONMENT, Settings

CHECKOUT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
BOT: dict[str, Any] = COMPOSE["services"]["bot"]
STAGE = BOT["build"]["dockerfile_inline"].split("FROM ")[-1]
VARIABLES = {ENVIRONMENT + key.upper() for key in Settings.model_fields}


def test_the_image_is_made_of_what_is_here() -> None:
    recipe: str = BOT["build"]["dockerfile_inline"]
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.*)", recipe, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert {"intercoop_bot", "migrations", "pyproject.toml"} <= set(copied)
    assert all((CHECKOUT / name).exists() for name in copied)
    assert "$" not in recipe, "compose would replace it"
    assert all(line.startswith("FROM python:3.") and "-slim" in line for line in re.findall("FROM.*", recipe))


def test_the_bot_is_not_root_and_writes_only_its_data() -> None:
    assert re.search(r"^USER bot$", STAGE, re.MULTILINE)
    assert STAGE.index("USER bot") < STAGE.index("CMD")
    assert BOT["read_only"] is True
    assert BOT["cap_drop"] == ["ALL"]
    assert "INTERCOOP_DATA_DIR=/data" in STAGE
    assert BOT["volumes"] == ["data:/data"]
    assert "data" in COMPOSE["volumes"]


def test_the_bot_is_watched_and_started_again() -> None:
    assert BOT["healthcheck"]["test"] == ["CMD", "intercoop-bot", "health"]
    assert BOT["restart"] == "unless-stopped"
    assert "profiles" not in BOT


def test_every_setting_can_be_given_to_the_bot() -> None:
    assert set(BOT["environment"]) == VARIABLES - {"INTERCOOP_DATA_DIR"}
    assert not any(BOT["environment"].values()), "settings are the group's own"


def test_the_trial_is_right_and_stands_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    trial = COMPOSE["services"]["try"]
    for name in ("try", "synapse", "accounts"):
        assert COMPOSE["services"][name]["profiles"] == ["try"]
    assert trial["build"] == BOT["build"]
    assert trial["volumes"] != BOT["volumes"]
    for name, value in trial["environment"].items():
        monkeypatch.setenv(name, value or "")
    assert Settings.load(None).user_id == "@bot:localhost"
