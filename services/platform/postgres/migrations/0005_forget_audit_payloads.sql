-- SPDX-License-Identifier: Apache-2.0
-- How long an audit entry's payload is kept: as long as the stays that it may tell of, and past the 14 days after which
-- a visitor is shown who asked. Who, what, when, why and the digest stay.
INSERT INTO policies (name, version, valid_from, body, proposed_by, approved_by) VALUES
  ('audit.retention', 1, '-infinity', '{"payload_days": 28}', 'mimamori', 'mimamori');

-- What the hourly job looks for; the history before it is never read again.
CREATE INDEX audit_entries_payload ON audit_entries (recorded_at) WHERE payload IS NOT NULL;

-- The service's role can't change an entry. This function runs with the owner's rights, takes away payloads that
-- are older than a moment, and nothing else; and it leaves an entry of its own (without a payload: its digest is that of {}), so
-- that nobody forgets unseen.
CREATE FUNCTION forget_audit_payloads(recorded_before timestamptz, at_time timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forgotten bigint;
  fresh_salt bytea := uuid_send(gen_random_uuid());
BEGIN
  UPDATE audit_entries SET payload = NULL WHERE recorded_at < recorded_before AND payload IS NOT NULL;
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  IF forgotten > 0 THEN
    INSERT INTO audit_entries
      (recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, payload, digest)
    VALUES (at_time, session_user, 'audit.ForgetPayloads', 'audit_payloads',
            to_char(recorded_before AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '', '', '', fresh_salt, NULL,
            sha256(fresh_salt || convert_to('{}', 'UTF8')));
  END IF;
  RETURN forgotten;
END $$;

REVOKE ALL ON FUNCTION forget_audit_payloads(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_audit_payloads(timestamptz, timestamptz) TO ${service_role};
