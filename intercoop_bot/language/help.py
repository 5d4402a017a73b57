"""What can be asked for, explained: all of it in short, one word, and the table of the README."""

from typing import assert_never

from intercoop_bot.language.catalogue import template
from intercoop_bot.language.entries import Entry, Group, Language, example, form
from intercoop_bot.language.vocabulary import BY_KEY, TABLE
from intercoop_bot.language.words import find, find_tag, suggest
from intercoop_bot.meeting.commands import Command, TakeNote
from intercoop_bot.meeting.effects import Line, Say, bullet, line
from intercoop_bot.meeting.permissions import By, During, rule_of
from intercoop_bot.meeting.phrases import Phrase, Quote, phrase

_SHORT = (
    ("before", ("plan", "item", "claim")),
    ("running", ("start", "next", "status", "hand")),
    ("notes", ("note", "undo")),
    ("after", ("minutes",)),
)


def help_on(word: str, language: str, prefix: str = "!", tags: tuple[str, ...] = ()) -> Say:
    """Return what a word does, who may use it, and how; without a word, what matters most, in short."""
    word = word.strip().removeprefix(prefix)
    if not word:
        return Say(lines=_in_short())
    entry = _meant(word)
    if entry is not None:
        return Say(lines=_in_detail(entry, language, prefix))
    own = find_tag(word.removeprefix("#"), tags)
    if own is not None:
        return Say(lines=(line("help.own_tag", tag=own),))
    near = suggest(word, tags)
    if near is not None:
        return Say(lines=(line("help.unknown_near", word=Quote(word), suggestion=near),))
    return Say(lines=(line("help.unknown", word=Quote(word)),))


def command_table(language: Language = "en") -> str:
    """Return the commands as a Markdown table, in one language, with the words of the other beside."""
    other: Language = "fr" if language == "en" else "en"
    titles = (template(language, f"help.table.{column}") for column in ("words", "other", "does"))
    rows = [_row(*titles), "| --- | --- | --- |"]
    for group in Group:
        rows.append(_row(f"**{template(language, f'help.group.{group}')}**", "", ""))
        rows += [_table_row(entry, language, other) for entry in TABLE if entry.group is group]
    return "\n".join(rows) + "\n"


def _in_short() -> tuple[Line, ...]:
    lines: list[Line] = []
    for group, keys in _SHORT:
        lines.append(line(f"help.short.{group}"))
        lines += [bullet(f"help.short.{key}") for key in keys]
    return (*lines, line("help.short.more"))


def _meant(word: str) -> Entry | None:
    if word.startswith("+"):
        return BY_KEY["extend"]
    signed = next((entry for entry in TABLE if word.casefold() in entry.signs), None)
    if signed is not None:
        return signed
    return BY_KEY["replace"] if word.startswith("s/") else find(word.removeprefix("#").strip(" :…"))


def _in_detail(entry: Entry, language: str, prefix: str) -> tuple[Line, ...]:
    shown = form(entry, language, prefix)
    lines = [line("help.form", form=shown, does=phrase(f"help.{entry.key}"))]
    typed = example(entry, language, prefix)
    if typed != shown:
        lines.append(bullet("help.example", example=typed))
    lines += [bullet("help.signs", signs=sign) for sign in entry.signs]
    others = _other_words(entry, language)
    if others:
        lines.append(bullet("help.words", words=tuple(f"{prefix}{word}" for word in others)))
    lines.append(Line(_rights(entry), depth=1))
    return tuple(lines)


def _other_words(entry: Entry, language: str) -> tuple[str, ...]:
    """Return the other words of a command, those of its language first."""
    wordings = sorted(entry.wordings.items(), key=lambda pair: pair[0] != language)
    words = dict.fromkeys(word for _, wording in wordings for word in wording.words)
    return tuple(words)[1:]


def _rights(entry: Entry) -> Phrase:
    by, during = By.ANYONE, During.ALWAYS
    if entry.makes is TakeNote:
        during = During.LIVE  # a rule of its own: a tag in talk is never refused
    elif entry.makes is not None and issubclass(entry.makes, Command):
        rule = rule_of(entry.makes)
        by, during = rule.by, rule.during
    return phrase("help.rights", by=_by(by), during=_during(during))


def _by(by: By) -> Phrase:
    match by:
        case By.ANYONE:
            return phrase("help.by.anyone")
        case By.LEAD:
            return phrase("help.by.lead")
        case By.MODERATOR:
            return phrase("help.by.moderator")
        case _:
            assert_never(by)


def _during(during: During) -> Phrase:
    match during:
        case During.ALWAYS:
            return phrase("help.during.always")
        case During.PLANNED:
            return phrase("help.during.planned")
        case During.AT_HAND:
            return phrase("help.during.at_hand")
        case During.LIVE | During.ATTENDED:
            return phrase("help.during.live")
        case During.NOTED:
            return phrase("help.during.noted")
        case _:
            assert_never(during)


def _table_row(entry: Entry, language: Language, other: Language) -> str:
    mine = " · ".join(f"`{way}`" for way in (form(entry, language, "!"), *entry.signs))
    return _row(mine, f"`{form(entry, other, '!')}`", template(language, f"help.{entry.key}"))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
