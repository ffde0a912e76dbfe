-- Lists of recipients, which campaigns take over into their drafts.
CREATE TABLE lists (
  id        TEXT PRIMARY KEY,
  name      TEXT NOT NULL,
  made_at   BIGINT NOT NULL,
  made_by   TEXT NOT NULL,
  edited_at BIGINT NOT NULL,
  edited_by TEXT NOT NULL
);

-- number: its place. mailbox: the normal form of its address. recipient is JSON.
-- touched: the import that wrote it last, or 'hand'.
CREATE TABLE list_entries (
  list_id   TEXT NOT NULL REFERENCES lists (id),
  number    BIGINT NOT NULL,
  mailbox   TEXT NOT NULL,
  retired   BIGINT NOT NULL CHECK (retired IN (0, 1)),
  recipient TEXT NOT NULL,
  touched   TEXT NOT NULL,
  PRIMARY KEY (list_id, number),
  UNIQUE (list_id, mailbox)
);

-- In which lists a mailbox is.
CREATE INDEX list_entries_mailbox ON list_entries (mailbox);

-- before: what the import changed as it was before, in JSON; '' once it is undone.
CREATE TABLE list_imports (
  id         TEXT PRIMARY KEY,
  list_id    TEXT NOT NULL REFERENCES lists (id),
  number     BIGINT NOT NULL,
  by_id      TEXT NOT NULL,
  at         BIGINT NOT NULL,
  added      BIGINT NOT NULL,
  changed    BIGINT NOT NULL,
  retired    BIGINT NOT NULL,
  unchanged  BIGINT NOT NULL,
  standings  BIGINT NOT NULL,
  before     TEXT NOT NULL,
  undone_at  BIGINT NOT NULL,
  undone_by  TEXT NOT NULL,
  UNIQUE (list_id, number)
);

-- Tables that wait to be confirmed. settings is JSON.
CREATE TABLE list_uploads (
  id          TEXT PRIMARY KEY,
  list_id     TEXT NOT NULL REFERENCES lists (id),
  operator_id TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  source      BYTEA NOT NULL,
  settings    TEXT NOT NULL
);
