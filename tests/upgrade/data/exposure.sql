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
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: exposure_owner
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO exposure_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: exposure_owner
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


ALTER TABLE public.audit_entries OWNER TO exposure_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: exposure_owner
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
-- Name: changes; Type: TABLE; Schema: public; Owner: exposure_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO exposure_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: exposure_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO exposure_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: exposure_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO exposure_owner;

--
-- Name: exposures; Type: TABLE; Schema: public; Owner: exposure_owner
--

CREATE TABLE public.exposures (
    exposure_id uuid NOT NULL,
    number bigint NOT NULL,
    case_id uuid NOT NULL,
    venue_id bigint NOT NULL,
    venue_name text NOT NULL,
    time_zone text NOT NULL,
    area_code text NOT NULL,
    start_time timestamp with time zone NOT NULL,
    end_time timestamp with time zone NOT NULL,
    level smallint NOT NULL,
    state smallint NOT NULL,
    proposed_by text NOT NULL,
    request_id uuid NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    approved_by text,
    approved_at timestamp with time zone,
    gathered_at timestamp with time zone,
    recipients integer DEFAULT 0 NOT NULL,
    ended_at timestamp with time zone,
    version integer DEFAULT 1 NOT NULL,
    CONSTRAINT exposures_check CHECK ((end_time > start_time)),
    CONSTRAINT exposures_check1 CHECK ((approved_by <> proposed_by))
);


ALTER TABLE public.exposures OWNER TO exposure_owner;

--
-- Name: exposures_number_seq; Type: SEQUENCE; Schema: public; Owner: exposure_owner
--

ALTER TABLE public.exposures ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.exposures_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: policies; Type: TABLE; Schema: public; Owner: exposure_owner
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


ALTER TABLE public.policies OWNER TO exposure_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: exposure_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO exposure_owner;

--
-- Name: recipients; Type: TABLE; Schema: public; Owner: exposure_owner
--

CREATE TABLE public.recipients (
    exposure_id uuid NOT NULL,
    contact_mac bytea NOT NULL,
    sealed_contact bytea NOT NULL,
    minutes integer NOT NULL,
    stay_start timestamp with time zone NOT NULL,
    stay_end timestamp with time zone NOT NULL,
    queued_at timestamp with time zone,
    CONSTRAINT recipients_contact_mac_check CHECK ((octet_length(contact_mac) = 16))
);


ALTER TABLE public.recipients OWNER TO exposure_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: exposure_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO exposure_owner;

