"""Who is meant by a name: a mention pill, a Matrix id, or a name that only one person in the room bears.

1. Names are compared folded, with or without an `@` before them.
2. What a pill says goes before display names, and those before local parts of ids and first names.
3. Where several people bear the name, nobody is taken: the answer lists who could be meant.
4. Who is no member can only be on the phone: the bare name stands for them, where a bare name is allowed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from intercoop_bot.language.fold import fold, trace
from intercoop_bot.language.members import Bearers, Members
from intercoop_bot.meeting.phrases import Phrase, Quote, Who, phrase


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several people bear."""

    name: str
    candidates: tuple[Who, ...]

    @property
    def doubt(self) -> Phrase:
        """What to say about it: the name, and who could be meant."""
        return phrase(
            "people.ambiguous",
            name=Quote(self.name),
            people=tuple(f"{who.name} ({who.id})" for who in self.candidates),
        )


_ID = re.compile(r"@[^\s:@,;()<>]+:(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|localhost)(?::[0-9]{1,5})?")
_JOINTS = " ,:;-/"
_LONGEST_NAME = 100
_BETWEEN_NAMES = re.compile(r"\s*[,;&\n]\s*|\s+(?:et|and|ainsi que)\s+", re.IGNORECASE)
_ON_THE_PHONE = re.compile(
    r"[\s,(]*(?:(?:au|par|on the|by|on|via) )?(?:téléphone|telephone|tél|tel|phone|conf|audio)[\s.)]*$",
    re.IGNORECASE,
)


_LINKED = re.compile(
    r"@?\[(?P<linked>[^\[\]\n]{1,100})\]\(https://matrix\.to/#/@[^()\s]{1,300}\)|@\[(?P<name>[^\[\]\n]{1,100})\]"
)


def unlink(text: str) -> str:
    """Return the text with the bare words of mentions that a client wrote as `[Ana](link)` or `@[Ana]`."""
    return _LINKED.sub(lambda found: found["linked"] or found["name"], text)


class People:
    """Everyone whom a message can name."""

    def __init__(self, members: Members, pills: Iterable[tuple[str, str]] = ()) -> None:
        """Take the people of the room, and the words and user id of each mention pill."""
        self._members = members
        self._pills = tuple(pills)

    def who(self, user_id: str) -> Who:
        """Return the person of that id, under the name they bear here."""
        return Who(user_id, self._members.get(user_id) or user_id)

    def resolve(self, text: str) -> Who | Ambiguous | None:
        """Return whom the whole text names; None where it is nobody here."""
        name = text.strip().strip(",;")
        if _ID.fullmatch(name.rstrip(".:")):
            return self.who(name.rstrip(".:"))
        return self._bearing(fold(name).rstrip(".: "), name)

    def take(self, text: str) -> tuple[Who | Ambiguous | None, str]:
        """Return whom the text names at its beginning, the longest name that fits, and what follows."""
        text = text.lstrip()
        if found := _ID.match(text):
            return self.who(found.group()), text[found.end() :].lstrip(_JOINTS)
        folded, origins = trace(text[:_LONGEST_NAME])
        for end in range(len(folded), 0, -1):
            if folded[end - 1] in _JOINTS or (end < len(folded) and folded[end] not in _JOINTS):
                continue
            if end == len(folded) and len(text) > _LONGEST_NAME:
                continue
            named = self._bearing(folded[:end], text[: origins[end]])
            if named is not None:
                return named, text[origins[end] :].lstrip(_JOINTS)
        return None, text

    def named_in(self, text: str, guests: Iterable[str] = ()) -> Who | None:
        """Return whom a text names first, one of the `guests` too; None where it names nobody, or several."""
        absent = {fold(guest): Who(guest, guest) for guest in guests}
        folded = fold(text)
        for begin, end in _stretches(folded):
            name = folded[begin:end]
            if named := self._bearing(name, name) or absent.get(name):
                return named if isinstance(named, Who) else None
        return None

    def or_bare(self, text: str) -> Who | Ambiguous:
        """Return whom the text names, and for a name that nobody here bears that name alone."""
        name = " ".join(text.split()).strip(" ,;.").removeprefix("@")
        return self.resolve(text) or Who(name, name)

    def spell_out(self, text: str) -> str:
        """Return the text with the Matrix id in place of the words of each pill."""
        for words, user_id in self._pills:
            if words.strip() and words != user_id:
                place = re.search(rf"(?<![\w@])@?{re.escape(words.removeprefix('@'))}(?![\w:])", text)
                if place is not None:
                    text = f"{text[: place.start()]}{user_id}{text[place.end() :]}"
        return text

    def list_names(self, text: str, oneself: Who) -> tuple[tuple[Who, ...], tuple[Phrase, ...]]:
        """Return who a list of names stands for, and a doubt for each name that several bear."""
        people: list[Who] = []
        doubts: list[Phrase] = []
        for part in _BETWEEN_NAMES.split(self.spell_out(text)):
            for named in self._read_part(part, oneself):
                if isinstance(named, Ambiguous):
                    doubts.append(named.doubt)
                else:
                    people.append(named)
        return tuple(dict.fromkeys(people)), tuple(doubts)

    def _read_part(self, part: str, oneself: Who) -> Iterator[Who | Ambiguous]:
        name = _ON_THE_PHONE.sub("", part[-_LONGEST_NAME:]) if len(part) <= _LONGEST_NAME else part
        if not any(character.isalnum() for character in name):
            return
        if fold(name) in ("moi", "moi-meme", "me", "myself"):
            yield oneself
            return
        side_by_side = list(self._side_by_side(name))
        yield from side_by_side or [self.or_bare(name)]

    def _side_by_side(self, text: str) -> Iterator[Who | Ambiguous]:
        """Yield the people of `@ana @bruno`, or nobody where a word of the text is no person here."""
        found: list[Who | Ambiguous] = []
        rest = text[: 10 * _LONGEST_NAME]
        while rest:
            named, rest = self.take(rest)
            if named is None:
                return
            found.append(named)
        yield from found

    def _bearing(self, folded: str, written: str) -> Who | Ambiguous | None:
        for names in self._names:
            if bearers := names.get(folded) or names.get(folded.removeprefix("@")):
                if len(bearers) == 1:
                    return self.who(next(iter(bearers)))
                return Ambiguous(written.strip(), tuple(map(self.who, bearers)))
        return None

    @cached_property
    def _names(self) -> tuple[Bearers, ...]:
        """Who bears which name, folded: by pill, and as the room knows them."""
        pills: dict[str, dict[str, None]] = {}
        for words, user_id in self._pills:
            pills.setdefault(fold(words).removeprefix("@"), {})[user_id] = None
        pills.pop("", None)
        return pills, *self._members.bearers


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Give where each stretch of whole words in a text begins and ends, the longest first of each place."""
    for begin in range(len(text)):
        if begin and _is_of_word(text[begin - 1]):
            continue
        for end in range(min(len(text), begin + _LONGEST_NAME), begin, -1):
            if end == len(text) or not _is_of_word(text[end]):
                yield begin, end


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"
