"""Words, both ways: what people type becomes commands, what the bot has to say becomes sentences.

Pure: text and the present instant go in, values come out; nothing here reads a clock or a network.
"""
