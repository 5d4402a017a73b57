"""A document put in order, in words: headings, lines, and lines under them, for a template to walk.

What is said, and where, is decided here once; a template only knows how its form writes a heading, a line
and a label.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from intercoop_bot.meeting.queue import sums
from intercoop_bot.minutes.contents import Attendee, Document, Duty, Group, Item, Note
from intercoop_bot.minutes.words import Words, capitalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: maybe a label before the text, a discreet remark after it, and lines under it."""

    text: str = ""
    label: str = ""
    remark: str = ""
    lines: tuple["Line", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the page, with a heading, a remark on all of it, and parts of its own."""

    heading: str
    remark: str = ""
    lines: tuple[Line, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole. `dated` says when; `remarks` are sentences; neither a remark nor a section is empty."""

    language: str
    title: str
    dated: str
    remarks: tuple[str, ...]
    sections: tuple[Section, ...]


def page(words: Words) -> Page:
    """Return all that is known of the meeting, as a page."""
    document = words.document
    parts = (
        Section(
            heading=_attendance_heading(words),
            lines=tuple(_group(group, words) for group in document.attendance),
        ),
        Section(heading=words.say("lines_said"), lines=_lines_said(words)),
        Section(heading=words.say("roles"), lines=role_lines(words)),
        Section(heading=words.say("voices"), lines=_voices(words)),
        Section(
            heading=words.say("decisions"),
            lines=tuple(
                Line(text=note.text, remark=words.join(words.item_of(note), words.source(note)))
                for note in document.decisions
            ),
        ),
        Section(heading=words.say("actions"), lines=duty_lines(words)),
        Section(heading=words.say("agenda"), sections=tuple(_item(item, words) for item in document.items)),
        Section(
            heading=words.say("general" if document.items else "notes"),
            lines=tuple(_note(note, words) for note in document.general),
        ),
        Section(heading=words.say("parked"), lines=_titles(document, words, "parked")),
        Section(
            heading=words.say("left_over"),
            lines=_titles(document, words, "skipped", "unfinished", "not_reached"),
        ),
        Section(heading=words.say("next_meeting"), lines=upcoming_lines(words)),
    )
    return page_of(words, remarks(words), parts)


def page_of(words: Words, remarks: tuple[str, ...], sections: tuple[Section, ...]) -> Page:
    """Return a page of these parts, without those that are empty."""
    return Page(
        language=words.document.language,
        title=words.title,
        dated=capitalised(words.dated),
        remarks=remarks,
        sections=tuple(section for section in sections if section.lines or section.sections),
    )


def remarks(words: Words) -> tuple[str, ...]:
    """Return the sentences at the head of the page, or of the message."""
    document = words.document
    nothing = words.say("nothing_noted") if document.state == "draft" and not document.notes else ""
    said = (words.planned, words.course_of_things, words.state, words.corrected, *words.missed, nothing)
    return tuple(remark for remark in said if remark)


def role_lines(words: Words) -> tuple[Line, ...]:
    """Return who held each role, and which roles were open all along."""
    roles = words.document.roles
    held = [
        Line(label=words.label(words.role(role)), text=words.holders(role))
        for role in roles
        if role.holdings or role.waived_by
    ]
    vacant = [words.role(role) for role in roles if not (role.holdings or role.waived_by)]
    if vacant:
        held.append(Line(label=words.label(words.say("open_roles", n=len(vacant))), text=words.join(*vacant)))
    return tuple(held)


def duty_lines(words: Words, *, sources: bool = True) -> tuple[Line, ...]:
    """Return the actions of each person, with or without a remark on whose words they are."""
    return tuple(_duty(duty, words, sources=sources) for duty in words.document.duties)


def upcoming_lines(words: Words) -> tuple[Line, ...]:
    """Return the next meeting, where there is one."""
    upcoming = words.document.next_meeting
    return () if upcoming is None else (Line(text=words.upcoming(upcoming)),)


def _attendance_heading(words: Words) -> str:
    return words.say("attendance" if words.document.gathered else "answers")


def _group(group: Group, words: Words) -> Line:
    if group.by_organisation:
        return group_line(group, words, _attendee)
    return Line(
        label=words.label(words.say(f"presence.{group.presence}")),
        lines=tuple(Line(text=_attendee(each, words)) for each in group.people),
    )


def group_line(group: Group, words: Words, name: Callable[[Attendee, Words], str]) -> Line:
    """Return people of whom the same is known, by organisation where one was named."""
    label = words.label(words.say(f"presence.{group.presence}"))
    if not group.by_organisation:
        return Line(label=label, text=words.join(*(name(each, words) for each in group.people)))
    return Line(
        label=label,
        lines=tuple(
            Line(
                text=words.say(
                    "party",
                    organisation=party.organisation or words.say("no_organisation"),
                    people=words.join(*(name(each, words) for each in party.people)),
                )
            )
            for party in group.parties
        ),
    )


def _attendee(attendee: Attendee, words: Words) -> str:
    since = "" if attendee.since is None else words.say("since", time=words.hour_within(attendee.since))
    until = "" if attendee.until is None else words.say("until", time=words.hour_within(attendee.until))
    return words.full_name(attendee.person, since, until, attendee.reason)


def _voices(words: Words) -> tuple[Line, ...]:
    """Return who spoke how long, also by organisation where there are several, and who was not heard."""
    document = words.document
    lines = [
        Line(label=words.label(words.name(each.person)), text=words.share(each.turns, each.time))
        for each in document.voices
    ]
    by_organisation = sums((each.organisation, each.turns, each.time) for each in document.voices)
    if len(by_organisation) > 1:
        shares = tuple(
            Line(label=words.label(name), text=words.share(turns, time))
            for name, (turns, time) in sorted(by_organisation.items(), key=lambda each: -each[1][1])
        )
        lines.append(Line(label=words.label(words.say("by_organisation")), lines=shares))
    if document.unheard:
        names = words.list([words.name(person) for person in document.unheard])
        lines.append(Line(label=words.label(words.say("unheard")), text=names))
    return tuple(lines)


def _lines_said(words: Words) -> tuple[Line, ...]:
    return tuple(
        Line(label=words.label(name), text=str(number)) for name, number in words.document.lines_said
    )


def _duty(duty: Duty, words: Words, *, sources: bool) -> Line:
    owner = words.say("to_be_taken") if duty.owner is None else words.name(duty.owner)
    return Line(
        label=words.label(owner),
        lines=tuple(
            Line(
                text=action.text,
                remark=words.join(
                    words.due(action),
                    *((words.item_of(action), words.source(action)) if sources else ()),
                ),
            )
            for action in duty.actions
        ),
    )


def _item(item: Item, words: Words) -> Section:
    return Section(
        heading=words.say("item", number=item.number, title=item.title),
        remark=words.course(item),
        lines=tuple(_note(note, words) for note in item.notes),
    )


def _note(note: Note, words: Words) -> Line:
    return Line(label=words.label(words.tag(note)), text=note.text, remark=words.source(note))


def _titles(document: Document, words: Words, *outcomes: str) -> tuple[Line, ...]:
    chosen: Iterable[Item] = (item for item in document.items if item.outcome in outcomes)
    return tuple(
        Line(
            label=words.say("number", number=item.number),
            text=item.title,
            remark=words.outcome(item) if len(outcomes) > 1 else "",
        )
        for item in chosen
    )
