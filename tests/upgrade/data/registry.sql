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
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: registry_owner
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO registry_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: registry_owner
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


ALTER TABLE public.audit_entries OWNER TO registry_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: registry_owner
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
-- Name: case_numbers; Type: TABLE; Schema: public; Owner: registry_owner
--

CREATE TABLE public.case_numbers (
    area_code text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL
);


ALTER TABLE public.case_numbers OWNER TO registry_owner;

--
-- Name: cases; Type: TABLE; Schema: public; Owner: registry_owner
--

CREATE TABLE public.cases (
    id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    area_code text NOT NULL,
    onset_date date,
    sampling_date date,
    report_date date NOT NULL,
    sealed_contact bytea,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    request_id uuid NOT NULL,
    CONSTRAINT cases_area_code_check CHECK ((area_code ~ '^[0-9]{6}$'::text)),
    CONSTRAINT cases_kind_check CHECK ((kind = ANY (ARRAY['CONFIRMED'::text, 'PROBABLE'::text, 'CONTACT'::text])))
);


ALTER TABLE public.cases OWNER TO registry_owner;

--
-- Name: changes; Type: TABLE; Schema: public; Owner: registry_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO registry_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: registry_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO registry_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: registry_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO registry_owner;

--
-- Name: policies; Type: TABLE; Schema: public; Owner: registry_owner
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


ALTER TABLE public.policies OWNER TO registry_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: registry_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO registry_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: registry_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO registry_owner;

--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 04:10:14.32761+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	registry.CreateCase	case	95dd0582-e562-4d3b-8bae-fc137cbf48d0	271004		87e3236527bc22ea0d891e34c8a72e01	\\x14cea29e6a148fe90cb70d629c2e4655	\\x6f2a1df662c3ec0727462491d247cfeb158968f1dcfe1d70143789b48112b6fe	{}
2	2026-11-21 04:10:14.398154+00	exposure	registry.GetCaseForExposure	case	95dd0582-e562-4d3b-8bae-fc137cbf48d0	271004		55ce6597c52670ba9fc978bce6eeb85d	\\x9305d1b0af2ecb04e8eee05a9b725fef	\\x44c1e0f1855c87ee4ab6e1981082029c8a6f7d26735d0815e895ff2b25c83c05	{"event_id": "0b4f5444-a694-4cfa-8a5d-ac92bd93564c", "officer_id": "f57ed44d-392f-4178-a3ed-5ad9cb292407"}
3	2026-11-21 04:10:14.421483+00	exposure	registry.GetCaseForExposure	case	95dd0582-e562-4d3b-8bae-fc137cbf48d0	271004		e45496963e4984bb3839e57151fffb57	\\x8eac95cd4c34773029613822e95402f7	\\x3f2f8cc9c2a8608ad76bf2f852c7a6b17afb2cffa63f77ebe2d2773725c5120a	{"event_id": "0b4f5444-a694-4cfa-8a5d-ac92bd93564c", "officer_id": "c28abdb6-6f9d-44a8-aa2b-2557e549701d"}
4	2026-11-21 04:10:14.710793+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	registry.CreateCase	case	8ee2e9a6-35de-4950-ab22-f4f21b6ad7bd	271004		acf51269876bb7fd8ae3e4259fafd88f	\\x7b177ae9415213fc4314618737206f7b	\\x965eb5682a7acc7a946cbfd83fab8018d6d3a35d8e3b46ef32f0683036becdb6	{}
5	2026-11-21 04:10:14.720236+00	exposure	registry.GetCaseForExposure	case	8ee2e9a6-35de-4950-ab22-f4f21b6ad7bd	271004		cce14587a417e2200c3c2dd7082ced67	\\xdb3486a6134f77e90ec409e239a9f02b	\\xf400c1d047161813bd2034dcd912b823f9b0e15ba72b3d2f4de9d2a4b253d8c8	{"event_id": "b0d810c7-8db4-4dc7-8792-2cac0e9cdcbf", "officer_id": "f57ed44d-392f-4178-a3ed-5ad9cb292407"}
6	2026-11-21 04:10:14.790493+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	registry.CreateCase	case	519a2f0d-e922-4791-9726-a9f36b6e3c47	271004		e8ecc72b40c36a71d2ce4e696c5ec541	\\x504b11b3460c6364aea9f570754fb368	\\x069cd97c78963b7c3c3ebcddd25c654d1b4b83d0c55963a901cd5186ed42e0fb	{}
7	2026-11-21 04:10:14.799397+00	exposure	registry.GetCaseForExposure	case	519a2f0d-e922-4791-9726-a9f36b6e3c47	271004		5abac8e8ac597d56a899a6ae8b9b1d43	\\xa12b5d8dca9d378d3e11790e58c0e6bf	\\x8e5b3b8f40c0b1978fec8cc3ce910888e10a9c0002fbbe972870056cd1c2ff3a	{"event_id": "49e8a82a-3b1f-4389-b771-5cbf974ccdf3", "officer_id": "f57ed44d-392f-4178-a3ed-5ad9cb292407"}
8	2026-11-21 04:10:14.806096+00	exposure	registry.GetCaseForExposure	case	519a2f0d-e922-4791-9726-a9f36b6e3c47	271004		89195c41eab282c1b34838afab7fd583	\\xb7c2703d6dc775d431b6dad69bf0a7f2	\\x146b9c2a822f9b4ddfe02ec1a2356e4f7393ee6f5d955523637e291b38432eba	{"event_id": "49e8a82a-3b1f-4389-b771-5cbf974ccdf3", "officer_id": "c28abdb6-6f9d-44a8-aa2b-2557e549701d"}
\.


