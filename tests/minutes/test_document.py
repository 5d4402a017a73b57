"""What goes into the minutes, and how it is sorted."""

from datetime import date, timedelta

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.phrases import Who
from intercoop_bot.meeting.state import Room
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.document import document
from intercoop_bot.minutes.render import file_name, html, json_, markdown, message, text
from tests.builders import ANA, BRUNO, CHLOE, after, at, given
from tests.meeting.group import PLAN, Group
from tests.minutes.meetings import MEETINGS, full, note, open_

STARTED = at(0, f.MeetingPlanned(meeting=1, title="Réunion"), f.MeetingStarted(meeting=1))
ENDED = at(60, f.MeetingEnded(meeting=1), f.MinutesPosted(meeting=1))


def _minutes(room: Room, minute: float = 70) -> Document:
    return document(room, room.meetings[1], after(minute))


def test_access_codes_are_in_no_form() -> None:
    """The number and code of the call stay in the room."""
    minutes = _minutes(full("fr"))
    for form in (markdown(minutes), html(minutes), text(minutes), json_(minutes), *message(minutes)):
        assert "4242" not in form


def test_removed_notes_are_in_no_form() -> None:
    """A note taken back is nowhere."""
    minutes = _minutes(full("fr"))
    for form in (markdown(minutes), html(minutes), text(minutes), json_(minutes), *message(minutes)):
        assert "bêtise" not in form


def test_each_person_is_known_in_one_way() -> None:
    """What is surest is what counts: being said to be there, having written, regrets, having been seen."""
    room = given(
        at(-9, f.MeetingPlanned(meeting=1, title="Réunion")),
        at(
            -8,
            f.PresenceForetold(meeting=1, person=ANA, coming=False, reason="train"),
            f.PresenceForetold(meeting=1, person=BRUNO, coming=False, reason="train"),
            f.PresenceForetold(meeting=1, person="@elsa:coop.example", coming=True),
            f.OrganisationSet(meeting=1, person="@idle:coop.example", organisation="La Louve"),
        ),
        at(0, f.MeetingStarted(meeting=1)),
        at(1, f.PersonPresent(meeting=1, person=ANA), f.PersonSpoke(meeting=1, person=ANA)),
        at(2, f.PersonJoined(meeting=1, person=BRUNO), f.PersonJoined(meeting=1, person=CHLOE)),
        ENDED,
    )
    known = {
        group.presence: [(each.person.id, each.reason) for each in group.people]
        for group in _minutes(room).attendance
    }
    assert known == {
        "present": [(ANA, "")],
        "silent": [(CHLOE, "")],
        "expected": [("@elsa:coop.example", "")],
        "regrets": [(BRUNO, "train")],
    }


def test_one_organisation_written_in_two_ways_is_one() -> None:
    """Case and accents do not make another organisation; those without one come last."""
    room = given(
        STARTED,
        at(1, f.PersonPresent(meeting=1, person=CHLOE)),
        at(1, f.PersonPresent(meeting=1, person=ANA), f.PersonPresent(meeting=1, person=BRUNO)),
        at(2, f.OrganisationSet(meeting=1, person=ANA, organisation="L’Épicerie")),
        at(2, f.OrganisationSet(meeting=1, person=BRUNO, organisation="l'epicerie")),
        ENDED,
    )
    (group,) = _minutes(room).attendance
    parties = [(party.organisation, [each.person.id for each in party.people]) for party in group.parties]
    assert parties == [("L’Épicerie", [ANA, BRUNO]), ("", [CHLOE])]


def test_an_organisation_is_kept_however_odd_its_name() -> None:
    """A name of which nothing is left when it is compared is not the same as no name."""
    room = given(
        STARTED,
        at(1, f.PersonPresent(meeting=1, person=ANA), f.PersonPresent(meeting=1, person=BRUNO)),
        at(2, f.OrganisationSet(meeting=1, person=BRUNO, organisation="¸")),
        ENDED,
    )
    assert [party.organisation for party in _minutes(room).attendance[0].parties] == ["¸", ""]


def test_a_role_given_up_before_the_meeting_was_not_held_in_it() -> None:
    """Who held a role is told from the start to the end of the meeting."""
    room = given(
        at(-9, f.MeetingPlanned(meeting=1, title=""), f.RoleTaken(meeting=1, role="notes", person=ANA)),
        at(-5, f.RoleTaken(meeting=1, role="notes", person=BRUNO)),
        at(0, f.MeetingStarted(meeting=1)),
        at(60, f.MeetingEnded(meeting=1)),
        at(65, f.RoleTaken(meeting=1, role="host", person=CHLOE)),
    )
    notes, host, _ = _minutes(room).roles
    assert [(held.person.id, held.since, held.until) for held in notes.holdings] == [
        (BRUNO, after(0), after(60))
    ]
    assert not notes.changed
    assert host.holdings == ()