--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 04:10:14.374103+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	exposure.Declare	exposure	0b4f5444-a694-4cfa-8a5d-ac92bd93564c			55ce6597c52670ba9fc978bce6eeb85d	\\xd6875aae335163fa2cb4cd7ec5e9f8d0	\\x0cee83cdeeced37094dc19df1ec2746bbf1c2687bd2f538da47c9a5a71e4387f	{"level": 1, "case_id": "95dd0582-e562-4d3b-8bae-fc137cbf48d0", "venue_id": "20BJF6D8"}
2	2026-11-21 04:10:14.417593+00	c28abdb6-6f9d-44a8-aa2b-2557e549701d	exposure.Approve	exposure	0b4f5444-a694-4cfa-8a5d-ac92bd93564c		cluster confirmed	e45496963e4984bb3839e57151fffb57	\\xd83797a186f5280dd51e0d5d0aab5b82	\\x738ce28338bd7eb12631936d4a4a5cf0283e694f77ab10a1fd8cdf75266357e9	{"recipients": 1}
3	2026-11-21 04:10:14.716876+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	exposure.Declare	exposure	b0d810c7-8db4-4dc7-8792-2cac0e9cdcbf			cce14587a417e2200c3c2dd7082ced67	\\x5ceb37cc635c410762cb74b25f7517a0	\\x42f52afc5ff0d6874f010b5afb734396760189993d005b571d4eb46c25d9395a	{"level": 2, "case_id": "8ee2e9a6-35de-4950-ab22-f4f21b6ad7bd", "venue_id": "20BJF6D8"}
4	2026-11-21 04:10:14.796243+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	exposure.Declare	exposure	49e8a82a-3b1f-4389-b771-5cbf974ccdf3			5abac8e8ac597d56a899a6ae8b9b1d43	\\xefb6c8f2ec97009d8af909e3ef771ec3	\\x0e2059004286f9511d812b3160863b31e86f59e88f8762f0746968e6111f8ae2	{"level": 1, "case_id": "519a2f0d-e922-4791-9726-a9f36b6e3c47", "venue_id": "20BJF6D8"}
5	2026-11-21 04:10:14.8045+00	c28abdb6-6f9d-44a8-aa2b-2557e549701d	exposure.Approve	exposure	49e8a82a-3b1f-4389-b771-5cbf974ccdf3		cluster confirmed	89195c41eab282c1b34838afab7fd583	\\xf0cf7ee647b0320db88e0bac734bbc9a	\\xf438c7727110450531698973b6d187ce9e27e7466323186346f152b189969c49	{"recipients": 1}
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: exposures; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.exposures (exposure_id, number, case_id, venue_id, venue_name, time_zone, area_code, start_time, end_time, level, state, proposed_by, request_id, proposed_at, approved_by, approved_at, gathered_at, recipients, ended_at, version) FROM stdin;
0b4f5444-a694-4cfa-8a5d-ac92bd93564c	1	95dd0582-e562-4d3b-8bae-fc137cbf48d0	69107947944	喫茶すずめ 中之島店	Asia/Tokyo	271004	2026-11-21 02:59:12.819+00	2026-11-21 03:10:12.819+00	1	3	f57ed44d-392f-4178-a3ed-5ad9cb292407	3e43365f-c2ca-46ba-a296-7e6f0e93e90c	2026-11-21 04:10:14.374103+00	c28abdb6-6f9d-44a8-aa2b-2557e549701d	2026-11-21 04:10:14.417593+00	2026-11-21 04:10:14.417593+00	1	\N	4
b0d810c7-8db4-4dc7-8792-2cac0e9cdcbf	2	8ee2e9a6-35de-4950-ab22-f4f21b6ad7bd	69107947944	喫茶すずめ 中之島店	Asia/Tokyo	271004	2026-11-21 03:01:12.819+00	2026-11-21 03:15:12.819+00	2	1	f57ed44d-392f-4178-a3ed-5ad9cb292407	518c02d8-9f84-401d-8464-293f7fb2ea0f	2026-11-21 04:10:14.716876+00	\N	\N	\N	0	\N	1
49e8a82a-3b1f-4389-b771-5cbf974ccdf3	3	519a2f0d-e922-4791-9726-a9f36b6e3c47	69107947944	喫茶すずめ 中之島店	Asia/Tokyo	271004	2026-11-21 04:00:12.819+00	2026-11-21 04:05:12.819+00	1	3	f57ed44d-392f-4178-a3ed-5ad9cb292407	02600098-4149-4963-8f0b-c1f696106287	2026-11-21 04:10:14.796243+00	c28abdb6-6f9d-44a8-aa2b-2557e549701d	2026-11-21 04:10:14.8045+00	2026-11-21 04:10:14.8045+00	1	\N	4
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
exposure.alerts	1	-infinity	{"oldest_days": 28, "contact_text": "お住まいの地域の保健所 / your local health centre", "tail_minutes": 0, "least_minutes": 1, "margin_minutes": 0, "mail_unverified": false, "least_recipients": 5, "longest_window_minutes": 2880}	mimamori	mimamori
exposure.retention	1	-infinity	{"days": 28}	mimamori	mimamori
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.positions (source, sequence) FROM stdin;
\.


