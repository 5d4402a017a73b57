"""What became of a meeting: asked, recorded, corrected. None just fades away."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.effects import PostMinutes, Say
from intercoop_bot.meeting.parts import Phase
from intercoop_bot.meeting.schedule import deadline
from intercoop_bot.minutes.document import document
from tests.meeting.group import ANA, BRUNO, CHLOE, FIVE, PLAN, Group, after, somebody

DAY = 24 * 60
WEEK = 7 * DAY


def kinds(group: Group) -> list[str]:
    """Return what happened, without what is due of planned meetings."""
    return [e.fact.kind for e in group.entries if not isinstance(e.fact, f.UpcomingCalled | f.CardPosted)]


def faded() -> Group:
    """A meeting whose hour passed without anybody opening it."""
    return Group(PLAN).at(60)


def phase(group: Group, number: int = 1) -> Phase:
    return group.room.meetings[number].phase


def written(text: str, event: str = "$1") -> c.TakeNote:
    return c.TakeNote(draft=c.NoteDraft(tag="note", text=text), author=somebody(ANA), event=event)


# --- nobody opened it


def test_a_quarter_of_an_hour_after_the_hour_the_room_is_asked() -> None:
    group = Group(PLAN).at(14.9)
    assert group.entries[-1].fact == f.UpcomingCalled(meeting=1, calls=("gate",))
    group.at(15)
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions, said.ref) == (True, (somebody(ANA),), "asked:1")
    assert said.buttons == ("▶", "📅", "❌")
    assert group.reads().splitlines() == [
        (
            "Ana : Cinquième réunion groupe info : la réunion était prévue à 12:00, "
            "et personne ne l’a ouverte ici. Qu’en est-il ?"
        ),
        "• ▶ elle commence",
        "• 📅 même heure la semaine prochaine (autre date : !tenue reportée vendredi 12h)",
        "• ❌ elle n’a pas lieu",
    ]


def test_who_facilitates_is_asked_as_well() -> None:
    group = Group(PLAN)
    group.does(c.ClaimRole(role="facilitator"), BRUNO)
    (said,) = group.at(15).seen
    assert isinstance(said, Say)
    assert said.mentions == (somebody(ANA), somebody(BRUNO))


def test_without_an_answer_it_is_recorded_at_the_end_in_one_message() -> None:
    group = Group(PLAN).at(59)
    assert phase(group) is Phase.PLANNED
    group.at(60)
    assert phase(group) is Phase.NOT_HELD
    assert group.reads().splitlines() == [
        (
            "❌ Cinquième réunion groupe info (vendredi 12 mai 2028) n’a pas eu lieu "
            "(personne dans le salon ; rôles libres : notes, appel et animation)."
        ),
        "Ses points reviendront à la prochaine. La réunion a eu lieu ? !tenue oui",
    ]
    assert [said.alarm for said in group.seen if isinstance(said, Say)] == [False]
    assert deadline(group.room) is None


def test_a_meeting_that_is_to_begin_as_another_is_recorded_gets_none_of_its_items() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(60))).at(60)
    assert phase(group) is Phase.NOT_HELD
    assert group.room.meetings[2].items == ()


def test_without_an_end_it_is_recorded_after_an_hour() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0))).at(59)
    assert phase(group) is Phase.PLANNED
    assert phase(group.at(60)) is Phase.NOT_HELD
    assert group.reads().splitlines()[-1] == "La réunion a eu lieu ? !tenue oui"


def test_who_was_there_is_told() -> None:
    group = Group(PLAN).at(-20)
    group.does(c.Hear(), CHLOE)
    group.at(-15).does(c.Hear(), ANA)
    group.at(10).does(c.Hear(), BRUNO)
    group.does(c.Hear(), BRUNO)
    group.at(60)
    assert "dans le salon : Ana et Bruno" in group.reads()
    assert "in the room: Ana and Bruno" in group.reads("en")
    group.does(c.Hear(), CHLOE)
    assert not group.room.meetings[1].attended(CHLOE).seen


def test_who_writes_within_the_hour_of_a_meeting_without_an_end_was_there() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0))).at(59)
    group.does(c.Hear(), BRUNO)
    group.at(60)
    assert "dans le salon : Bruno" in group.reads()


def test_after_a_long_absence_the_room_is_asked_first() -> None:
    group = Group(PLAN).away(3 * DAY)
    group.wakes()
    assert "Qu’en est-il ?" in group.reads()
    assert phase(group) is Phase.PLANNED
    group.at(3 * DAY + 44)
    assert phase(group) is Phase.PLANNED
    group.at(3 * DAY + 45)
    assert phase(group) is Phase.NOT_HELD


def test_a_meeting_that_was_asked_about_and_put_off_is_asked_about_anew() -> None:
    group = Group(PLAN).at(20)
    group.does(c.PutOff())
    group.away(WEEK + 3 * DAY).wakes()
    assert "Qu’en est-il ?" in group.reads()
    assert phase(group) is Phase.PLANNED


def test_an_opened_meeting_is_not_asked_about() -> None:
    group = Group(PLAN).at(10)
    group.does(c.Start())
    group.at(60)
    assert phase(group) is Phase.LIVE
    assert "meeting.not_held" not in kinds(group)


def test_it_begins_late_where_somebody_says_so() -> None:
    group = Group(PLAN).at(20)
    group.does(c.Start(meeting=1))
    assert phase(group) is Phase.LIVE


# --- the answer, and its correction


def test_it_did_not_take_place_and_why() -> None:
    group = Group(PLAN).at(20)
    group.does(c.SayHeld(held=False, reason="  panne du pont "), BRUNO)
    assert group.room.meetings[1].reason == "panne du pont"
    assert "n’a pas eu lieu (raison : panne du pont ; personne dans le salon" in group.reads()
    assert group.is_refused(c.SayHeld(held=False, reason="panne du pont")) == "refused.already_so"
    group.at(90).does(c.SayHeld(held=False, reason="personne"), BRUNO)
    assert group.room.meetings[1].reason == "personne"
    assert group.is_refused(c.SayHeld(held=False, reason="x" * 501)) == "refused.too_long"


def test_it_took_place_after_all_and_its_minutes_wait_for_what_is_said_of_it() -> None:
    group = faded().at(70)
    assert group.does(c.SayHeld(held=True), CHLOE) == (f.MeetingHeld(meeting=1),)
    assert group.reads() == (
        "C’est noté : Cinquième réunion groupe info a eu lieu. Les notes peuvent encore être écrites ici "
        "(NOTE :, DÉCISION :…), le compte rendu suivra."
    )
    held = group.room.meetings[1]
    assert (held.phase, held.started_at, held.ended_at) == (Phase.ENDED, after(0), after(60))
    group.at(120)
    assert not any(isinstance(entry.fact, f.MinutesPosted) for entry in group.entries), "nothing to read yet"
    assert group.is_refused(c.SayHeld(held=True)) == "refused.already_so"


def test_of_a_meeting_without_an_end_that_took_place_only_its_hour_is_known() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0))).at(30)
    group.does(c.SayHeld(held=True))
    held = group.room.meetings[1]
    assert (held.started_at, held.ended_at) == (after(0), after(0))


@pytest.mark.parametrize("command", [c.SayHeld(held=True), c.PutOff()], ids=["held after all", "put off"])
def test_why_it_was_not_held_is_not_in_its_minutes_once_it_is(command: c.Command) -> None:
    group = Group(PLAN).at(20)
    group.does(c.SayHeld(held=False, reason="panne du pont"))
    group.does(command)
    assert document(group.room, group.room.meetings[1], group.now).reason == ""


def test_notes_after_the_fact_belong_to_it_and_post_its_minutes_again() -> None:
    group = faded().at(70)
    group.does(c.SayHeld(held=True))
    group.at(100).does(written("On garde l’hébergeur."))
    assert [(note.text, note.item) for note in group.room.meetings[1].notes] == [
        ("On garde l’hébergeur.", None)
    ]
    group.at(101)
    assert group.seen == (PostMinutes(meeting=1, occasion="corrected"),)
    group.does(c.Undo())
    assert group.room.meetings[1].kept_notes == ()
    assert group.at(70 + DAY).is_refused(written("trop tard")) == "refused.none_live"


def test_notes_of_a_meeting_under_way_are_its_own() -> None:
    group = faded()
    group.does(c.SayHeld(held=True))
    group.does(c.Start(title="Autre"))
    group.does(written("ici"))
    assert [note.text for note in group.room.meetings[2].notes] == ["ici"]


def test_a_message_edited_after_the_fact_gets_its_note() -> None:
    group = faded()
    group.does(c.SayHeld(held=True))
    drafts = (c.NoteDraft(tag="note", text="ajouté"),)
    group.does(c.ReviseNotes(event="$9", body="NOTE : ajouté", drafts=drafts))
    assert [note.text for note in group.room.meetings[1].notes] == ["ajouté"]


def test_what_was_said_to_have_taken_place_can_be_taken_back() -> None:
    group = faded()
    group.does(c.SayHeld(held=True))
    group.does(c.SayHeld(held=False, reason="erreur"))
    meeting = group.room.meetings[1]
    assert (meeting.phase, meeting.started_at, meeting.ended_at, meeting.held_at) == (
        Phase.NOT_HELD,
        None,
        None,
        None,
    )
    assert group.room.last_ended is None
    assert deadline(group.room) is None
    assert group.is_refused(written("où ?")) == "refused.none_live"


@pytest.mark.parametrize("posted", [False, True])
def test_of_what_did_not_take_place_after_all_no_corrected_minutes_are_posted(posted: bool) -> None:
    group = faded().at(70)
    group.does(c.SayHeld(held=True))
    group.does(written("On garde l’hébergeur."))
    group.at(71 if posted else 70.4).does(c.SayHeld(held=False))
    assert document(group.room, group.room.meetings[1], group.now).corrected_at is None
    count = len(group.entries)
    assert len(group.at(75).entries) == count


def test_a_meeting_that_was_held_here_cannot_be_said_not_to_have_been() -> None:
    group = Group(PLAN).at(0)
    group.does(c.Start())
    group.at(30).does(c.End())
    assert group.is_refused(c.SayHeld(held=False)) == "refused.was_held"
    assert group.is_refused(c.SayHeld(held=True)) == "refused.already_so"
    assert group.is_refused(c.PutOff()) == "refused.was_held"


@pytest.mark.parametrize(
    "command",
    [c.SayHeld(held=True), c.SayHeld(held=False), c.PutOff()],
    ids=["held", "not held", "put off"],
)
def test_before_its_hour_there_is_no_answer(command: c.Command) -> None:
    assert Group(PLAN).is_refused(command) == "refused.none_past"
    assert Group().is_refused(command) == "refused.none_past"


@pytest.mark.parametrize("number", [1, 2, 7])
def test_a_number_of_a_meeting_that_is_not_past_is_refused(number: int) -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(WEEK))).at(0)
    group.does(c.Start(meeting=1))
    assert group.is_refused(c.SayHeld(held=True, meeting=number)) == "refused.none_past"


def test_the_meeting_is_the_last_one_unless_it_is_named() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(DAY))).at(DAY + 60)
    group.does(c.SayHeld(held=True))
    assert (phase(group, 1), phase(group, 2)) == (Phase.NOT_HELD, Phase.ENDED)
    group.does(c.SayHeld(held=True, meeting=1))
    assert phase(group, 1) is Phase.ENDED


# --- moved


def test_it_is_put_off_to_the_same_hour_a_week_later() -> None:
    group = Group(PLAN).at(20)
    assert group.does(c.PutOff(), BRUNO) == (
        f.MeetingMoved(meeting=1, starts_at=after(WEEK), ends_at=after(WEEK + 60)),
    )
    assert group.reads().splitlines()[1] == "📅 vendredi 19 mai 2028, de 12:00 à 13:00 (heure de Paris)"
    group.at(WEEK + 60)
    assert phase(group) is Phase.NOT_HELD


def test_the_first_week_that_is_still_to_come_is_meant() -> None:
    group = Group(PLAN).at(60).at(3 * WEEK + 60)
    group.does(c.PutOff())
    assert group.room.meetings[1].starts_at == after(4 * WEEK)


@pytest.mark.parametrize(
    "start",
    [datetime(2028, 3, 23, 18, 0, tzinfo=UTC), datetime(2028, 10, 26, 17, 0, tzinfo=UTC)],
    ids=["into summer time", "into winter time"],
)
def test_the_same_hour_is_that_of_the_clocks(start: datetime) -> None:
    zone = ZoneInfo("Europe/Paris")
    group = Group(c.Plan(title="x", starts_at=start), start=start).at(20)
    group.does(c.PutOff())
    moved = group.room.meetings[1].starts_at
    assert moved is not None
    assert moved.astimezone(zone).hour == start.astimezone(zone).hour == 19
    assert moved - start != timedelta(days=7)


def test_it_is_put_off_to_another_date() -> None:
    group = Group(PLAN).at(60)
    group.does(c.PutOff(starts_at=after(WEEK), ends_at=after(WEEK + 30)))
    meeting = group.room.meetings[1]
    assert (meeting.phase, meeting.starts_at, meeting.ends_at) == (
        Phase.PLANNED,
        after(WEEK),
        after(WEEK + 30),
    )
    assert group.at(WEEK + 30).is_refused(c.PutOff(starts_at=after(0))) == "refused.date_past"
    assert group.is_refused(c.PutOff(starts_at=after(10**7))) == "refused.date_far"


def test_who_came_in_vain_is_not_there_on_the_new_date() -> None:
    group = Group(PLAN).at(5)
    group.does(c.Hear(), BRUNO)
    group.at(20).does(c.PutOff())
    group.at(WEEK + 60)
    assert "personne dans le salon" in group.reads()


# --- nobody closed it


def silent(*items: c.DraftItem, ends: float | None = 60) -> Group:
    ends_at = None if ends is None else after(ends)
    group = Group(c.Plan(title="Café", starts_at=after(0), ends_at=ends_at, items=items)).at(0)
    group.does(c.Start())
    return group


def test_a_forgotten_meeting_is_asked_about_then_closed() -> None:
    group = silent(*FIVE).at(99)
    assert phase(group) is Phase.LIVE
    group.at(100)
    assert phase(group) is Phase.ENDED
    assert group.room.meetings[1].forgotten
    assert group.entries[-2].fact == f.MeetingEnded(meeting=1, forgotten=True)
    assert group.reads() == "Plus personne n’écrivait : j’ai clos Café. La réunion continue ? !reprendre"
    assert PostMinutes(meeting=1, occasion="ended") in group.seen


def test_whoever_writes_keeps_it_open() -> None:
    group = silent().at(85)
    assert group.does(c.Hear(), BRUNO)[-1] == f.LineHeard(meeting=1)
    group.at(114)
    assert phase(group) is Phase.LIVE
    assert phase(group.at(115)) is Phase.ENDED


def test_silence_that_may_have_been_none_is_counted_from_when_the_bot_hears_again() -> None:
    group = silent().at(85)
    group.does(c.AdmitGap())
    assert [until for _, until in group.meeting.missed_lines] == [after(85)]
    assert phase(group.at(114)) is Phase.LIVE
    assert phase(group.at(115)) is Phase.ENDED


def test_that_somebody_writes_is_noted_only_where_it_matters() -> None:
    group = silent()
    group.does(c.Hear(), BRUNO)
    assert group.at(30).does(c.Hear(), BRUNO) == ()
    group.at(61).does(c.Hear(), BRUNO)
    assert group.at(65).does(c.Hear(), BRUNO) == ()
    assert group.at(66).does(c.Hear(), BRUNO) == (f.LineHeard(meeting=1),)


def test_without_a_planned_end_silence_is_the_end() -> None:
    group = silent(ends=None).at(89)
    assert kinds(group)[-1] == "meeting.started"
    group.at(90)
    assert group.reads() == "Ana : 🤔 Plus personne n’écrit depuis 1 h 30. La réunion est finie ? !clore"
    assert phase(group.at(119)) is Phase.LIVE
    assert phase(group.at(120)) is Phase.ENDED


def test_without_a_planned_end_the_question_comes_again_after_the_next_silence() -> None:
    group = silent(ends=None).at(95)
    group.does(c.Hear(), BRUNO)
    group.at(184)
    assert phase(group) is Phase.LIVE
    assert len(group.calls) == 1
    assert len(group.at(185).calls) == 2


def test_after_a_long_absence_it_is_asked_before_it_is_closed() -> None:
    group = silent().away(DAY)
    group.wakes()
    assert phase(group) is Phase.LIVE
    assert phase(group.at(DAY + 30)) is Phase.ENDED


# --- taken up again


def test_it_is_taken_up_again_within_a_day_by_anyone() -> None:
    group = silent(*FIVE).at(100)
    group.at(200).does(c.Resume(), CHLOE)
    meeting = group.room.meetings[1]
    assert (meeting.phase, meeting.forgotten, meeting.ended_at) == (Phase.LIVE, False, None)
    assert group.reads().splitlines()[:2] == ["▶️ Café reprend.", "▶️ Café"]
    group.at(280)
    assert phase(group) is Phase.LIVE
    group.does(c.Next(), CHLOE)
    group.does(c.End(), CHLOE)
    assert phase(group) is Phase.ENDED


def test_after_a_day_it_stays_closed() -> None:
    group = silent().at(30)
    group.does(c.End())
    assert group.at(30 + DAY + 1).is_refused(c.Resume()) == "refused.none_live"


def test_where_somebody_facilitates_they_say_whether_it_goes_on() -> None:
    group = silent()
    group.does(c.ClaimRole(role="facilitator"), BRUNO)
    group.does(c.Hear(), BRUNO)
    group.does(c.End(), BRUNO)
    assert group.is_refused(c.Resume(), CHLOE) == "refused.lead_only"
    group.does(c.Resume(), BRUNO)


def test_a_meeting_held_elsewhere_goes_on_here() -> None:
    group = faded().at(70)
    group.does(c.SayHeld(held=True))
    group.does(c.Resume())
    assert group.room.live is not None
    assert group.room.written_up(group.now) is None


# --- the link


def test_the_link_does_not_answer_and_does_again() -> None:
    plan = c.Plan(title="Café", starts_at=after(0), call="https://meet.example/x\n01 23 45 67 89")
    group = Group(plan)
    group.does(c.ClaimRole(role="host"), BRUNO)
    assert group.does(c.NoteLink(meeting=1, ok=True), "") == ()
    group.does(c.NoteLink(meeting=1, ok=False), "")
    (said,) = group.seen
    assert isinstance(said, Say)
    assert (said.alarm, said.mentions) == (True, (somebody(BRUNO),))
    assert "01 23 45 67 89" in group.asks(c.AskCall()).splitlines()[0]
    assert group.does(c.NoteLink(meeting=1, ok=False), "") == ()
    group.does(c.NoteLink(meeting=1, ok=True), "")
    assert group.seen == ()
    assert group.asks(c.AskCall()).startswith("📞 https://meet.example/x")
    assert group.does(c.NoteLink(meeting=9, ok=False), "") == ()


def test_who_was_there_can_be_said_afterwards() -> None:
    group = faded().at(70)
    group.does(c.SayHeld(held=True), CHLOE)
    assert group.does(c.MarkPresent(people=(somebody(BRUNO),)), CHLOE) == (
        f.PersonPresent(meeting=1, person=BRUNO),
    )
    group.at(71)
    assert group.calls == []
    assert any(isinstance(entry.fact, f.MinutesPosted) for entry in group.entries)


def test_a_forgotten_meeting_lasted_until_its_end_or_until_somebody_still_wrote() -> None:
    assert silent(*FIVE).at(DAY).room.meetings[1].ended_at == after(60)
    group = silent(*FIVE).at(85)
    group.does(c.Hear(), BRUNO)
    assert group.at(DAY).room.meetings[1].ended_at == after(85)


def test_a_meeting_that_was_forgotten_in_a_pause_lasted_until_its_end_too() -> None:
    group = silent(*FIVE).at(10)
    group.does(c.Pause())
    assert group.at(DAY).room.meetings[1].ended_at == after(60)


def test_exactly_a_day_later_it_is_still_taken_up_again() -> None:
    group = silent().at(30)
    group.does(c.End())
    group.at(30 + DAY).does(c.Resume())
    assert phase(group) is Phase.LIVE


def test_an_hour_that_has_just_come_is_past() -> None:
    group = Group(PLAN).away(0)
    group.does(c.SayHeld(held=False, reason="personne"))
    assert phase(group) is Phase.NOT_HELD


def test_a_meeting_is_put_off_by_its_number_and_by_whole_weeks_that_are_still_to_come() -> None:
    group = Group(PLAN, c.Plan(title="Bureau", starts_at=after(100))).at(300)
    facts = group.does(c.PutOff(meeting=1))
    assert group.room.meetings[1].starts_at == after(7 * DAY)
    assert [fact.starts_at.tzinfo for fact in facts if isinstance(fact, f.MeetingMoved)] == [UTC]
    group.away(7 * DAY).does(c.PutOff(meeting=2))
    assert group.room.meetings[2].starts_at == after(7 * DAY + 100)


def test_exactly_a_week_later_the_week_after_is_meant() -> None:
    group = Group(PLAN).at(60).away(7 * DAY)
    group.does(c.PutOff())
    assert group.room.meetings[1].starts_at == after(14 * DAY)


def test_of_meetings_past_the_last_to_begin_is_meant_also_where_it_was_opened_at_once() -> None:
    group = Group(PLAN).at(120)
    group.does(c.Start(title="Café"))
    group.does(c.End())
    assert "Café" in group.refusal(c.SayHeld(held=False))


def test_what_is_said_of_a_link_that_is_down() -> None:
    group = Group(c.Plan(title="Café", starts_at=after(0), call="https://meet.example/x\n01 23 45 67 89"))
    group.does(c.NoteLink(meeting=1, ok=False), "")
    assert group.reads().splitlines() == [
        "⚠️ Le lien pour se rejoindre ne répond pas : https://meet.example/x",
        "À la place : 01 23 45 67 89",
    ]
    group.does(c.SetCall(text="https://meet.example/y"))
    group.does(c.NoteLink(meeting=1, ok=False), "")
    assert group.reads().splitlines() == [
        "⚠️ Le lien pour se rejoindre ne répond pas : https://meet.example/y",
        "Un autre moyen ? !appel suivi du lien, ou du numéro et du code",
    ]


def test_of_meetings_past_the_last_is_that_of_the_latest_hour_whenever_it_was_planned() -> None:
    group = Group(c.Plan(title="Atelier"), c.Plan(title="Bureau", starts_at=after(60)), PLAN).at(200)
    assert "Bureau" in group.reads()
    group.does(c.SayHeld(held=True))
    assert [phase(group, number) for number in (2, 3)] == [Phase.ENDED, Phase.NOT_HELD]
    group.does(c.Start(title="Atelier"))
    group.does(c.End())
    assert "Atelier" in group.refusal(c.SayHeld(held=False))


def test_who_writes_as_the_end_comes_is_heard() -> None:
    assert f.LineHeard(meeting=1) in silent().at(60).does(c.Hear(), BRUNO)
