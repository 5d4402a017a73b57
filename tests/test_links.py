"""Links tried against a server of the test's own, which the rules of the test let through."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from ipaddress import ip_address

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from intercoop_bot import links
from intercoop_bot.links import Address, Verdict, is_public, try_link

LOOPBACK = ip_address("127.0.0.1")
OK = Verdict(True)


class Site:
    """A site on loopback; `asked` holds the method and path of each request, `told` their heads."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.told: list[dict[str, str]] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        self.told.append(dict(request.headers))
        match request.path.strip("/").split("/", 1):
            case ["status", number]:
                return web.Response(status=int(number))
            case ["only-get", refusal]:
                status = 200 if request.method == "GET" else int(refusal)
                return web.Response(status=status, headers={"Set-Cookie": "taste=sweet"})
            case ["to", target]:
                headers = {"Location": target, "Set-Cookie": "taste=sweet"}
                return web.Response(status=302, headers=headers)
            case ["nowhere"]:
                return web.Response(status=302)
            case ["around"]:
                return web.Response(status=307, headers={"Location": "/around"})
            case ["slow"]:
                await asyncio.sleep(30)
                return web.Response()
            case ["endless"]:
                return await self._pour(request)
            case _:
                return web.Response(text="Bonjour")

    async def _pour(self, request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(status=405)
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 10_000)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", site.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        site.port = runner.addresses[0][1]
        yield site
    finally:
        await runner.cleanup()


class Names:
    """A book of names; each asking takes the next of a name's answers, the last one again and again."""

    def __init__(self, **answers: Sequence[str]) -> None:
        self._answers = {name.replace("_", "."): list(addresses) for name, addresses in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str) -> Sequence[Address]:
        self.asked.append(host)
        answers = self._answers.get(host)
        if answers is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [ip_address(address) for address in answer.split()]


def is_loopback(address: Address) -> bool:
    return address == LOOPBACK


async def check(link: str, names: Names | None = None, patience: float = 10.0) -> Verdict:
    """Try a link where loopback counts as public, and nothing else does."""
    return await try_link(link, allow=is_loopback, resolve=(names or Names()).resolve, patience=patience)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        pytest.param("", OK, id="there"),
        pytest.param("status/204", OK, id="nothing to say"),
        pytest.param("status/401", OK, id="asks for a password"),
        pytest.param("status/403", OK, id="asks for somebody else"),
        pytest.param("status/404", Verdict(False, "status-404"), id="not there"),
        pytest.param("status/500", Verdict(False, "status-500"), id="broken"),
        pytest.param("status/503", Verdict(False, "status-503"), id="closed"),
        pytest.param("only-get/405", OK, id="no HEAD"),
        pytest.param("only-get/501", OK, id="never heard of HEAD"),
        pytest.param("only-get/404", OK, id="no HEAD, said badly"),
        pytest.param("to//réunion", OK, id="on"),
        pytest.param("to//to//réunion", OK, id="on and on"),
        pytest.param("to//status/404", Verdict(False, "status-404"), id="on to nothing"),
        pytest.param("nowhere", OK, id="on, but where to?"),
        pytest.param("to/jitsi-meet://room", Verdict(False, "invalid"), id="on to another world"),
        pytest.param("to/http://ana:pw@127.0.0.1/", Verdict(False, "invalid"), id="on with a password"),
        pytest.param("to/http://10.0.0.7/", Verdict(False, "private"), id="on into the house"),
        pytest.param("to/http://[::1]/", Verdict(False, "private"), id="on into ourselves"),
        pytest.param("to/http://inside.example/", Verdict(False, "private"), id="on by a name"),
        pytest.param("to/http://[/", Verdict(False, "invalid"), id="on to nonsense"),
    ],
)
async def test_what_a_site_answers(path: str, verdict: Verdict, site: Site) -> None:
    assert await check(f"{site.url}/{path}", Names(inside_example=["192.168.1.1"])) == verdict


async def test_redirects_come_to_an_end(site: Site) -> None:
    assert await check(f"{site.url}/to//to//to//to//to//end") == OK
    assert len(site.asked) == 6
    assert await check(f"{site.url}/to//to//to//to//to//to//end") == Verdict(False, "redirects")
    assert await check(f"{site.url}/around") == Verdict(False, "redirects")
    assert len(site.asked) == 18


