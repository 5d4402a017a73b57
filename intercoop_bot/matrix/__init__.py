"""The homeserver's side, and the only part that knows the Matrix library.

What arrives is put into the inbox together with the sync token; what waits in the outbox is sent, with a
transaction id that was fixed when it was written, so that sending twice shows once.
"""
