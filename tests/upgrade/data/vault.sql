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
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: vault_owner
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO vault_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: vault_owner
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


ALTER TABLE public.audit_entries OWNER TO vault_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: vault_owner
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
-- Name: changes; Type: TABLE; Schema: public; Owner: vault_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO vault_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: vault_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO vault_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: vault_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO vault_owner;

--
-- Name: event_keys; Type: TABLE; Schema: public; Owner: vault_owner
--

CREATE TABLE public.event_keys (
    event_id uuid NOT NULL,
    first_used_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);


ALTER TABLE public.event_keys OWNER TO vault_owner;

--
-- Name: policies; Type: TABLE; Schema: public; Owner: vault_owner
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


ALTER TABLE public.policies OWNER TO vault_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: vault_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO vault_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: vault_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO vault_owner;

--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 03:00:09.852811+00	visit	vault.GetPseudonymKey	pseudonym_key	2026-11-20			35fb634fc9f9e6d7b7f42398d5cb831f	\\x23d4938c4af12675686db90b496bbaf2	\\xf0947a79f55a57d6fbc84c54798adc8fcde0e7173c656119ba85b3823a55df87	{}
2	2026-11-21 03:00:09.893075+00	visit	vault.GetPseudonymKey	pseudonym_key	2026-11-21			039562eab35cafa5a9b0228c374bd397	\\x56ca5f1ced16860baea2c4971afc3d75	\\x3571bcecedebc9e95810301fff6aca5e0c34a2cb39dbc55b049fbb55521d135f	{}
3	2026-11-21 03:00:12.486499+00	mail	vault.OpenContacts	event	1d634537-4cb8-42e9-8fd1-f062268ea424			9d6c0ef97b02d7abbaff4315df55bfa1	\\x5f96767e997b0fb40d59011824b4deda	\\xe823fa202b6c57e11b01701d19a31fadc5299c6642865ef2ab0dd7a52af72a77	{"ring": "operator", "asked": 1, "issuer": "venue", "opened": 1, "template": "venue-registration"}
4	2026-11-21 03:00:12.855752+00	mail	vault.OpenContacts	event	87e6c311-b789-427c-b4b8-6545233a61ff			1358c99f77a6843d16386d0a37e77b77	\\x3a95c2c81583bd9a3c94d2d1e5c5a66f	\\x776f2c605f29830c7e652b8bfcdbd1e9c077f5472b954fbc64ee86cceb6d1e5a	{"ring": "visit", "asked": 1, "issuer": "visit", "opened": 1, "template": "verification"}
5	2026-11-21 03:00:13.109399+00	mail	vault.OpenContacts	event	f79f403e-a49a-44cd-966f-f7ff1ffcacf7			94096e0ee1ec7f101d2c40f50d80b74b	\\x421263ddffd3eeb317fc2bbac030a5d3	\\xddb47256801ff5eff05ccd8fa7c9ce78ce7b396e930ff53b9e1e278493483e03	{"ring": "visit", "asked": 1, "issuer": "visit", "opened": 1, "template": "verification"}
6	2026-11-21 03:00:13.353705+00	mail	vault.OpenContacts	event	e9e544e4-6b61-4ded-867f-d8ed4e6a781a			bc4f2c8ef06d7c210c003b7692cff117	\\x3c574a4bc46a282996106089522afffa	\\x5b804893aa6136d50f61fafc74d11f43c5be59eb91b514bfa9ddb27d7e67f9fc	{"ring": "visit", "asked": 1, "issuer": "visit", "opened": 1, "template": "verification"}
7	2026-11-21 04:00:13.618492+00	mail	vault.OpenContacts	event	285b2686-c33f-46fd-80a6-5d3e0322f34d			6bffaf2d95610dd6b2d85967f95aa717	\\x0750687fd5eee45512e5f9ae53a1a75d	\\xf98cd6f65623a62533bcc0ae5a0daa8d5062c7fb623faa4f7fdc5b1f978dc6f4	{"ring": "visit", "asked": 1, "issuer": "visit", "opened": 1, "template": "verification"}
8	2026-11-21 04:10:14.428644+00	exposure	vault.MatchContacts	event	0b4f5444-a694-4cfa-8a5d-ac92bd93564c			e45496963e4984bb3839e57151fffb57	\\xc1798452da366298a0189630f53fbe89	\\x1a70864725fe6d4b95cd970810be02b3543278349ce8e2940366c72a7ab2db05	{"contacts": 1}
9	2026-11-21 04:10:14.462217+00	exposure	vault.MatchContacts	event	0b4f5444-a694-4cfa-8a5d-ac92bd93564c			e45496963e4984bb3839e57151fffb57	\\x40be68a7a1289ea6966e1e53075bb1c6	\\x61334a92a30fbe895d0dffe784b11c33577ddb44811fe153bcf788efd2306c5f	{"contacts": 3}
10	2026-11-21 04:10:14.493216+00	mail	vault.OpenContacts	event	0b4f5444-a694-4cfa-8a5d-ac92bd93564c			13f4f775b4e5c2389e8a0936414293a7	\\x6a07e070ab226cdf9172419ee5cfc721	\\xe32cbb7359cc3fb0c5ca516539dc09cd3ef05329f69c5291e465e1ad2c412381	{"ring": "visit", "asked": 1, "issuer": "exposure", "opened": 1, "template": "alert-caution"}
11	2026-11-21 04:10:14.811507+00	exposure	vault.MatchContacts	event	49e8a82a-3b1f-4389-b771-5cbf974ccdf3			89195c41eab282c1b34838afab7fd583	\\x256ffee4d6beeef73f9a0523e37be4c8	\\x0cc1fd6a0d96c82b10e246158ca2fa17fb2b533cd2628694b45389ec8f7f6109	{"contacts": 2}
12	2026-11-21 04:10:14.824643+00	mail	vault.OpenContacts	event	49e8a82a-3b1f-4389-b771-5cbf974ccdf3			b1d695d1319d6aae193282bb2562a119	\\x82acafc1f12eed43cb3dcef7d5231f24	\\x9abc5263c625229ff3d01a6895016b74d05a2cf68cb42851247366970ff78f91	{"ring": "visit", "asked": 1, "issuer": "exposure", "opened": 1, "template": "alert-caution"}
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: event_keys; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.event_keys (event_id, first_used_at, ended_at) FROM stdin;
0b4f5444-a694-4cfa-8a5d-ac92bd93564c	2026-11-21 04:10:14.428644+00	\N
49e8a82a-3b1f-4389-b771-5cbf974ccdf3	2026-11-21 04:10:14.811507+00	\N
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
vault.retention	1	-infinity	{"zone": "Asia/Tokyo", "event_days": 60, "pseudonym_days": 28, "seal_visit_days": 28, "seal_patient_days": 180, "seal_operator_days": 730}	mimamori	mimamori
vault.permits	1	-infinity	{"rules": [{"ring": "visit", "issuer": "exposure", "templates": ["alert-caution", "alert-cluster"]}, {"ring": "visit", "issuer": "visit", "templates": ["verification"]}, {"ring": "operator", "issuer": "venue", "templates": ["venue-registration"]}], "longest_days": 31}	mimamori	mimamori
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.positions (source, sequence) FROM stdin;
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: vault_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:09.603876+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:09.60772+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:09.609988+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:09.611627+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:09.614358+00
vault	1	0001_create_event_keys.sql	748402fc13e0ea0c1a91923653b0fa72a6d185c2e2fe0a4276e5346cb8213586	2026-11-21 19:54:09.621087+00
vault	2	0002_ship_policies.sql	3b8774830d76bca886c5e9f41e4eaa924e3c22dcaf3b48e248268477c6b351b1	2026-11-21 19:54:09.62168+00
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: vault_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 12, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: vault_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 1, false);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: event_keys event_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.event_keys
    ADD CONSTRAINT event_keys_pkey PRIMARY KEY (event_id);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: vault_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: vault_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: vault_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: vault_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: vault_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: vault_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO vault;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO vault;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO vault;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO vault;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO vault;


--
-- Name: TABLE event_keys; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT SELECT,INSERT ON TABLE public.event_keys TO vault;


--
-- Name: COLUMN event_keys.ended_at; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT UPDATE(ended_at) ON TABLE public.event_keys TO vault;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO vault;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO vault;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: vault_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO vault;


--
-- PostgreSQL database dump complete
--