--
-- Data for Name: recipients; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.recipients (exposure_id, contact_mac, sealed_contact, minutes, stay_start, stay_end, queued_at) FROM stdin;
0b4f5444-a694-4cfa-8a5d-ac92bd93564c	\\x57d7b867a46173fc57b13b58efa59d14	\\x011076697369742f323032362d31312d3231c1207aaaba2a7fbb466989f3c898ebc20893be0aed239f6bf7846a8b21a2893900000000000000002922edc27146543b1af0b25d362746e0e03e7e17fb69aa2451fb950d739e91a38382423062b8a70fd2b3a7548de0ae66cf504437676b7e067d67d53807b59be6102e143535849fa5094eec1cde51290c3ee609c5cd9ff7d220dc22589ed412ae4556d6ec5f726cde7d28e21bae1e4501bdcbbcf3660224af90bbd1ba5b422f1636d0fb35988b4b93e825079445e5c2cd	10	2026-11-21 03:00:00+00	2026-11-21 03:30:00+00	2026-11-21 04:10:14.470734+00
49e8a82a-3b1f-4389-b771-5cbf974ccdf3	\\x9eddf1517521abddc1902903ce512d74	\\x011076697369742f323032362d31312d32312a5a83847da885b3ecb7f223993dc006b9e453766449e0c6c98e87ce18d9810e0000000000000000203cdb4e0ee971f7fda1cd776bb54fe33d408cf7a95b8d6472708e04d9990df276d3877bde78906c4fa27fe8bae8380d7b4b55ef965dafc3462753f3b550e1af672bf0427d2f09905358c42e43a281ba2144f2b16f79250c2230b6b5ff6d25d3c586f0c0ad2fa57b2a3f3d7c15ba3c0a36263240bae01109bcb755ec12751e5654148bd417cc0bbf964a19664ddfbf79	5	2026-11-21 04:00:00+00	2026-11-21 05:30:00+00	2026-11-21 04:10:14.818628+00
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: exposure_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:12.317238+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:12.326874+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:12.329946+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:12.332223+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:12.3355+00
exposure	1	0001_create_exposures.sql	dc6e3987c886a674059969d47ae29acb9ac2f1b72a970629feb048ce7c063f64	2026-11-21 19:54:12.351195+00
exposure	2	0002_ship_policies.sql	3da22edab3b9ea4a93e2aa2d8d1e3f22711a648a66e26350aa772be7ca47c6b5	2026-11-21 19:54:12.352241+00
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: exposure_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 5, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: exposure_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 1, false);


--
-- Name: exposures_number_seq; Type: SEQUENCE SET; Schema: public; Owner: exposure_owner
--

SELECT pg_catalog.setval('public.exposures_number_seq', 3, true);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: exposures exposures_number_key; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.exposures
    ADD CONSTRAINT exposures_number_key UNIQUE (number);


--
-- Name: exposures exposures_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.exposures
    ADD CONSTRAINT exposures_pkey PRIMARY KEY (exposure_id);


--
-- Name: exposures exposures_proposed_by_request_id_key; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.exposures
    ADD CONSTRAINT exposures_proposed_by_request_id_key UNIQUE (proposed_by, request_id);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: recipients recipients_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_pkey PRIMARY KEY (exposure_id, contact_mac);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: exposures_area; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX exposures_area ON public.exposures USING btree (area_code, number);


--
-- Name: exposures_dispatching; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX exposures_dispatching ON public.exposures USING btree (number) WHERE ((state = 2) AND (ended_at IS NULL));


--
-- Name: exposures_to_end; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX exposures_to_end ON public.exposures USING btree (COALESCE(approved_at, proposed_at)) WHERE (ended_at IS NULL);


--
-- Name: recipients_waiting; Type: INDEX; Schema: public; Owner: exposure_owner
--

CREATE INDEX recipients_waiting ON public.recipients USING btree (exposure_id) WHERE (queued_at IS NULL);


--
-- Name: recipients recipients_exposure_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: exposure_owner
--

ALTER TABLE ONLY public.recipients
    ADD CONSTRAINT recipients_exposure_id_fkey FOREIGN KEY (exposure_id) REFERENCES public.exposures(exposure_id);


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: exposure_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO exposure;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO exposure;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO exposure;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO exposure;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO exposure;


--
-- Name: TABLE exposures; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.exposures TO exposure;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO exposure;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO exposure;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO exposure;


--
-- Name: TABLE recipients; Type: ACL; Schema: public; Owner: exposure_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recipients TO exposure;


--
-- PostgreSQL database dump complete
--


