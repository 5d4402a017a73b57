-- The key that each person's devices were first vouched for with, and the one that was shown last.
CREATE TABLE identity (
    user_id TEXT PRIMARY KEY,
    first TEXT NOT NULL,
    latest TEXT NOT NULL
) STRICT, WITHOUT ROWID;