def test_planned_roles_have_their_holder_and_no_times() -> None:
    """Before the meeting only who holds a role now is worth saying."""
    room = given(
        at(-9, f.MeetingPlanned(meeting=1, title=""), f.RoleTaken(meeting=1, role="notes", person=ANA)),
        at(-5, f.RoleTaken(meeting=1, role="notes", person=BRUNO)),
    )
    (held,) = _minutes(room).roles[0].holdings
    assert (held.person.id, held.since, held.until) == (BRUNO, None, None)


def test_who_comes_back_was_there_from_the_start() -> None:
    """Only of those who were not seen before is it said when they came in."""
    room = given(
        STARTED,
        at(1, f.PersonSpoke(meeting=1, person=ANA)),
        at(10, f.PersonLeft(meeting=1, person=ANA)),
        at(20, f.PersonJoined(meeting=1, person=ANA), f.PersonJoined(meeting=1, person=BRUNO)),
        at(30, f.PersonSpoke(meeting=1, person=ANA), f.PersonSpoke(meeting=1, person=BRUNO)),
        ENDED,
    )
    (wrote,) = _minutes(room).attendance
    assert [(each.person.id, each.since) for party in wrote.parties for each in party.people] == [
        (ANA, None),
        (BRUNO, after(20)),
    ]


def test_actions_go_by_owner_the_soonest_first_and_those_of_nobody_last() -> None:
    """Actions are sorted for who has to do them."""
    duties = _minutes(full("fr")).duties
    assert [(duty.owner and duty.owner.id, [a.text for a in duty.actions]) for duty in duties] == [
        (BRUNO, ["Prévenir Simon", "Demander un devis pour trois magasins"]),
        (None, ["Vérifier la TVA avec un comptable"]),
    ]


def test_actions_without_a_date_come_after_those_with_one() -> None:
    """What has no date can wait; those with the same date stay in their order."""
    room = given(
        STARTED,
        at(
            1,
            note(1, "un jour", "action", owner=ANA),
            note(2, "bientôt", "action", owner=ANA, due=date(2028, 6, 1)),
            note(3, "aussi", "action", owner=ANA, due=date(2028, 6, 1)),
        ),
        ENDED,
    )
    (duty,) = _minutes(room).duties
    assert [action.text for action in duty.actions] == ["bientôt", "aussi", "un jour"]


def test_items_tell_their_times_and_outcomes() -> None:
    """Planned, added and real time, and what became of each item."""
    minute = timedelta(minutes=1)
    assert [
        (item.outcome, item.planned, item.extended, item.spent) for item in _minutes(full("fr")).items
    ] == [
        ("done", 5 * minute, 0 * minute, 5 * minute),
        ("skipped", 5 * minute, 0 * minute, 7 * minute),
        ("not_reached", 5 * minute, 0 * minute, None),
        ("done", 25 * minute, 5 * minute, 31 * minute),
        ("parked", 20 * minute, 0 * minute, 19 * minute),
    ]
    assert [item.outcome for item in _minutes(open_("fr")).items] == ["done", "under_way", "to_come"]


def test_an_item_left_open_is_unfinished() -> None:
    """Going back leaves the item one comes from open; if the meeting never returns, that is said."""
    room = given(
        STARTED,
        at(
            1,
            f.ItemAdded(meeting=1, item=1, title="Un"),
            f.ItemAdded(meeting=1, item=2, title="Deux"),
            f.ItemStarted(meeting=1, item=2),
        ),
        at(2, f.ItemStarted(meeting=1, item=1)),
        at(3, f.ItemClosed(meeting=1, item=1)),
        ENDED,
    )
    assert [item.outcome for item in _minutes(room).items] == ["done", "unfinished"]


def test_notes_of_an_item_that_was_dropped_are_kept() -> None:
    """Nothing that was noted is lost with the item."""
    room = given(
        STARTED,
        at(1, f.ItemAdded(meeting=1, item=1, title="Un"), note(1, "gardée", item=1)),
        at(2, f.ItemDropped(meeting=1, item=1)),
        ENDED,
    )
    assert [kept.text for kept in _minutes(room).general] == ["gardée"]


def test_the_next_meeting_is_the_soonest_to_come() -> None:
    """A meeting that is past is not next; one without a date only where no other has one."""
    planned = {2: None, 3: after(-60), 4: after(9000), 5: after(3000)}
    room = given(
        STARTED,
        ENDED,
        at(61, *(f.MeetingPlanned(meeting=n, title=str(n), starts_at=start) for n, start in planned.items())),
    )
    following = _minutes(room).next_meeting
    assert following is not None
    assert following.title == "5"
    cancelled = given(
        STARTED, ENDED, at(61, f.MeetingPlanned(meeting=2, title="2")), at(62, f.MeetingCancelled(meeting=1))
    )
    undated = _minutes(cancelled).next_meeting
    assert undated is not None
    assert undated.starts_at is None


