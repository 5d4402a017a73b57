"""The moderator code of a call: for whoever holds it, and for nobody else."""

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.confiding import awaited_now, code_of, whispered
from intercoop_bot.meeting.effects import Matter, React, Whisper
from intercoop_bot.meeting.state import Awaited, Room
from tests.meeting.group import ANA, BRUNO, PLAN, Group, after, somebody, wording

DAY = 24 * 60

WANTED = (
    "Ana : j’ai besoin du code de modération de l’appel pour « Café ». Envoyez-le-moi ici : je le garde hors"
    " du salon du groupe, et je ne le donne qu’à la personne qui s’occupe de l’appel."
)
HOW = "Écrivez seulement le code, par exemple 4567#. Pour ne pas le donner : non"
KNOWN = "Ana : voici le code de modération de l’appel pour « Café » : 1234"
KEPT = "Ana : c’est noté, le code de modération de l’appel pour « Café » est : 1234"
NOT_YOURS = "Ana : je n’ai pas gardé ce code : pour « Café », c’est maintenant Bruno qui s’occupe de l’appel."
NOT_TAKEN = (
    "Ana : je n’ai pas gardé ce code : pour « Café », vous ne vous occupez plus de l’appel,"
    " ou la réunion n’est plus à venir."
)
CHANGE = "Pour le changer, écrivez ici le mot code et le nouveau, par exemple : code 4567#"


def held(by: str = BRUNO) -> Group:
    """A planned meeting whose call somebody sees to."""
    group = Group(PLAN)
    group.does(c.ClaimRole(role="host"), by)
    return group


def test_whoever_sees_to_the_call_is_asked_for_its_code_then_told_it() -> None:
    group = held()
    assert group.does(c.AskHostCode(), BRUNO) == (f.HostCodeAsked(meeting=1, person=BRUNO),)
    assert group.seen == (React(emoji="📬"), Whisper(person=BRUNO, meeting=1, matter="wanted"))
    group.does(c.KeepHostCode(meeting=1, code="1234"), BRUNO)
    assert code_of(group.room, group.meeting) == "1234"
    group.does(c.AskHostCode(), BRUNO)
    assert group.seen == (React(emoji="📬"), Whisper(person=BRUNO, meeting=1, matter="known"))


def test_nobody_else_is_told_or_gives_the_code() -> None:
    group = held()
    assert group.refusal(c.AskHostCode()) == (
        "C’est Bruno qui s’occupe de l’appel : le code de modération n’est que pour cette personne."
    )
    assert group.is_refused(c.KeepHostCode(meeting=1, code="1")) == "refused.code_not_yours"
    group.does(c.ReleaseRole(role="host"), BRUNO)
    assert group.refusal(c.AskHostCode(), BRUNO) == (
        "Personne ne s’occupe encore de l’appel. Pour le code de modération, prenez d’abord ce rôle :"
        " !prendre appel"
    )


def test_the_code_is_kept_until_the_meeting_is_over() -> None:
    group = held().at(0)
    group.does(c.Start())
    group.does(c.KeepHostCode(meeting=1, code="1234"), BRUNO)
    assert group.seen == (Whisper(person=BRUNO, meeting=1, matter="kept"),)
    assert group.is_refused(c.KeepHostCode(meeting=2, code="1"), BRUNO) == "refused.none_at_hand"
    group.does(c.End())
    assert group.is_refused(c.KeepHostCode(meeting=1, code="1"), BRUNO) == "refused.none_at_hand"


def test_a_code_is_good_for_later_meetings_that_are_joined_the_same_way() -> None:
    group = held()
    group.does(c.KeepHostCode(meeting=1, code="1234"), BRUNO)
    for title, call in (("Café", PLAN.call), ("Atelier", "ailleurs"), ("Chorale", ""), ("Bureau", PLAN.call)):
        group.does(c.Plan(title=title, call=call))
    codes = {meeting.title: code_of(group.room, meeting) for meeting in group.room.meetings.values()}
    assert codes == {PLAN.title: "1234", "Café": "1234", "Atelier": "", "Chorale": "", "Bureau": "1234"}
    group.does(c.ClaimRole(role="host", meeting=2), BRUNO)
    group.does(c.KeepHostCode(meeting=2, code="5678"), BRUNO)
    assert code_of(group.room, group.room.meetings[5]) == "5678"
    assert code_of(group.room, group.room.meetings[1]) == "1234"


def test_a_code_is_awaited_for_a_day() -> None:
    group = Group(c.AwaitCode(about="!room", meeting=3, title="Café", known=True), minute=0)
    assert group.room.awaited == Awaited(about="!room", meeting=3, title="Café", known=True, since=after(0))
    assert awaited_now(group.room, after(DAY - 1)) == group.room.awaited
    assert awaited_now(group.room, after(DAY)) is None
    assert awaited_now(Room(language="fr", zone="Europe/Paris"), after(0)) is None
    group.does(c.SettleCode(given=True))
    assert group.room.awaited is None


@pytest.mark.parametrize(
    ("matter", "holder", "lines"),
    [
        pytest.param("wanted", "", [WANTED, HOW], id="wanted"),
        pytest.param("known", "", [KNOWN, CHANGE], id="known"),
        pytest.param("kept", "", [KEPT, CHANGE], id="kept"),
        pytest.param("not_taken", "Bruno", [NOT_YOURS], id="somebody else sees to it now"),
        pytest.param("not_taken", "", [NOT_TAKEN], id="nobody sees to it now"),
    ],
)
def test_what_is_said_in_the_direct_room(matter: Matter, holder: str, lines: list[str]) -> None:
    said = whispered(matter, somebody(ANA), title="Café", code="1234", holder=holder)
    assert (said.alarm, said.mentions) == (True, (somebody(ANA),))
    assert wording((said,)).splitlines() == lines
