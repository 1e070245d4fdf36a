--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: venue_owner
--

CREATE FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO venue_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.audit_entries (
    sequence bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id text NOT NULL,
    area text NOT NULL,
    reason text NOT NULL,
    trace_id text NOT NULL,
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    payload jsonb,
    CONSTRAINT audit_entries_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT audit_entries_payload_object CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT audit_entries_salt_check CHECK ((octet_length(salt) = 16))
);


ALTER TABLE public.audit_entries OWNER TO venue_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: venue_owner
--

ALTER TABLE public.audit_entries ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_entries_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: changes; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO venue_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO venue_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: venue_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO venue_owner;

--
-- Name: code_replacements; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.code_replacements (
    venue_id bigint NOT NULL,
    request_id uuid NOT NULL,
    code_epoch integer NOT NULL,
    retired_typed_code text NOT NULL,
    replaced_at timestamp with time zone NOT NULL
);


ALTER TABLE public.code_replacements OWNER TO venue_owner;

--
-- Name: policies; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.policies (
    name text NOT NULL,
    version integer NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    body jsonb NOT NULL,
    proposed_by text NOT NULL,
    approved_by text,
    CONSTRAINT policies_approved_by_check CHECK ((approved_by <> ''::text)),
    CONSTRAINT policies_body_object CHECK ((jsonb_typeof(body) = 'object'::text)),
    CONSTRAINT policies_name_check CHECK ((name <> ''::text)),
    CONSTRAINT policies_proposed_by_check CHECK ((proposed_by <> ''::text)),
    CONSTRAINT policies_two_persons CHECK (((version = 1) OR (approved_by <> proposed_by))),
    CONSTRAINT policies_version_check CHECK ((version >= 1))
);


ALTER TABLE public.policies OWNER TO venue_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO venue_owner;

--
-- Name: registration_mails; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.registration_mails (
    registration_id uuid NOT NULL,
    mail_request_id uuid NOT NULL,
    quota_key bytea NOT NULL,
    domain_quota_key bytea NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_attempt_at timestamp with time zone NOT NULL,
    CONSTRAINT registration_mails_domain_quota_key_check CHECK ((octet_length(domain_quota_key) = 16)),
    CONSTRAINT registration_mails_quota_key_check CHECK ((octet_length(quota_key) = 16))
);


ALTER TABLE public.registration_mails OWNER TO venue_owner;

--
-- Name: registrations; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.registrations (
    registration_id uuid NOT NULL,
    caller text NOT NULL,
    request_id uuid NOT NULL,
    fingerprint bytea NOT NULL,
    display_name text NOT NULL,
    address text NOT NULL,
    area_code text NOT NULL,
    kind smallint NOT NULL,
    time_zone text NOT NULL,
    seat_count integer NOT NULL,
    floor_area_m2 integer NOT NULL,
    typical_stay_minutes integer NOT NULL,
    sealed_contact bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    venue_id bigint,
    confirm_request_id uuid,
    opening_hours integer[] DEFAULT '{}'::integer[] NOT NULL,
    CONSTRAINT registrations_confirmed CHECK (((venue_id IS NULL) = (confirm_request_id IS NULL))),
    CONSTRAINT registrations_fingerprint_check CHECK ((octet_length(fingerprint) = 16)),
    CONSTRAINT registrations_opening_hours_check CHECK ((((cardinality(opening_hours) % 2) = 0) AND (cardinality(opening_hours) <= 56)))
);


ALTER TABLE public.registrations OWNER TO venue_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO venue_owner;

--
-- Name: venues; Type: TABLE; Schema: public; Owner: venue_owner
--

