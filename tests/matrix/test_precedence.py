"""Of what waits: which may go out now, and which need not go out at all any more."""

from datetime import timedelta

from intercoop_bot.interface import Button, File, Message, Pin, Reaction, Unpin, Visible
from intercoop_bot.matrix.precedence import is_early, useless
from intercoop_bot.storage import OutboxRow
from tests.builders import NOON

MINUTE = timedelta(minutes=1)


def row(number: int, outgoing: Visible, room_id: str = "!a:coop.example") -> OutboxRow[Visible]:
    return OutboxRow(id=number, room_id=room_id, tx_id=f"tx{number}", created_at=NOON, outgoing=outgoing)


def edit(of: str) -> Message:
    return Message(body="now", html="", edits=of)


def test_of_edits_of_one_message_only_the_newest_is_worth_sending() -> None:
    rows = [row(number, edit("live:1:1")) for number in (7, 9, 8)]
    assert useless(rows, NOON) == {7, 8}


def test_edits_of_other_messages_or_in_other_rooms_are_no_concern() -> None:
    rows = [
        row(1, edit("live:1:1")),
        row(2, edit("live:1:2")),
        row(3, edit("live:1:1"), "!b:coop.example"),
        row(4, Message(body="new", html="", ref="live:1:1")),
    ]
    assert useless(rows, NOON) == set()


def test_what_has_expired_is_not_worth_sending() -> None:
    rows = [
        row(1, Message(body="soon", html="", expires_at=NOON)),
        row(2, Reaction(target="$x", key="👍", expires_at=NOON + MINUTE)),
        row(3, Reaction(target="$x", key="👍")),
    ]
    assert useless(rows, NOON) == {1}


def test_what_goes_on_a_message_waits_for_it_where_it_is_new_or_an_edit_that_may_become_it() -> None:
    for message in (Message(body="", html="", ref="card"), edit("card")):
        for outgoing in (Button(on="card", key="✋"), Pin(on="card"), Unpin(on="card")):
            later, other = row(1, outgoing), row(2, message, "!b:coop.example")
            assert is_early(later, [later, row(2, message)])
            assert not is_early(later, [later])
            assert not is_early(later, [later, other])


def test_an_edit_waits_for_the_message_that_was_put_in_before_it() -> None:
    edited = row(2, edit("card"))
    assert is_early(edited, [row(1, Message(body="", html="", ref="card")), edited])
    assert is_early(edited, [row(1, File(name="a", mimetype="b", content="c", ref="card")), edited])
    # A later one of that name is another message.
    assert not is_early(edited, [edited, row(3, Message(body="", html="", ref="card"))])
