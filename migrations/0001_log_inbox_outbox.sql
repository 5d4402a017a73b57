PRAGMA application_id = 0x696E7462;

-- A room, and when it wants to be woken.
CREATE TABLE room (
    room_id TEXT PRIMARY KEY,
    wake_at TEXT
) STRICT, WITHOUT ROWID;

-- The log of each room. Rows are only ever added; the one change is the erasing of words.
CREATE TABLE fact (
    room_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    cause TEXT,
    data TEXT NOT NULL CHECK (json_valid(data)),
    PRIMARY KEY (room_id, seq)
) STRICT;

-- What came in, in its order. Once it is dealt with, data is NULL and the rest keeps it from coming in twice.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT CHECK (data IS NULL OR json_valid(data)),
    UNIQUE (room_id, event_id, kind)
) STRICT;

CREATE INDEX inbox_pending ON inbox (room_id, id) WHERE data IS NOT NULL;

-- What is to be sent. A row goes when it is sent; one that never can be keeps the reason, not the words.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    room_id TEXT NOT NULL,
    tx_id TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL,
    priority INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    data TEXT CHECK (data IS NULL OR json_valid(data)),
    failure TEXT,
    CHECK ((data IS NULL) = (failure IS NOT NULL))
) STRICT;

CREATE INDEX outbox_waiting ON outbox (priority, id) WHERE data IS NOT NULL;

-- Which event bears which of our names. A name may pass to a later event; the earlier ones still answer to it.
CREATE TABLE sent (
    id INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL,
    ref TEXT NOT NULL,
    event_id TEXT NOT NULL,
    UNIQUE (room_id, event_id)
) STRICT;

CREATE INDEX sent_ref ON sent (room_id, ref, id);

-- Who we are, and how far we have read. One row each.
CREATE TABLE account (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    access_token TEXT NOT NULL
) STRICT;

CREATE TABLE sync (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    next_batch TEXT NOT NULL
) STRICT;
