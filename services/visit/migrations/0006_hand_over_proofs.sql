-- A mail that was opened in another browser than the one that checked in (privacy.md 7). Until hand_over_until the
-- waiting browser may take its proof, once; a wrong pick among the numbers spoils that for good.
ALTER TABLE verifications
  ADD COLUMN hand_over_until   timestamptz,
  ADD COLUMN hand_over_spoiled boolean NOT NULL DEFAULT false,
  ADD COLUMN collected_by      uuid;  -- the request that took the proof

-- Which verification a mailed link belongs to, known before the link is used up. A verification may have several: a relay
-- that was interrupted makes another one.
CREATE TABLE verification_links (
  token_hash  bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
  service_day date        NOT NULL,
  browser_tag bytea       NOT NULL CHECK (octet_length(browser_tag) = 16),
  expires_at  timestamptz NOT NULL
);
CREATE INDEX verification_links_day ON verification_links (service_day);
GRANT SELECT, INSERT, DELETE ON verification_links TO visit;

-- A confirmed proof that is used is renewed under another id when it is older than renew_after_days, as long as its
-- address was confirmed in the last confirm_again_after_days: mailboxes change hands. An unused one ends after 90 days.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('visit.proofs', 1, '-infinity', '{"renew_after_days": 7, "confirm_again_after_days": 365}', 'mimamori', 'mimamori');