--
-- Data for Name: case_numbers; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.case_numbers (area_code, year, last) FROM stdin;
271004	2026	3
\.


--
-- Data for Name: cases; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.cases (id, number, kind, area_code, onset_date, sampling_date, report_date, sealed_contact, created_at, created_by, request_id) FROM stdin;
95dd0582-e562-4d3b-8bae-fc137cbf48d0	271004-2026-000001	CONFIRMED	271004	\N	\N	2026-11-21	\\x010f70617469656e742f323032362d313173cf0b96379097d1af6230c5ca4ba0384221ab241de8ece3a2719da0eb9c3c3500000000000000000fb20da1d47a7a0e3b8a6a3286f08d9bf03bfd6ecad5e5a9e536c787cb948b5189f8e0d615e5dd6ee856472152c598c614076bb45dad84945f4d0de3b27b93a9425d0e8591aae715c07c42840eb3dad816138d17d2eca1a5e9b8ef895a46a6499b1eb80323c3b41d2b3e97e0b275498721f0e7d790e4fe91f3009fa45cf65c29f05df34db4d1f0e7fdabc4cfa7acfd84	2026-11-21 04:10:14.32761+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	229bc461-2235-4609-be19-f22e6971274c
8ee2e9a6-35de-4950-ab22-f4f21b6ad7bd	271004-2026-000002	CONFIRMED	271004	\N	\N	2026-11-21	\N	2026-11-21 04:10:14.710793+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	5f6f80c2-9bd4-479c-a3cf-a0ae3bb8221c
519a2f0d-e922-4791-9726-a9f36b6e3c47	271004-2026-000003	CONFIRMED	271004	\N	\N	2026-11-21	\N	2026-11-21 04:10:14.790493+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	e9b78f75-4d8a-4d42-9f88-4e993ef2bbc3
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
1	case	95dd0582-e562-4d3b-8bae-fc137cbf48d0	\\x0a2439356464303538322d653536322d346433622d386261652d66633133376362663438643012123237313030342d323032362d303030303031180122063237313030343a0a323032362d31312d323140014a0c08a6b384d80610ece09b9c01	2026-11-21 04:10:14.32761+00
2	case	8ee2e9a6-35de-4950-ab22-f4f21b6ad7bd	\\x0a2438656532653961362d333564652d343935302d616232322d66346632316236616437626412123237313030342d323032362d303030303032180122063237313030343a0a323032362d31312d32314a0c08a6b384d80610e7b2f7d202	2026-11-21 04:10:14.710793+00
3	case	519a2f0d-e922-4791-9726-a9f36b6e3c47	\\x0a2435313961326630642d653932322d343739312d393732362d61396633366236653363343712123237313030342d323032362d303030303033180122063237313030343a0a323032362d31312d32314a0c08a6b384d80610fdf5f7f802	2026-11-21 04:10:14.790493+00
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
registry.retention	1	-infinity	{"case_days": 1826, "contact_days": 180}	mimamori	mimamori
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.positions (source, sequence) FROM stdin;
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: registry_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:11.267383+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:11.2718+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:11.274053+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:11.275663+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:11.278302+00
registry	1	0001_create_cases.sql	77e2ad564ac96c676c2c2bbee6ad266cd68f99c5aa91645f68ca788e96ed7ada	2026-11-21 19:54:11.283486+00
registry	2	0002_forget_cases.sql	d6eecfd1da9eb7514fd0b94d3377a5b0852f98881428b7629d62eb3e9518f3fa	2026-11-21 19:54:11.284526+00
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: registry_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 8, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: registry_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 3, true);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: case_numbers case_numbers_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.case_numbers
    ADD CONSTRAINT case_numbers_pkey PRIMARY KEY (area_code, year);


--
-- Name: cases cases_number_key; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_number_key UNIQUE (number);


--
-- Name: cases cases_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);


--
-- Name: cases cases_request_key; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_request_key UNIQUE (created_by, request_id);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: registry_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: cases_by_area; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX cases_by_area ON public.cases USING btree (area_code, created_at DESC, id DESC);


--
-- Name: cases_newest_first; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX cases_newest_first ON public.cases USING btree (created_at DESC, id DESC);


--
-- Name: cases_with_contact; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX cases_with_contact ON public.cases USING btree (created_at) WHERE (sealed_contact IS NOT NULL);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: registry_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: registry_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO registry;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO registry;


--
-- Name: TABLE case_numbers; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.case_numbers TO registry;


--
-- Name: TABLE cases; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.cases TO registry;


--
-- Name: COLUMN cases.sealed_contact; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT UPDATE(sealed_contact) ON TABLE public.cases TO registry;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO registry;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO registry;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO registry;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO registry;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO registry;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: registry_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO registry;


--
-- PostgreSQL database dump complete
--


