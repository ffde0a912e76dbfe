-- The log of what operators do, see app/audit. details is an object of strings in
-- JSON; hash covers the entry with the hash of the entry before.
CREATE TABLE audit (
  number   BIGINT NOT NULL PRIMARY KEY,
  at       BIGINT NOT NULL,
  actor_id TEXT NOT NULL,
  actor    TEXT NOT NULL,
  action   TEXT NOT NULL,
  subject  TEXT NOT NULL,
  details  TEXT NOT NULL,
  previous BYTEA NOT NULL,
  hash     BYTEA NOT NULL
);

CREATE INDEX audit_at ON audit (at);

CREATE INDEX audit_actor ON audit (actor, number);

CREATE INDEX audit_action ON audit (action, number);

CREATE INDEX audit_subject ON audit (subject, number);

-- One row: the newest entry. It is what appenders lock, and what tells that
-- entries are missing at the end.
CREATE TABLE audit_head (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  number BIGINT NOT NULL,
  hash   BYTEA NOT NULL
);
