-- Times are milliseconds since 1970 in UTC, 0 meaning none. Ids are UUIDv7.

CREATE TABLE campaigns (
  id          TEXT PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  state       TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'approved', 'live', 'paused', 'closed', 'archived')),
  revision_id TEXT NOT NULL,
  opens_at    BIGINT NOT NULL,
  closes_at   BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  updated_at  BIGINT NOT NULL
);

CREATE TABLE revisions (
  id          TEXT PRIMARY KEY,
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  number      INTEGER NOT NULL,
  content     TEXT NOT NULL,
  digest      BYTEA NOT NULL,
  created_at  BIGINT NOT NULL,
  approved_at BIGINT NOT NULL,
  UNIQUE (campaign_id, number)
);

-- Apart from campaigns, so that counting does not wait for, nor delay, whoever
-- reads the campaign's state.
CREATE TABLE counters (
  campaign_id TEXT PRIMARY KEY REFERENCES campaigns (id),
  accepted    BIGINT NOT NULL
);

-- name to verifier are ciphertexts.
CREATE TABLE sessions (
  id               TEXT PRIMARY KEY,
  campaign_id      TEXT NOT NULL REFERENCES campaigns (id),
  revision_id      TEXT NOT NULL REFERENCES revisions (id),
  state            TEXT NOT NULL CHECK (state IN ('started', 'connecting', 'connected', 'confirmed', 'finished', 'cancelled', 'expired')),
  language         TEXT NOT NULL,
  letter           TEXT NOT NULL,
  secret_hash      BYTEA NOT NULL,
  name             BYTEA,
  address          BYTEA,
  fields           BYTEA,
  access           BYTEA,
  refresh          BYTEA,
  verifier         BYTEA,
  state_hash       BYTEA,
  state_expires_at BIGINT NOT NULL,
  token_expires_at BIGINT NOT NULL,
  problem          TEXT NOT NULL,
  retry_at         BIGINT NOT NULL,
  started_at       BIGINT NOT NULL,
  disclosed_at     BIGINT NOT NULL,
  connected_at     BIGINT NOT NULL,
  confirmed_at     BIGINT NOT NULL,
  ended_at         BIGINT NOT NULL,
  revoked_at       BIGINT NOT NULL,
  erased_at        BIGINT NOT NULL,
  expires_at       BIGINT NOT NULL,
  version          BIGINT NOT NULL,
  CHECK (ended_at = 0 OR (name IS NULL AND address IS NULL AND fields IS NULL AND verifier IS NULL)),
  CHECK ((ended_at = 0) = (state IN ('started', 'connecting', 'connected', 'confirmed')))
);

CREATE INDEX sessions_open ON sessions (expires_at) WHERE ended_at = 0;

CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at > 0;

CREATE TABLE deliveries (
  id          TEXT PRIMARY KEY,
  session_id  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  revision_id TEXT NOT NULL REFERENCES revisions (id),
  recipient   TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'accepted', 'rejected', 'uncertain')),
  reason      TEXT NOT NULL,
  attempt     INTEGER NOT NULL,
  claimed_at  BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  settled_at  BIGINT NOT NULL,
  hash_until  BIGINT NOT NULL,
  UNIQUE (session_id, recipient)
);

CREATE INDEX deliveries_sending ON deliveries (lease_until) WHERE state = 'sending';

-- Sender hashes. delivery_id is no foreign key and is taken away as soon as the
-- delivery is settled: nothing leads from a hash to a session.
CREATE TABLE marks (
  campaign_id TEXT NOT NULL REFERENCES campaigns (id),
  recipient   TEXT NOT NULL,
  hash        BYTEA NOT NULL,
  key_version INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('claimed', 'accepted', 'uncertain')),
  delivery_id TEXT,
  expires_at  BIGINT NOT NULL,
  PRIMARY KEY (campaign_id, recipient, hash),
  CHECK (state <> 'accepted' OR delivery_id IS NULL)
);

CREATE INDEX marks_expiry ON marks (expires_at);

CREATE INDEX marks_delivery ON marks (delivery_id) WHERE delivery_id IS NOT NULL;

-- At most one row: no claim before that time.
CREATE TABLE holds (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  until  BIGINT NOT NULL,
  reason TEXT NOT NULL
);
