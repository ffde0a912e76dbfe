-- mailbox is the address under which two spellings are one. password_hash is
-- empty and factor, a ciphertext, is null after a reset.
CREATE TABLE operators (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL,
  mailbox       TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('admin', 'editor', 'reviewer', 'viewer')),
  language      TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  factor        BYTEA,
  factor_step   BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  signed_in_at  BIGINT NOT NULL,
  disabled_at   BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
  operator_id TEXT NOT NULL REFERENCES operators (id),
  hash        BYTEA NOT NULL,
  PRIMARY KEY (operator_id, hash)
);

CREATE TABLE sign_ins (
  id          TEXT PRIMARY KEY,
  operator_id TEXT NOT NULL REFERENCES operators (id),
  secret_hash BYTEA NOT NULL,
  browser     TEXT NOT NULL,
  system      TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  seen_at     BIGINT NOT NULL
);

CREATE INDEX sign_ins_operator ON sign_ins (operator_id);

CREATE TABLE enrolments (
  id           TEXT PRIMARY KEY,
  kind         TEXT NOT NULL CHECK (kind IN ('invitation', 'new_factor', 'new_password', 'renewal')),
  token_hash   BYTEA NOT NULL UNIQUE,
  operator_id  TEXT REFERENCES operators (id),
  email        TEXT NOT NULL,
  mailbox      TEXT NOT NULL,
  role         TEXT NOT NULL CHECK (role IN ('admin', 'editor', 'reviewer', 'viewer')),
  issued_by    TEXT NOT NULL,
  issued_at    BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  used_at      BIGINT NOT NULL,
  withdrawn_at BIGINT NOT NULL,
  CHECK ((kind = 'invitation') = (operator_id IS NULL)),
  CHECK (used_at = 0 OR withdrawn_at = 0)
);

-- Of the links for a mailbox one is open.
CREATE UNIQUE INDEX enrolments_open ON enrolments (mailbox) WHERE used_at = 0 AND withdrawn_at = 0;
