"""The three roles that every meeting needs, and the everyday words for them in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from intercoop_bot.language.fold import fold, trace

Role: TypeAlias = Literal["notes", "host", "facilitator"]

ROLES: tuple[Role, ...] = get_args(Role)

WORDS: Mapping[Role, tuple[str, ...]] = {
    "notes": (
        "notes", "note", "note taker", "note-taker", "notetaker", "note taking", "note-taking", "notetaking",
        "taking notes", "take notes", "takes notes", "takes the notes", "take the notes",
        "minutes", "minute taker", "minute-taker", "minutes taker", "takes the minutes", "take the minutes",
        "taking the minutes", "taking minutes", "scribe", "secretary", "secrétaire", "secrétaire de séance",
        "secrétariat", "prise de note", "prise de notes", "prise des notes", "preneur de notes",
        "preneuse de notes", "preneur·se de notes", "preneur.se de notes", "preneur/preneuse de notes",
        "prendre des notes", "prendre les notes", "prendra des notes", "prendra les notes", "prend des notes",
        "prend les notes", "prendront les notes", "compte rendu", "compte-rendu", "comptes rendus",
        "rédaction", "rédacteur", "rédactrice", "rédige le compte rendu", "rédiger le compte rendu",
        "rédigera le compte rendu", "fera le compte rendu", "CR", "PV",
        "procès-verbal", "greffier", "greffière",
    ),
    "host": (
        "host", "hosting", "call host", "hosts the call", "host the call", "call", "phone", "phone bridge",
        "bridge", "dial-in", "conference", "conference call", "call organiser", "call organizer",
        "organises the call", "organizes the call", "organise the call", "organize the call",
        "sets up the call", "set up the call", "opens the call", "open the call", "video", "tech",
        "tech support", "tech host", "link", "hôte", "hôtesse", "hôte de la conférence", "accueil technique",
        "organisation de la conférence", "organisation de la conférence téléphonique",
        "organise la conférence", "organise la conférence téléphonique", "organiser la conférence",
        "organiser la conférence téléphonique", "organisera la conférence",
        "organisera la conférence téléphonique", "organise la visio", "organiser la visio",
        "organisera la visio", "ouvre la visio", "ouvrir la visio", "ouvrira la visio",
        "organise l'appel", "organiser l'appel", "organisera l'appel", "ouvre l'appel", "ouvrir l'appel",
        "conférence", "conférence téléphonique", "conf", "conf call", "audioconf", "audioconférence",
        "téléphone", "téléphonie", "appel", "visio", "visioconférence", "visioconf", "technique",
        "connexion", "lien", "salon", "logistique",
    ),
    "facilitator": (
        "facilitator", "facilitation", "facilitate", "facilitates", "facilitating", "facilitate the meeting",
        "facilitates the meeting", "chair", "chairs", "chairing", "chairman", "chairwoman", "chairperson",
        "chairs the meeting", "chair the meeting", "moderator", "moderation", "moderate", "moderates",
        "runs the meeting", "run the meeting", "leads the meeting", "lead the meeting",
        "animation", "animateur", "animatrice", "animateur·rice", "animateur.rice", "animateur/animatrice",
        "animateur/trice", "animateur-trice", "animer", "anime", "animera", "animer la réunion",
        "anime la réunion", "animera la réunion", "animation de la réunion", "facilitateur", "facilitatrice",
        "facilitateur·rice", "facilitateur/trice", "facilitateur-trice", "facilitateur/facilitatrice",
        "faciliter", "facilite", "facilitera", "facilitera la réunion", "facilite la réunion",
        "faciliter la réunion", "président", "présidente", "président de séance", "présidente de séance",
        "présidence", "présidence de séance", "préside", "présidera", "présider", "modération", "modérateur",
        "modératrice", "modérer", "modère", "modérera", "modère la réunion", "modérera la réunion",
        "conduite de réunion", "conduite de la réunion", "conduire la réunion", "mène la réunion",
        "mener la réunion", "mènera la réunion",
    ),
}  # fmt: skip
"""How people name each role, as they write it; compared folded."""

_ROLE_OF: Mapping[str, Role] = {fold(word): role for role, words in WORDS.items() for word in words}
_ARTICLE = re.compile(
    r"(?:(?:le |the |du |un )?role (?:d'|de l'|de la |du |de |des |of the |of )?"
    r"|la |le |les |l'|du |de la |de l'|des |de |d'|un |une |the |an |a |for |pour )"
)
_ANY_WORD = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(re.escape(word) for word in sorted(_ROLE_OF, key=len, reverse=True))
    + r")(?![\w'-])"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A role named in a text, and where: `text[start:end]` are the words."""

    role: Role
    start: int
    end: int


def read_role(text: str) -> Role | None:
    """Return the role that the whole text names, with or without an article before it; None for any other."""
    words = fold(text).strip(" .,:;!?\"'")
    while words not in _ROLE_OF:
        article = _ARTICLE.match(words)
        if article is None:
            return None
        words = words[article.end() :]
    return _ROLE_OF[words]


def find_roles(text: str) -> tuple[Mention, ...]:
    """Return the roles named anywhere in the text, in its order, the longest wording of each."""
    folded, origins = trace(text)
    return tuple(
        Mention(_ROLE_OF[found.group()], origins[found.start()], origins[found.end()])
        for found in _ANY_WORD.finditer(folded)
    )
