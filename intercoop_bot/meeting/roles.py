"""Decisions on roles: each is held by one person at a time, or open."""

from intercoop_bot.meeting import commands as c
from intercoop_bot.meeting import facts as f
from intercoop_bot.meeting.permissions import may_lead
from intercoop_bot.meeting.phrases import Phrase, phrase
from intercoop_bot.meeting.planning import LONGEST_ID, checked, roles_of
from intercoop_bot.meeting.state import ROLES, Meeting, Room

MOST_ROLES = 12
LONGEST_NAME = 40


def named(role: str) -> Phrase | str:
    """Return how a role is called: the three that every meeting has are worded, the others are names."""
    return phrase(f"role.{role}") if role in ROLES else role


def with_article(role: str) -> Phrase:
    """Return a role as it stands in a sentence; one that the group made is called by its name."""
    return phrase(f"role.the_{role}") if role in ROLES else phrase("role.the_own", role=role)


def open_roles(room: Room, meeting: Meeting) -> tuple[str, ...]:
    """Return the roles that nobody holds, and that the meeting does not do without."""
    return tuple(role for role in room.roles if meeting.holder(role) is None and role not in meeting.waived)


def claim(room: Room, meeting: Meeting, command: c.ClaimRole, by: c.Actor) -> tuple[f.Fact, ...]:
    """Take an open role."""
    role = _known(room, command.role or _only_open(room, meeting))
    holder = meeting.holder(role)
    if holder == by.who.id:
        raise c.Refused(phrase("refused.role_yours"), emoji="👍")
    if holder is not None and role not in meeting.missed:
        raise c.Refused(phrase("refused.role_held", role=named(role), who=room.who(holder)))
    return (f.RoleTaken(meeting=meeting.id, role=role, person=by.who.id),)


def release(room: Room, meeting: Meeting, command: c.ReleaseRole, by: c.Actor) -> tuple[f.Fact, ...]:
    """Give a role back; the lead may take it from another."""
    role = _known(room, command.role or _only_held(meeting, by.who.id))
    holder = meeting.holder(role)
    if holder is None:
        raise c.Refused(phrase("refused.role_open", role=named(role)))
    if holder != by.who.id and not (by.moderator or may_lead(room, meeting, by.who.id)):
        raise c.Refused(phrase("refused.role_not_yours", role=named(role), who=room.who(holder)))
    return (f.RoleReleased(meeting=meeting.id, role=role),)


def assign(room: Room, meeting: Meeting, command: c.AssignRole) -> tuple[f.Fact, ...]:
    """Give a role to somebody, whoever held it."""
    role = _known(room, command.role)
    if meeting.holder(role) == command.who.id:
        raise c.Refused(phrase("refused.role_held", role=named(role), who=command.who))
    return (f.RoleTaken(meeting=meeting.id, role=role, person=command.who.id),)


def withdrawn(room: Room, event: str) -> tuple[f.Fact, ...]:
    """Return that who took a role, by this reaction or message, gives it back."""
    return tuple(
        f.RoleReleased(meeting=meeting.id, role=role)
        for meeting in (*room.planned, *([room.live] if room.live else []))
        for role, tenures in meeting.roles.items()
        if tenures and tenures[-1].until is None and tenures[-1].asked_in == event
    )


def waive(room: Room, meeting: Meeting, command: c.WaiveRole) -> tuple[f.Fact, ...]:
    """Do without a role in this meeting."""
    role = _known(room, command.role or _only_open(room, meeting))
    if role in meeting.waived:
        raise c.already_so()
    if (holder := meeting.holder(role)) is not None:
        raise c.Refused(phrase("refused.role_held", role=named(role), who=room.who(holder)))
    return (f.RoleWaived(meeting=meeting.id, role=role),)


def add(room: Room, command: c.AddRole) -> tuple[f.Fact, ...]:
    """Have one more role, from now on, in all meetings of the room."""
    role = " ".join(command.role.split()).casefold()
    if not role:
        raise c.Refused(phrase("refused.role_nameless"))
    if len(role) > LONGEST_NAME or len(room.roles) >= MOST_ROLES:
        raise c.Refused(phrase("refused.role_too_much", most=MOST_ROLES, length=LONGEST_NAME))
    if role in room.roles:
        raise c.Refused(phrase("refused.role_exists", role=named(role)))
    return (f.RoleAdded(role=role),)


def share_lead(meeting: Meeting, command: c.ShareLead) -> tuple[f.Fact, ...]:
    """Let people lead the meeting too."""
    news = dict.fromkeys(who.id for who in command.people if who.id not in meeting.leads)
    if not news:
        raise c.already_so()
    return tuple(f.LeadShared(meeting=meeting.id, person=checked(person, LONGEST_ID)) for person in news)


def withdraw_lead(meeting: Meeting, command: c.WithdrawLead) -> tuple[f.Fact, ...]:
    """Let people with whom the lead was shared no longer lead the meeting."""
    gone = dict.fromkeys(who.id for who in command.people if who.id in meeting.leads)
    if not gone:
        raise c.already_so()
    return tuple(f.LeadWithdrawn(meeting=meeting.id, person=person) for person in gone)


def _only_open(room: Room, meeting: Meeting) -> str:
    match open_roles(room, meeting):
        case (role,):
            return role
        case ():
            raise c.Refused(phrase("role.all_held"))
        case roles:
            raise c.Refused(
                phrase("refused.role_which", roles=tuple(map(named, roles)), example=named(roles[0]))
            )


def _only_held(meeting: Meeting, person: str) -> str:
    match roles_of(meeting, person):
        case (role,):
            return role
        case ():
            raise c.Refused(phrase("refused.role_none_yours"))
        case roles:
            raise c.Refused(
                phrase("refused.role_which_yours", roles=tuple(map(named, roles)), example=named(roles[0]))
            )


def _known(room: Room, role: str) -> str:
    if role not in room.roles:
        raise c.Refused(phrase("refused.role_unknown", role=role, roles=tuple(map(named, room.roles))))
    return role
