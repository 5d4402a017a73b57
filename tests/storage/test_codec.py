"""What is written can be read, for ever."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot.interface import Incoming, Message, Outgoing, Said
from intercoop_bot.meeting.facts import Fact, ItemStarted, MeetingMoved, NoteTaken
from intercoop_bot.storage.codec import (
    ERASED,
    Undecodable,
    decode_fact,
    decode_incoming,
    decode_instant,
    decode_outgoing,
    encode,
    encode_instant,
    erased,
)

NOON = datetime(2028, 5, 12, 10, 0, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "databases"
READERS = {
    "facts": (Fact, decode_fact),
    "incoming": (Incoming, decode_incoming),
    "outgoing": (Outgoing, decode_outgoing),
}

st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


def records(union: object) -> st.SearchStrategy[Any]:
    """Any record of that union, every field of it filled with anything."""
    kinds = [
        st.builds(kind, **{name: st.from_type(hint) for name, hint in get_type_hints(kind).items()})
        for kind in get_args(union)
    ]
    return st.one_of(*kinds)


@given(records(Fact))
def test_a_fact_is_read_as_it_was_written(fact: Fact) -> None:
    assert decode_fact(encode(fact)) == fact


@given(records(Incoming))
def test_what_came_in_is_read_as_it_was_written(event: Incoming) -> None:
    assert decode_incoming(encode(event)) == event


@given(records(Outgoing))
def test_what_goes_out_is_read_as_it_was_written(outgoing: Outgoing) -> None:
    assert decode_outgoing(encode(outgoing)) == outgoing


@pytest.mark.parametrize("name", READERS)
def test_every_kind_ever_stored_can_be_read(name: str) -> None:
    union, decode = READERS[name]
    lines = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        record = json.loads(line)
        assert json.loads(encode(decode(line))).items() >= record.items(), "a field was lost"
    kinds = {get_args(get_type_hints(kind)["kind"])[0] for kind in get_args(union)}
    assert {json.loads(line)["kind"] for line in lines} == kinds, "run tests/storage/databases/make.py"


def test_fields_at_their_default_are_written() -> None:
    fact = NoteTaken(meeting=1, note=1, tag="note", text="x", author="@ana:coop.example", event="$1")
    assert set(json.loads(encode(fact))) == {field.name for field in fields(NoteTaken)}


def test_instants_are_written_in_utc() -> None:
    paris = datetime(2028, 5, 12, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert '"starts_at":"2028-05-12T10:00:00.000000+00:00"' in encode(
        MeetingMoved(meeting=1, starts_at=paris)
    )


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        encode(MeetingMoved(meeting=1, starts_at=datetime(2028, 5, 12)))  # noqa: DTZ001


@given(st.lists(st.datetimes(timezones=st.timezones())))
def test_instants_sort_as_their_texts_do(instants: list[datetime]) -> None:
    in_range = [i for i in instants if 1 < i.year < 9999]
    texts = sorted(encode_instant(instant) for instant in in_range)
    assert [decode_instant(text) for text in texts] == sorted(instant.astimezone(UTC) for instant in in_range)


def test_a_field_of_a_later_version_is_passed_over() -> None:
    assert decode_fact('{"kind":"item.started","meeting":1,"item":2,"mood":"fine"}') == ItemStarted(
        meeting=1, item=2
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            '{"kind":"note.sung","text":"secret"}', "unknown kind 'note.sung'", id="a kind of later"
        ),
        pytest.param('{"kind":"item.started","meeting":1}', "item.started.item: Field required", id="half"),
        pytest.param('{"text":"secret"}', "kind", id="no kind"),
        pytest.param('{"kind":"note.taken","text":["secret"]}', "note.taken", id="wrong type"),
        pytest.param("[]", "object", id="a list"),
        pytest.param('{"secret', "Invalid JSON", id="cut off"),
    ],
)
def test_what_cannot_be_read_is_told_without_its_words(text: str, reason: str) -> None:
    with pytest.raises(Undecodable, match=reason) as caught:
        decode_fact(text)
    assert "secret" not in str(caught.value)
    assert len(str(caught.value)) < 150


def test_half_characters_of_a_hostile_server_are_written_as_question_marks() -> None:
    event = Said(
        room_id="!r:x", event_id="$1", sender="@a:x", sender_name="\udfff", sent_at=NOON, body="a\ud800b"
    )
    read = decode_incoming(encode(event))
    assert isinstance(read, Said)
    assert (read.body, read.sender_name) == ("a?b", "?")
    assert decode_outgoing(encode(Message(body="\ud83d", html=""))) == Message(body="?", html="")


def test_an_erased_note_has_no_words_and_keeps_the_rest() -> None:
    note = NoteTaken(
        meeting=1,
        note=2,
        tag="action",
        text="écrire à Ana",
        author="@ana:x",
        event="$1",
        owner="Ana",
        due=date(2028, 6, 1),
    )
    line = encode(note)[:-1] + ',"mood":"fine"}'
    left = json.loads(erased(line))
    assert left["mood"] == "fine"
    assert decode_fact(json.dumps(left)) == NoteTaken(
        meeting=1, note=2, tag="action", text="", author="@ana:x", event="$1", due=date(2028, 6, 1)
    )


def test_all_words_of_a_note_are_erased() -> None:
    """Whatever a fact about a note may hold of its words is named in ERASED."""
    wordless = {"kind", "tag", "author", "event"}
    for fact in get_args(Fact):
        hints = get_type_hints(fact)
        if "note" in hints:
            texts = {name for name, hint in hints.items() if str in (hint, *get_args(hint))}
            assert texts - wordless == set(ERASED.get(get_args(hints["kind"])[0], {})), fact