async def test_nothing_is_sent_but_the_question(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert await check(f"{site.url}/to//only-get/405#secret") == OK
    assert site.asked == ["HEAD /to//only-get/405", "HEAD /only-get/405", "GET /only-get/405"]
    assert not any("Cookie" in told or "Authorization" in told for told in site.told)


async def test_a_body_without_end_is_not_read(site: Site) -> None:
    assert await check(f"{site.url}/endless") == OK
    assert site.asked == ["HEAD /endless", "GET /endless"]


async def test_a_slow_site_is_left(site: Site) -> None:
    assert await check(f"{site.url}/slow", patience=0.2) == Verdict(False, "timeout")


async def test_nobody_at_the_port() -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        assert await check(f"http://127.0.0.1:{taken.getsockname()[1]}") == Verdict(False, "unreachable")


async def test_no_certificate(site: Site) -> None:
    assert await check(f"https://127.0.0.1:{site.port}") == Verdict(False, "certificate")


@pytest.mark.parametrize(
    "link",
    [
        "",
        "framatalk.org/réunion",
        "ftp://call.example/",
        "ftp://call.example:8080/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://[",
        "http://call.example:99999/",
        "http://ana@call.example/",
        "http://ana:secret@call.example/",
        "http://:secret@call.example/",
        "http://call.example:22/",
        "http://call.example:25/",
        "http://call.example:0/",
        f"http://call.example/{'x' * 2000}",
        "http://\ud800/",
    ],
)
async def test_what_is_no_link_asks_nobody(link: str) -> None:
    names = Names(call_example=["127.0.0.1"])
    assert await check(link, names) == Verdict(False, "invalid")
    assert names.asked == []


# --- where it may go -----------------------------------------------------------------------------------


async def test_a_name_nobody_knows() -> None:
    assert await check("http://nowhere.example/") == Verdict(False, "unknown-host")


async def test_a_name_is_asked_for_once_and_the_address_looked_at_is_gone_to(site: Site) -> None:
    names = Names(call_example=["127.0.0.1", "127.0.0.2"])
    assert await check(f"http://call.example:{site.port}/only-get/405", names) == OK
    assert names.asked == ["call.example"]
    assert site.told[0]["Host"] == f"call.example:{site.port}"


async def test_a_name_that_leads_elsewhere_the_second_time(site: Site) -> None:
    names = Names(call_example=["127.0.0.1", "10.0.0.7"])
    assert await check(f"http://call.example:{site.port}/to//x", names) == Verdict(False, "private")
    assert site.asked == ["HEAD /to//x"]


async def test_one_private_address_among_others_is_enough(site: Site) -> None:
    names = Names(call_example=["127.0.0.1 10.0.0.7"])
    assert await check(f"http://call.example:{site.port}/", names) == Verdict(False, "private")
    assert site.asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "call.example", "[::ffff:127.0.0.1]", "127.0.0.1."])
async def test_by_default_the_inside_is_not_gone_to(host: str, site: Site) -> None:
    names = Names(call_example=["127.0.0.1"], **{"127_0_0_1_": ["127.0.0.1"]})
    verdict = await try_link(f"http://{host}:{site.port}/", resolve=names.resolve)
    assert verdict == Verdict(False, "private")
    assert site.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST.",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",  # noqa: S104 - nothing listens there
        "[::]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1%25lo]",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "127.0.0.1%00.example",
        "call.example@127.0.0.1",
        "call.example\\@127.0.0.1",
        "127.0.0.\n1",
        "\u202e127.0.0.1",
    ],
)
async def test_other_names_of_the_inside_lead_nowhere(host: str, site: Site) -> None:
    verdict = await try_link(f"http://{host}:{site.port}/")
    assert not verdict.ok
    assert site.asked == []


async def test_the_machine_is_asked_for_names() -> None:
    assert LOOPBACK in await links.resolve("localhost")
    assert await try_link(f"http://{'x' * 70}..example/") == Verdict(False, "invalid")


@given(st.text(), st.sampled_from(["", "http://", "https://call.example:", "http://call.example/"]))
def test_no_text_raises(text: str, start: str) -> None:
    async def nobody(host: str) -> Sequence[Address]:
        return []

    assert not asyncio.run(try_link(start + text, allow=lambda _: False, resolve=nobody)).ok


@pytest.mark.parametrize(
    ("address", "public"),
    [
        pytest.param("93.184.216.34", True, id="the web"),
        pytest.param("2606:2800:220:1:248:1893:25c8:1946", True, id="the web, version 6"),
        pytest.param("127.0.0.1", False, id="ourselves"),
        pytest.param("0.0.0.0", False, id="anywhere"),  # noqa: S104 - nothing listens there
        pytest.param("10.1.2.3", False, id="private, ten"),
        pytest.param("172.16.0.1", False, id="private, 172"),
        pytest.param("192.168.1.1", False, id="private, 192"),
        pytest.param("100.64.0.1", False, id="shared by a provider"),
        pytest.param("169.254.169.254", False, id="a cloud's own"),
        pytest.param("224.0.0.251", False, id="to many"),
        pytest.param("240.0.0.1", False, id="kept for later"),
        pytest.param("255.255.255.255", False, id="to all"),
        pytest.param("198.18.0.1", False, id="for measuring"),
        pytest.param("168.63.129.16", False, id="another cloud's own"),
        pytest.param("192.0.0.8", False, id="nobody's"),
        pytest.param("192.88.99.1", False, id="a tunnel's end"),
        pytest.param("::1", False, id="ourselves, version 6"),
        pytest.param("::", False, id="anywhere, version 6"),
        pytest.param("fe80::1", False, id="this cable"),
        pytest.param("fe80::1%1", False, id="this cable, named"),
        pytest.param("fc00::1", False, id="private, version 6"),
        pytest.param("fec0::1", False, id="this site"),
        pytest.param("ff0e::1", False, id="to many, version 6"),
        pytest.param("4000::1", False, id="kept for later, version 6"),
        pytest.param("2001:db8::1", False, id="for examples"),
        pytest.param("::ffff:127.0.0.1", False, id="ourselves, mapped"),
        pytest.param("::ffff:100.64.0.1", False, id="shared, mapped"),
        pytest.param("::ffff:93.184.216.34", True, id="the web, mapped"),
        pytest.param("64:ff9b::7f00:1", False, id="ourselves, translated"),
        pytest.param("64:ff9b::5db8:d822", True, id="the web, translated"),
        pytest.param("2002:7f00:1::", False, id="ourselves, tunnelled"),
        pytest.param("2001:0:7f00:1::", False, id="another tunnel"),
        pytest.param("2606:2800:220::5efe:7f00:1", False, id="ourselves, in one more tunnel"),
        pytest.param("::7f00:1", False, id="ourselves, compatible"),
        pytest.param("64:ff9b:1::7f00:1", False, id="ourselves, translated in the house"),
        pytest.param("3fff::1", False, id="for more examples"),
        pytest.param("5f00::1", False, id="for routers"),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
