"""A homeserver whose clock is wrong: what people write was written when it was, by ours."""

import re
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from intercoop_bot.clock import SystemClock
from intercoop_bot.demo.homeserver import Homeserver
from intercoop_bot.interface import Said, Welcomed
from tests.synapse.conftest import NewBot, NewPerson
from tests.synapse.proxy import Proxy

HOUR = timedelta(hours=1)


class WrongHour(Proxy):
    """A homeserver that is ahead of the time, in what it says of itself and of events."""

    ahead = HOUR

    async def _hand_on(self, request: web.Request) -> web.Response:
        answer = await super()._hand_on(request)
        ahead = int(self.ahead.total_seconds() * 1000)
        assert isinstance(answer.body, bytes)
        answer.body = re.sub(
            rb'("origin_server_ts": ?)(\d+)',
            lambda found: found[1] + b"%d" % (int(found[2]) + ahead),
            answer.body,
        )
        answer.headers["Date"] = format_datetime(SystemClock().now() + self.ahead, usegmt=True)
        return answer


class HourBehind(WrongHour):
    """A homeserver that is behind."""

    ahead = -HOUR


@pytest.mark.parametrize("proxies", [WrongHour, HourBehind], ids=["ahead", "behind"])
async def test_a_homeserver_that_is_an_hour_off_does_not_move_what_was_written(
    proxies: type[WrongHour], homeserver: Homeserver, person: NewPerson, bot: NewBot
) -> None:
    async with proxies.before(homeserver.url) as proxy:
        ana, reader = await person("Ana"), await bot(url=proxy.url)
        room_id = await ana.create_room(reader.matrix.user_id)
        await reader.got(room_id, Welcomed)
        await ana.say(room_id, "Bonjour")
        (said,) = await reader.got(room_id, Said)
        assert abs(said.sent_at - SystemClock().now()) < timedelta(minutes=5)
        await reader.stop()
