"""Whatever people type, the page keeps its structure and shows what they typed."""

from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, settings
from hypothesis import given as for_any
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from intercoop_bot.language.typed import lines, one_line
from intercoop_bot.meeting import facts as f
from intercoop_bot.minutes import escaping
from intercoop_bot.minutes.contents import Document
from intercoop_bot.minutes.document import document
from intercoop_bot.minutes.render import html, json_, markdown, message, text
from tests.builders import ANA, after, at, given

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])

MATRIX_TAGS = {"h4", "p", "strong", "br", "ul", "li", "em", "a"}
"""Those that the message uses, all on the Matrix specification's list."""

VOID = {"meta", "br"}

SIGNS = st.sampled_from(
    [
        "#", "##", "*", "**", "_", "__", "-", "---", "+", "=", "===", "`", "```", "~", "~~~", ">", "<", "|",
        "[", "]", "(", ")", "!", "&", "&lt;", "&#35;", ";", ":", ":-", "|-|", "1.", "2)", "{{", "{%", "\\",
        "\n", "\n\n", " ", "    ", "\t", "\r\n", "\r", "\x00", "\u2028", "\x85", "\u00a0", "\u202e", "\ud800",
        "<script>", "</li>", "</ul>", "<!--", "-->", "<b onclick=x>", "<a@b.example>", "<https://a.example>",
        "javascript:", "http://", "https://a.example/x_y", "www.a.example", "'", '"', "é", "א", "🎉", "9",
    ]
)  # fmt: skip
TYPED = st.lists(SIGNS | st.text(max_size=5), min_size=1, max_size=12).map("".join).filter(one_line)


def _minutes(words: Sequence[str]) -> Document:
    """Return the minutes of a meeting in which these words stand everywhere that people can put words."""
    title, name, phone, organisation, reason, item, role, tag, following, *notes = words
    regretful = "@regretful:coop.example"
    room = given(
        at(
            0,
            f.PersonNamed(person=ANA, name=name),
            f.RoleAdded(role=role),
            f.TagAdded(tag=tag),
            f.MeetingPlanned(meeting=1, title=title),
            f.MeetingPlanned(meeting=2, title=following, starts_at=after(9000)),
            f.ItemAdded(meeting=1, item=1, title=item, minutes=5, owner=ANA),
            f.ItemAdded(meeting=1, item=2, title=item, minutes=5),
            f.PresenceForetold(meeting=1, person=regretful, coming=False, reason=reason),
            f.MeetingStarted(meeting=1),
            f.RoleTaken(meeting=1, role=role, person=ANA),
            f.ItemStarted(meeting=1, item=1),
            f.OrganisationSet(meeting=1, person=ANA, organisation=organisation),
            f.PersonSpoke(meeting=1, person=ANA),
            f.PersonPresent(meeting=1, person="tel " + phone),
        ),
        *(
            at(
                number,
                f.NoteTaken(
                    meeting=1,
                    note=number,
                    tag=kind,
                    text=note,
                    author=ANA,
                    event=f"${number}",
                    item=1,
                    owner=ANA if kind == "action" else None,
                ),
            )
            for number, (note, kind) in enumerate(
                zip(notes, ("note", "decision", "action", "own"), strict=True), 1
            )
        ),
        at(20, f.MeetingEnded(meeting=1)),
    )
    return document(room, room.meetings[1], after(30))


FEW = settings(max_examples=40)
"""Each example has thirteen texts in it, and is written in several forms."""

BLOCKS = [token.type for token in COMMONMARK.parse("- a")]

PLACES = 13
PLAIN = _minutes(["x"] * PLACES)


class _Skeleton(HTMLParser):
    """The tags of a page, in order, but for breaks and links; all must be closed, and in the right order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            assert [name for name, _ in attrs] == ["href"]
            assert (attrs[0][1] or "").lower().startswith(("http://", "https://"))
        else:
            assert {name for name, _ in attrs} <= {"lang", "charset", "name", "content", "class"}
        if tag not in VOID:
            self.open.append(tag)
        if tag not in ("a", "br"):
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(page: str) -> list[str]:
    parser = _Skeleton()
    parser.feed(page)
    parser.close()
    assert parser.open == []
    return parser.tags


def _tokens(page: str) -> list[str]:
    """Return the kinds of the Markdown's parts, but for breaks and links to addresses."""
    kinds: list[str] = []
    for token in COMMONMARK.parse(page):
        kinds += [token.type] if token.children is None else _inline(token.children)
    return kinds


def _inline(tokens: Sequence[Token]) -> list[str]:
    kinds = []
    for token in tokens:
        if token.type == "link_open":
            assert token.info == "auto"
            assert str(token.attrs["href"]).lower().startswith(("http://", "https://"))
        elif token.type not in ("text", "text_special", "softbreak", "hardbreak", "link_close"):
            kinds.append(token.type)
    return kinds


