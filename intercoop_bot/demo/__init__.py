"""A whole meeting, held before your eyes: a homeserver, the bot, and people who are Matrix clients."""