CREATE TABLE public.venues (
    venue_id bigint NOT NULL,
    display_name text NOT NULL,
    address text NOT NULL,
    area_code text NOT NULL,
    kind smallint NOT NULL,
    time_zone text NOT NULL,
    seat_count integer NOT NULL,
    floor_area_m2 integer NOT NULL,
    typical_stay_minutes integer NOT NULL,
    code_epoch integer NOT NULL,
    typed_code text NOT NULL,
    sealed_contact bytea NOT NULL,
    registration_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    search_text text GENERATED ALWAYS AS (lower(NORMALIZE(((display_name || ' '::text) || address), NFKC))) STORED NOT NULL,
    opening_hours integer[] DEFAULT '{}'::integer[] NOT NULL,
    CONSTRAINT venues_area_code_check CHECK ((area_code ~ '^[0-9]{6}$'::text)),
    CONSTRAINT venues_code_epoch_check CHECK ((code_epoch >= 1)),
    CONSTRAINT venues_floor_area_m2_check CHECK ((floor_area_m2 >= 0)),
    CONSTRAINT venues_kind_check CHECK (((kind >= 1) AND (kind <= 5))),
    CONSTRAINT venues_opening_hours_check CHECK ((((cardinality(opening_hours) % 2) = 0) AND (cardinality(opening_hours) <= 56))),
    CONSTRAINT venues_seat_count_check CHECK ((seat_count >= 0)),
    CONSTRAINT venues_typical_stay_minutes_check CHECK (((typical_stay_minutes >= 15) AND (typical_stay_minutes <= 1425))),
    CONSTRAINT venues_venue_id_check CHECK (((venue_id >= 0) AND (venue_id < '1099511627776'::bigint)))
);


ALTER TABLE public.venues OWNER TO venue_owner;

--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 03:00:12.664111+00	registration/1d634537-4cb8-42e9-8fd1-f062268ea424	venue.ConfirmVenue	venue	20BJF6D8	271004		1eac5db20805be9a87d7b730218c0825	\\xcce278d509930a34501ca73b582dbcd1	\\x19cc858e3fb524a2d27264714c8d79254e41b2c76d1a5fe06dccbecdf5cf6f44	{"code_epoch": 1}
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
1	venue	20BJF6D8	\\x	2026-11-21 03:00:12.664111+00
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: code_replacements; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.code_replacements (venue_id, request_id, code_epoch, retired_typed_code, replaced_at) FROM stdin;
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
venue.typical_stay	1	-infinity	{"food": 90, "hall": 150, "other": 60, "cluster_prone": 120, "indoor_leisure": 120}	mimamori	mimamori
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.positions (source, sequence) FROM stdin;
\.


--
-- Data for Name: registration_mails; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.registration_mails (registration_id, mail_request_id, quota_key, domain_quota_key, attempts, next_attempt_at) FROM stdin;
\.


--
-- Data for Name: registrations; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.registrations (registration_id, caller, request_id, fingerprint, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2, typical_stay_minutes, sealed_contact, created_at, expires_at, venue_id, confirm_request_id, opening_hours) FROM stdin;
1d634537-4cb8-42e9-8fd1-f062268ea424		3f00412b-f9f9-49a0-93f9-73643f1fcfc2	\\x9f5d516c1867ec884ac2470beb2d5793	喫茶すずめ 中之島店	大阪府大阪市北区中之島 見本1-1	271004	1	Asia/Tokyo	32	80	90	\\x01106f70657261746f722f323032362d3131527764f37e9f1c5395f4550cad7d8cc08601075c92a400ed74e9ad5d9b91d5600000000000000000edadbb1a634f4565a6d82f13d9baf74d0c6bfbfc55bab39fb33f8b39cef0e6cd041dfcef06e9d113aaf980697fe3134796d698fdfef45848f97650c5031da4c57abebc5ad70708424018ad2d913538f01c3e2821588ce4c39ba4db28a6b7cc90f141e478fa993282b8fa4819303f405ba5dbfc6cc016c3720e77d008d8e0dbfb5f9cad2e05cf0d10c735a37d12ef19bd	2026-11-21 03:00:12.371353+00	2026-11-28 03:00:12.371353+00	69107947944	0e7ba4e8-8622-4840-904e-182b50809bc8	{}
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:10.932992+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:10.937754+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:10.941216+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:10.942846+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:10.945804+00
venue	1	0001_create_venues.sql	19f8464f00b28e51d0d1871a97095ecd14bea6ea991fa80efc57a9a6f8e13372	2026-11-21 19:54:10.952717+00
venue	2	0002_create_registrations.sql	69a1d1f4cacde3bc222277cb9ef4348ea6571778ec95acb06cf5e67e0573ea39	2026-11-21 19:54:10.957585+00
venue	3	0003_ship_typical_stay.sql	2253e97a0cb0b7d83cb4ffe58cdcdc0df8c18a812cefbd724744be90d1d89329	2026-11-21 19:54:10.958327+00
venue	4	0004_add_opening_hours.sql	7efbace760548cfce1354dd7a511141205f0be20dee47d831a96672f2143dc98	2026-11-21 19:54:10.959557+00
\.


--
-- Data for Name: venues; Type: TABLE DATA; Schema: public; Owner: venue_owner
--