def test_minutes_posted_once_were_not_corrected() -> None:
    """Only what changed after the end is a correction; the first posting is none."""
    assert _minutes(given(STARTED, ENDED)).corrected_at is None
    corrected = given(STARTED, at(30, note(1, "a")), ENDED, at(65, f.NoteRemoved(meeting=1, note=1)))
    assert _minutes(corrected).corrected_at == after(65)
    told = document(corrected, corrected.meetings[1], after(70), corrected_at=after(66))
    assert told.corrected_at == after(66)


def test_files_have_short_names() -> None:
    """What it is, and the day in the room's zone."""
    night = given(STARTED, ENDED, zone="Pacific/Auckland")
    assert file_name(_minutes(night), "md") == "cr-2028-05-12.md"
    late = given(STARTED, ENDED, zone="Pacific/Kiritimati", language="en")
    assert file_name(_minutes(late), "html") == "minutes-2028-05-13.html"


def test_a_cancelled_meeting_says_why() -> None:
    """Its agenda is shown, and nobody is said to have missed it."""
    room = given(
        at(0, f.MeetingPlanned(meeting=1, title="Réunion", starts_at=after(60), ends_at=after(120))),
        at(0, f.ItemAdded(meeting=1, item=1, title="Budget", minutes=5)),
        at(1, f.PresenceForetold(meeting=1, person=ANA, coming=True)),
        at(2, f.MeetingCancelled(meeting=1, reason="la salle est fermée")),
    )
    page = markdown(_minutes(room))
    assert "Cette réunion a été annulée : la salle est fermée" in page
    assert "Vendredi 12 mai 2028, de 13:00 à 14:00" in page
    assert "Pas traités" not in page
    assert "pas abordé" not in page


def test_a_planned_meeting_may_have_no_date_yet() -> None:
    """The page says so."""
    assert "**Date à fixer**" in markdown(
        _minutes(given(at(0, f.MeetingPlanned(meeting=1, title="Réunion"))))
    )


def test_after_a_day_the_hour_alone_would_not_do() -> None:
    """Notes of a meeting that nobody closed for a day and more are shown with their day."""
    room = given(
        STARTED, at(60, note(1, "a")), at(24 * 60 + 60, note(2, "b")), at(9000, f.MeetingEnded(meeting=1))
    )
    page = markdown(_minutes(room, 9000))
    assert "a — Ana, 13:00\n" in page
    assert "b — Ana, le samedi 13 mai 2028 à 13:00\n" in page


def test_every_meeting_has_minutes_at_any_time() -> None:
    """Planned or over, nothing is missing that a form needs."""
    for build in MEETINGS.values():
        for language in ("fr", "en"):
            room = build(language)
            for meeting in room.meetings.values():
                minutes = document(room, meeting, after(100_000))
                assert all((markdown(minutes), html(minutes), text(minutes), json_(minutes)))
                assert all(message(minutes))


def _spoken(*commands: c.Command) -> Document:
    group = Group(*commands, PLAN).at(0)
    group.does(c.Start())
    for person, organisation in ((ANA, "La Chouette"), (BRUNO, "La Louve")):
        group.does(c.SpeakFor(organisation=organisation), person)
        group.does(c.JoinQueue(), person)
    group.does(c.Hear(), CHLOE)
    group.does(c.GiveFloor())
    group.at(2).does(c.GiveFloor())
    group.at(3).does(c.GiveFloor(who=Who("Paul", "Paul")))
    group.at(7).does(c.End())
    return document(group.room, group.room.meetings[1], group.now)


def test_who_spoke_how_long_is_told_only_where_the_room_wants_it() -> None:
    assert (_spoken().voices, _spoken().unheard) == ((), ())
    written = _spoken(c.SetPreference(name="voices", value="on"))
    assert [(each.person.name, each.organisation, each.turns, each.time) for each in written.voices] == [
        ("Paul", "", 1, timedelta(minutes=4)),
        ("Ana", "La Chouette", 1, timedelta(minutes=2)),
        ("Bruno", "La Louve", 1, timedelta(minutes=1)),
    ]
    assert [person.name for person in written.unheard] == ["Chloé"]
    shown = text(written).replace("\u00a0", " ").casefold()
    wanted = (
        "temps de parole",
        "ana : 1 fois, 2 min",
        "la louve : 1 fois, 1 min",
        "sans tour de parole : chloé",
    )
    assert [line for line in wanted if line not in shown] == []
