"""The identity of the bot's account: made, or taken up again on a new machine, and locked up."""

from dataclasses import dataclass, field

from intercoop_bot.config import Settings
from intercoop_bot.matrix import IdentityError, Standing
from intercoop_bot.visit import visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How others see the account now; `recovery_key` is empty where the one from before still holds."""

    user_id: str
    standing: Standing
    recovery_key: str = field(repr=False)


async def set_up(settings: Settings, *, recovery_key: str | None, new_recovery_key: bool) -> Outcome:
    """See to it that the account has an identity, that it vouches for our device, and can be recovered.

    `recovery_key` takes up the identity that was locked up with it. Doing this twice changes nothing more.

    Raises:
        IdentityError: it cannot be done; the message says why, and what to do.
        StorageError, SignInError, RequestError: as `visit` says.
    """
    async with visit(settings) as matrix:
        identity = matrix.identity
        if identity is None:
            raise IdentityError("encryption is turned off in the settings, and needs no identity")
        if recovery_key is None:
            keys = await identity.establish()
        else:
            keys = await identity.recover(recovery_key)
        shown_once = await identity.lock_up(keys, anew=new_recovery_key)
        return Outcome(
            user_id=matrix.user_id, standing=await identity.standing(), recovery_key=shown_once or ""
        )