COPY public.venues (venue_id, display_name, address, area_code, kind, time_zone, seat_count, floor_area_m2, typical_stay_minutes, code_epoch, typed_code, sealed_contact, registration_id, created_at, opening_hours) FROM stdin;
69107947944	喫茶すずめ 中之島店	大阪府大阪市北区中之島 見本1-1	271004	1	Asia/Tokyo	32	80	90	1	CERH63YCYK	\\x01106f70657261746f722f323032362d3131527764f37e9f1c5395f4550cad7d8cc08601075c92a400ed74e9ad5d9b91d5600000000000000000edadbb1a634f4565a6d82f13d9baf74d0c6bfbfc55bab39fb33f8b39cef0e6cd041dfcef06e9d113aaf980697fe3134796d698fdfef45848f97650c5031da4c57abebc5ad70708424018ad2d913538f01c3e2821588ce4c39ba4db28a6b7cc90f141e478fa993282b8fa4819303f405ba5dbfc6cc016c3720e77d008d8e0dbfb5f9cad2e05cf0d10c735a37d12ef19bd	1d634537-4cb8-42e9-8fd1-f062268ea424	2026-11-21 03:00:12.664111+00	{}
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: venue_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 1, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: venue_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 1, true);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: code_replacements code_replacements_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.code_replacements
    ADD CONSTRAINT code_replacements_pkey PRIMARY KEY (venue_id, request_id);


--
-- Name: code_replacements code_replacements_typed_code; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.code_replacements
    ADD CONSTRAINT code_replacements_typed_code UNIQUE (retired_typed_code);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: registration_mails registration_mails_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.registration_mails
    ADD CONSTRAINT registration_mails_pkey PRIMARY KEY (registration_id);


--
-- Name: registrations registrations_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_pkey PRIMARY KEY (registration_id);


--
-- Name: registrations registrations_request; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_request UNIQUE (caller, request_id);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: venues venues_pkey; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_pkey PRIMARY KEY (venue_id);


--
-- Name: venues venues_registration; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_registration UNIQUE (registration_id);


--
-- Name: venues venues_typed_code; Type: CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_typed_code UNIQUE (typed_code);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: registration_mails_due; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX registration_mails_due ON public.registration_mails USING btree (next_attempt_at);


--
-- Name: registrations_by_expiry; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX registrations_by_expiry ON public.registrations USING btree (expires_at);


--
-- Name: venues_by_area; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX venues_by_area ON public.venues USING btree (area_code, display_name COLLATE "C", venue_id);


--
-- Name: venues_by_name; Type: INDEX; Schema: public; Owner: venue_owner
--

CREATE INDEX venues_by_name ON public.venues USING btree (display_name COLLATE "C", venue_id);


--
-- Name: code_replacements code_replacements_venue_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.code_replacements
    ADD CONSTRAINT code_replacements_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES public.venues(venue_id);


--
-- Name: registration_mails registration_mails_registration_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.registration_mails
    ADD CONSTRAINT registration_mails_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registrations(registration_id) ON DELETE CASCADE;


--
-- Name: registrations registrations_venue_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: venue_owner
--

ALTER TABLE ONLY public.registrations
    ADD CONSTRAINT registrations_venue_id_fkey FOREIGN KEY (venue_id) REFERENCES public.venues(venue_id);


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: venue_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO venue;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO venue;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO venue;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO venue;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO venue;


--
-- Name: TABLE code_replacements; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT ON TABLE public.code_replacements TO venue;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO venue;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO venue;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO venue;


--
-- Name: TABLE registration_mails; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.registration_mails TO venue;


--
-- Name: TABLE registrations; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.registrations TO venue;


--
-- Name: COLUMN registrations.venue_id; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT UPDATE(venue_id) ON TABLE public.registrations TO venue;


--
-- Name: COLUMN registrations.confirm_request_id; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT UPDATE(confirm_request_id) ON TABLE public.registrations TO venue;


--
-- Name: TABLE venues; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT SELECT,INSERT ON TABLE public.venues TO venue;


--
-- Name: COLUMN venues.code_epoch; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT UPDATE(code_epoch) ON TABLE public.venues TO venue;


--
-- Name: COLUMN venues.typed_code; Type: ACL; Schema: public; Owner: venue_owner
--

GRANT UPDATE(typed_code) ON TABLE public.venues TO venue;


--
-- PostgreSQL database dump complete
--