@FEW
@for_any(st.lists(TYPED, min_size=PLACES, max_size=PLACES))
def test_nothing_typed_changes_the_structure(words: list[str]) -> None:
    """A page of hostile words has the same parts as one of harmless ones."""
    minutes = _minutes(words)
    assert _tags(html(minutes)) == _tags(html(PLAIN))
    assert _tokens(markdown(minutes)) == _tokens(markdown(PLAIN))
    tags = _tags(message(minutes)[1])
    assert tags == _tags(message(PLAIN)[1])
    assert set(tags) <= MATRIX_TAGS


@FEW
@for_any(st.lists(TYPED, min_size=PLACES, max_size=PLACES))
def test_nothing_typed_begins_a_line_of_the_text(words: list[str]) -> None:
    """In plain text each further line of a note is indented, so it cannot pass for a heading."""
    minutes = _minutes(words)

    def headings(page: str) -> list[str]:
        return [line for line in page.split("\n")[2:] if line[:1] not in ("", " ", "-", "•", "=")]

    assert len(headings(text(minutes))) == len(headings(text(PLAIN)))


@FEW
@for_any(st.lists(TYPED, min_size=PLACES, max_size=PLACES))
def test_every_form_can_be_written_to_a_file(words: list[str]) -> None:
    """No half characters, no controls, no orders to turn the direction of writing."""
    minutes = _minutes(words)
    for form in (html(minutes), markdown(minutes), text(minutes), json_(minutes), *message(minutes)):
        form.encode()
        assert not set(form) & set("\x00\x1b\u202e\u2028\x85")


@for_any(TYPED)
@example("[a](b)")
@example("[a](https://b.example)")
@example("[a]\n[a]: https://b.example")
@example("\\*a*")
@example("a\n===")
@example("a\n---")
@example("|a|b|\n|---|---|")
@example("a|b\n:-|-:")
@example("1986. A great year")
@example("- [x] a")
@example("a\\")
def test_markdown_shows_what_was_typed(typed: str) -> None:
    """Escaped and read again, the words are the same."""
    kept = lines(typed)
    page = "- " + escaping.markdown(kept).replace("\n", "  \n  ")
    tokens = COMMONMARK.parse(page)
    assert [token.type for token in tokens if token.block] == BLOCKS
    (inline,) = (token for token in tokens if token.type == "inline")
    shown = "".join(
        "\n" if child.type in ("softbreak", "hardbreak") else child.content for child in inline.children or []
    )
    assert shown == kept


def test_a_table_of_one_column_is_none() -> None:
    """Some readers of Markdown need no bar to see a table."""
    assert escaping.markdown("a\n:-") == "a\n\\:-"


@for_any(TYPED)
def test_html_shows_what_was_typed(typed: str) -> None:
    """Escaped and read again, the words are the same."""
    kept = lines(typed)
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            texts.append(data)

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own
            texts.extend(["\n"] if tag == "br" else [])

    reader = Reader()
    reader.feed(escaping.html(kept))
    reader.close()
    assert "".join(texts) == kept


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("voir https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/x)", "https://a.example/x"),
        ("https://a.example/x_(y)", "https://a.example/x_(y)"),
        ("https://a.example/x?a=1&b=2 !", "https://a.example/x?a=1&b=2"),
        ("« https://a.example/x »", "https://a.example/x"),
        ("HTTPS://A.example/x", "HTTPS://A.example/x"),
        ("**https://a.example/x**", "https://a.example/x"),
    ],
)
def test_addresses_are_links(typed: str, address: str) -> None:
    """What ends the sentence does not belong to the address."""
    assert f"<{address}>" in escaping.markdown(typed)
    assert f'<a href="{address}">{address}</a>' in unescape(str(escaping.html(typed)))


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "https://", "http://..."]
)
def test_nothing_else_is_a_link(typed: str) -> None:
    """Only the web can be clicked."""
    assert "href" not in escaping.html(typed)
    assert "<" not in escaping.markdown(typed)


@pytest.mark.parametrize(
    ("typed", "escaped"),
    [
        ("a \\ b", "a \\\\ b"),
        ("a ` b", "a \\` b"),
        ("a * b", "a \\* b"),
        ("a [ b", "a \\[ b"),
        ("a < b", "a \\< b"),
        ("a | b", "a \\| b"),
        ("a ~ b", "a \\~ b"),
        ("a _ b", "a \\_ b"),
        ("a &lt; b", "a \\&lt; b"),
        ("a #", "a \\#"),
    ],
)
def test_a_sign_that_is_the_only_one_is_escaped(typed: str, escaped: str) -> None:
    assert escaping.markdown(typed) == escaped
