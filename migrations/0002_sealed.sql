-- What came in encrypted and cannot be opened yet, as the homeserver sent it.
CREATE TABLE sealed (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    kept_at TEXT NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    UNIQUE (room_id, event_id)
) STRICT;

-- Which event each message of an encrypted session was: the same message in another event is a copy.
CREATE TABLE opened (
    session_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    PRIMARY KEY (session_id, number)
) STRICT, WITHOUT ROWID;
