-- What recipients' offices have asked on their pages: mailbox is the normal form
-- of the address. times: how often the same was asked while it was open.
CREATE TABLE requests (
  id          TEXT PRIMARY KEY,
  mailbox     TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('stop', 'address')),
  new_address TEXT NOT NULL,
  remark      TEXT NOT NULL,
  times       BIGINT NOT NULL,
  made_at     BIGINT NOT NULL,
  settled_at  BIGINT NOT NULL,
  settled_by  TEXT NOT NULL,
  outcome     TEXT NOT NULL CHECK (outcome IN ('', 'set', 'without')),
  note        TEXT NOT NULL,
  CHECK ((settled_at = 0) = (outcome = ''))
);

-- One of a kind is open for a mailbox, so that nobody can fill the queue.
CREATE UNIQUE INDEX requests_open ON requests (mailbox, kind) WHERE settled_at = 0;
