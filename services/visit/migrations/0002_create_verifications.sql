-- Browsers that asked for a verification mail, one mail a browser and day. The relay job turns a row into a link and a
-- mail and then wipes the contact.
CREATE TABLE verifications (
  service_day    date        NOT NULL,
  browser_tag    bytea       NOT NULL CHECK (octet_length(browser_tag) = 16),
  verification_id uuid       NOT NULL,
  requested_at   timestamptz NOT NULL,
  sealed_contact bytea,                 -- null once the mail is queued
  quota_key      bytea       NOT NULL,  -- MAC of the address, for mail's per-recipient quota
  domain_quota_key bytea     NOT NULL,
  queued_at      timestamptz,
  failure        text,                  -- reason when mail refused it for good
  confirmed_at   timestamptz,
  PRIMARY KEY (service_day, browser_tag)
);
CREATE INDEX verifications_pending ON verifications (requested_at) WHERE queued_at IS NULL AND failure IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON verifications TO visit;
