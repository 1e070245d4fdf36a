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
-- Name: create_stay_day(date); Type: FUNCTION; Schema: public; Owner: visit_owner
--

CREATE FUNCTION public.create_stay_day(day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('stay_day'));
  IF to_regclass(format('stays_%s', to_char(day, 'YYYYMMDD'))) IS NULL THEN
    EXECUTE format('CREATE TABLE %I PARTITION OF stays FOR VALUES IN (%L)', 'stays_' || to_char(day, 'YYYYMMDD'), day);
  END IF;
END $$;


ALTER FUNCTION public.create_stay_day(day date) OWNER TO visit_owner;

--
-- Name: drop_stay_days_before(date); Type: FUNCTION; Schema: public; Owner: visit_owner
--

CREATE FUNCTION public.drop_stay_days_before(first_kept date) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
  part record;
  dropped integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('stay_day'));
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'stays'::regclass AND c.relname < 'stays_' || to_char(first_kept, 'YYYYMMDD')
  LOOP
    EXECUTE format('DROP TABLE %I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;


ALTER FUNCTION public.drop_stay_days_before(first_kept date) OWNER TO visit_owner;

--
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: visit_owner
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO visit_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: visit_owner
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


ALTER TABLE public.audit_entries OWNER TO visit_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: visit_owner
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
-- Name: changes; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO visit_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO visit_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: visit_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO visit_owner;

--
-- Name: policies; Type: TABLE; Schema: public; Owner: visit_owner
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


ALTER TABLE public.policies OWNER TO visit_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO visit_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO visit_owner;

--
-- Name: stay_ids; Type: SEQUENCE; Schema: public; Owner: visit_owner
--

CREATE SEQUENCE public.stay_ids
    START WITH 1
    INCREMENT BY 10000
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.stay_ids OWNER TO visit_owner;

--
-- Name: stays; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.stays (
    service_day date NOT NULL,
    stay_id bigint NOT NULL,
    request_id uuid NOT NULL,
    venue_id bigint NOT NULL,
    space integer NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    matched_until timestamp with time zone NOT NULL,
    ending smallint NOT NULL,
    verified boolean NOT NULL,
    marks smallint NOT NULL,
    pseudonym bytea NOT NULL,
    browser_tag bytea NOT NULL,
    sealed_contact bytea NOT NULL,
    CONSTRAINT stays_browser_tag_check CHECK ((octet_length(browser_tag) = 16)),
    CONSTRAINT stays_check CHECK ((matched_until >= arrived_at)),
    CONSTRAINT stays_pseudonym_check CHECK ((octet_length(pseudonym) = 16))
)
PARTITION BY LIST (service_day);


ALTER TABLE public.stays OWNER TO visit_owner;

--
-- Name: stays_20261120; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.stays_20261120 (
    service_day date NOT NULL,
    stay_id bigint NOT NULL,
    request_id uuid NOT NULL,
    venue_id bigint NOT NULL,
    space integer NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    matched_until timestamp with time zone NOT NULL,
    ending smallint NOT NULL,
    verified boolean NOT NULL,
    marks smallint NOT NULL,
    pseudonym bytea NOT NULL,
    browser_tag bytea NOT NULL,
    sealed_contact bytea NOT NULL,
    CONSTRAINT stays_browser_tag_check CHECK ((octet_length(browser_tag) = 16)),
    CONSTRAINT stays_check CHECK ((matched_until >= arrived_at)),
    CONSTRAINT stays_pseudonym_check CHECK ((octet_length(pseudonym) = 16))
);


ALTER TABLE public.stays_20261120 OWNER TO visit_owner;

--
-- Name: stays_20261121; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.stays_20261121 (
    service_day date NOT NULL,
    stay_id bigint NOT NULL,
    request_id uuid NOT NULL,
    venue_id bigint NOT NULL,
    space integer NOT NULL,
    arrived_at timestamp with time zone NOT NULL,
    matched_until timestamp with time zone NOT NULL,
    ending smallint NOT NULL,
    verified boolean NOT NULL,
    marks smallint NOT NULL,
    pseudonym bytea NOT NULL,
    browser_tag bytea NOT NULL,
    sealed_contact bytea NOT NULL,
    CONSTRAINT stays_browser_tag_check CHECK ((octet_length(browser_tag) = 16)),
    CONSTRAINT stays_check CHECK ((matched_until >= arrived_at)),
    CONSTRAINT stays_pseudonym_check CHECK ((octet_length(pseudonym) = 16))
);


ALTER TABLE public.stays_20261121 OWNER TO visit_owner;

--
-- Name: venues; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.venues (
    venue_id bigint NOT NULL,
    display_name text NOT NULL,
    address text NOT NULL,
    time_zone text NOT NULL,
    typical_stay_minutes integer NOT NULL,
    code_epoch integer NOT NULL,
    deleted boolean NOT NULL,
    opening_hours smallint[] DEFAULT '{}'::smallint[] NOT NULL,
    CONSTRAINT venues_opening_hours_check CHECK (((cardinality(opening_hours) % 3) = 0))
);


ALTER TABLE public.venues OWNER TO visit_owner;

--
-- Name: verifications; Type: TABLE; Schema: public; Owner: visit_owner
--

CREATE TABLE public.verifications (
    service_day date NOT NULL,
    browser_tag bytea NOT NULL,
    verification_id uuid NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    sealed_contact bytea,
    quota_key bytea NOT NULL,
    domain_quota_key bytea NOT NULL,
    queued_at timestamp with time zone,
    failure text,
    confirmed_at timestamp with time zone,
    CONSTRAINT verifications_browser_tag_check CHECK ((octet_length(browser_tag) = 16))
);


ALTER TABLE public.verifications OWNER TO visit_owner;

--
-- Name: stays_20261120; Type: TABLE ATTACH; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.stays ATTACH PARTITION public.stays_20261120 FOR VALUES IN ('2026-11-20');


--
-- Name: stays_20261121; Type: TABLE ATTACH; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.stays ATTACH PARTITION public.stays_20261121 FOR VALUES IN ('2026-11-21');


--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 04:10:14.449493+00	exposure	visit.FindOverlaps	venue	20BJF6D8		approve	e45496963e4984bb3839e57151fffb57	\\x730d95de201e573ce6c40dd3ddbe81aa	\\x2334dfe5bcfe76daece170bd4d033bd148f011359c3dce0ac146aad772b3b0f5	{"to": 1795230612, "from": 1795229952, "event_id": "0b4f5444-a694-4cfa-8a5d-ac92bd93564c", "officer_id": "c28abdb6-6f9d-44a8-aa2b-2557e549701d"}
2	2026-11-21 04:10:14.808628+00	exposure	visit.FindOverlaps	venue	20BJF6D8		approve	89195c41eab282c1b34838afab7fd583	\\xd1d1b3541b3eb07dbf8e870d7f3815a9	\\xe1238ce86bcd0f38e88c262b25a9138bab3dcbc7ede0fac1bfc22ed17f4b0857	{"to": 1795233912, "from": 1795233612, "event_id": "49e8a82a-3b1f-4389-b771-5cbf974ccdf3", "officer_id": "c28abdb6-6f9d-44a8-aa2b-2557e549701d"}
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
visit.stays	1	-infinity	{"offline_minutes": 1440, "clock_skew_seconds": 120, "longest_stay_minutes": 1425, "service_day_starts_hour": 5}	mimamori	mimamori
visit.retention	1	-infinity	{"days": 28}	mimamori	mimamori
visit.opening_hours	1	-infinity	{"late_minutes": 30, "early_minutes": 30}	mimamori	mimamori
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.positions (source, sequence) FROM stdin;
venue/opening_hours	1
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:11.689613+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:11.693437+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:11.695868+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:11.697239+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:11.699945+00
visit	1	0001_create_stays.sql	14f3223808d632c527ccd64af45bfa62cc419b1f245e0384342aa4cf0d1ea6ce	2026-11-21 19:54:11.702784+00
visit	2	0002_create_verifications.sql	7b3a4c70e80b4dacf6b027c7d2321a6a39a7dd5f8d519c45174baa35639ba300	2026-11-21 19:54:11.70501+00
visit	3	0003_create_venues.sql	afc1b28fd42fd53587f14cf47ba4ebc4c8f15d4f34132398c337c8d2c5f0a505	2026-11-21 19:54:11.706464+00
visit	4	0004_ship_policies.sql	10f09f185d7178b31c550c1b7c33b5320daa7bb95c51c96e3fd7fae8e626c467	2026-11-21 19:54:11.706865+00
visit	5	0005_add_opening_hours.sql	f9fe9a19b5bf005e16f21e692fc28039aec444ee4a86b22abd46ba7ab65a8b64	2026-11-21 19:54:11.707525+00
\.


--
-- Data for Name: stays_20261120; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.stays_20261120 (service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified, marks, pseudonym, browser_tag, sealed_contact) FROM stdin;
\.


--
-- Data for Name: stays_20261121; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.stays_20261121 (service_day, stay_id, request_id, venue_id, space, arrived_at, matched_until, ending, verified, marks, pseudonym, browser_tag, sealed_contact) FROM stdin;
2026-11-21	3	01a1fc0c-179c-7273-ab8c-6bbbf9eb1364	69107947944	0	2026-11-21 03:00:00+00	2026-11-21 04:30:00+00	0	f	0	\\xc9f81a8e8d182cc185e3746cb0dd1f84	\\x4f7a59794ac44093a3dfae1ae29f380c	\\x011076697369742f323032362d31312d3231c1207aaaba2a7fbb466989f3c898ebc20893be0aed239f6bf7846a8b21a289390000000000000002b6e9eba719da6a47f58807ee1360115be41c6d68d9c32b84f3a0fdbedf838440d5a99ddd1caaf39bcb559d9a919210b0fbc83a974528e8521de0bd180f94bb08d9d9c7e17772591ba7558ab861d16337216bda4a6703e755530bf6fc659994e49ca99dcb141296379f619414bab2766d30207f464b0cb275b1b4c367c5766eeffbc5cf1cf3545fd685de817131abf634
2026-11-21	1	01a1fc0c-1593-780e-8e12-4bc9a15aec6b	69107947944	0	2026-11-21 03:00:00+00	2026-11-21 03:30:00+00	1	t	0	\\x9efa3f4cbc4f4cbac3e5661816088c68	\\xb3e288420ff31b4619899b233f19e1ea	\\x011076697369742f323032362d31312d3231c1207aaaba2a7fbb466989f3c898ebc20893be0aed239f6bf7846a8b21a2893900000000000000002922edc27146543b1af0b25d362746e0e03e7e17fb69aa2451fb950d739e91a38382423062b8a70fd2b3a7548de0ae66cf504437676b7e067d67d53807b59be6102e143535849fa5094eec1cde51290c3ee609c5cd9ff7d220dc22589ed412ae4556d6ec5f726cde7d28e21bae1e4501bdcbbcf3660224af90bbd1ba5b422f1636d0fb35988b4b93e825079445e5c2cd
2026-11-21	2	01a1fc0c-16a6-7b9c-8024-6f0902e1d2a7	69107947944	0	2026-11-21 03:00:00+00	2026-11-21 03:30:00+00	1	t	0	\\xf6128db43e9aae7b95e174063ac360d2	\\x438d9a3aeeb92344673d1872ed0f7d35	\\x011076697369742f323032362d31312d3231c1207aaaba2a7fbb466989f3c898ebc20893be0aed239f6bf7846a8b21a28939000000000000000162e8873e896fdd18688e2d5d7e5cf4fbd05f38b14e189b12fc7342813a877adf3874452115153a740620ef59673ed928fdfce90b5fb568daf10fc489917db467f1663da8b6007ad5b98729e09c7a505ed0c07cdc130d221ecb8add6cc05082c59793f8acecb6c65b0313618e3d36edf46fd8e6e163af0fc4596fab6288e1083ded258f5d0f27d281bac226dcd7c81c97
2026-11-21	4	01a1fc43-0722-7548-b38c-f427b89b9684	69107947944	0	2026-11-21 04:00:00+00	2026-11-21 05:30:00+00	0	t	0	\\xaac4039c00e5463347a28a08dc051559	\\xbc7d0260bddcac92980424a1198a7a9c	\\x011076697369742f323032362d31312d32312a5a83847da885b3ecb7f223993dc006b9e453766449e0c6c98e87ce18d9810e0000000000000000203cdb4e0ee971f7fda1cd776bb54fe33d408cf7a95b8d6472708e04d9990df276d3877bde78906c4fa27fe8bae8380d7b4b55ef965dafc3462753f3b550e1af672bf0427d2f09905358c42e43a281ba2144f2b16f79250c2230b6b5ff6d25d3c586f0c0ad2fa57b2a3f3d7c15ba3c0a36263240bae01109bcb755ec12751e5654148bd417cc0bbf964a19664ddfbf79
\.


--
-- Data for Name: venues; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.venues (venue_id, display_name, address, time_zone, typical_stay_minutes, code_epoch, deleted, opening_hours) FROM stdin;
69107947944	喫茶すずめ 中之島店	大阪府大阪市北区中之島 見本1-1	Asia/Tokyo	90	1	f	{}
\.


--
-- Data for Name: verifications; Type: TABLE DATA; Schema: public; Owner: visit_owner
--

COPY public.verifications (service_day, browser_tag, verification_id, requested_at, sealed_contact, quota_key, domain_quota_key, queued_at, failure, confirmed_at) FROM stdin;
2026-11-21	\\xb3e288420ff31b4619899b233f19e1ea	87e6c311-b789-427c-b4b8-6545233a61ff	2026-11-21 03:00:12.830327+00	\N	\\xd63a6500f29f8c71747cea6147a9bec9	\\x50550477513f2e20994ac3ac47422823	2026-11-21 03:00:12.834456+00	\N	2026-11-21 03:00:13.087393+00
2026-11-21	\\x438d9a3aeeb92344673d1872ed0f7d35	f79f403e-a49a-44cd-966f-f7ff1ffcacf7	2026-11-21 03:00:13.098336+00	\N	\\xa5dc4959a88ae7776084480be3f80744	\\x50550477513f2e20994ac3ac47422823	2026-11-21 03:00:13.099821+00	\N	2026-11-21 03:00:13.331051+00
2026-11-21	\\x4f7a59794ac44093a3dfae1ae29f380c	e9e544e4-6b61-4ded-867f-d8ed4e6a781a	2026-11-21 03:00:13.344013+00	\N	\\xe7ea0e0f220f7049e3e22f58d3ec5949	\\x50550477513f2e20994ac3ac47422823	2026-11-21 03:00:13.345769+00	\N	\N
2026-11-21	\\xbc7d0260bddcac92980424a1198a7a9c	285b2686-c33f-46fd-80a6-5d3e0322f34d	2026-11-21 04:00:13.606092+00	\N	\\xb263f96275e2eb5b5d81d0c0fd147af7	\\x50550477513f2e20994ac3ac47422823	2026-11-21 04:00:13.6079+00	\N	2026-11-21 04:00:13.840996+00
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: visit_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 2, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: visit_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 1, false);


--
-- Name: stay_ids; Type: SEQUENCE SET; Schema: public; Owner: visit_owner
--

SELECT pg_catalog.setval('public.stay_ids', 1, true);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: stays stays_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.stays
    ADD CONSTRAINT stays_pkey PRIMARY KEY (service_day, stay_id);


--
-- Name: stays_20261120 stays_20261120_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.stays_20261120
    ADD CONSTRAINT stays_20261120_pkey PRIMARY KEY (service_day, stay_id);


--
-- Name: stays_20261121 stays_20261121_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.stays_20261121
    ADD CONSTRAINT stays_20261121_pkey PRIMARY KEY (service_day, stay_id);


--
-- Name: venues venues_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.venues
    ADD CONSTRAINT venues_pkey PRIMARY KEY (venue_id);


--
-- Name: verifications verifications_pkey; Type: CONSTRAINT; Schema: public; Owner: visit_owner
--

ALTER TABLE ONLY public.verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (service_day, browser_tag);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: stays_unverified; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX stays_unverified ON ONLY public.stays USING btree (service_day, browser_tag) WHERE (NOT verified);


--
-- Name: stays_20261120_service_day_browser_tag_idx; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX stays_20261120_service_day_browser_tag_idx ON public.stays_20261120 USING btree (service_day, browser_tag) WHERE (NOT verified);


--
-- Name: stays_request; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE UNIQUE INDEX stays_request ON ONLY public.stays USING btree (service_day, request_id);


--
-- Name: stays_20261120_service_day_request_id_idx; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE UNIQUE INDEX stays_20261120_service_day_request_id_idx ON public.stays_20261120 USING btree (service_day, request_id);


--
-- Name: stays_overlap; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX stays_overlap ON ONLY public.stays USING btree (venue_id, arrived_at) INCLUDE (matched_until, pseudonym);


--
-- Name: stays_20261120_venue_id_arrived_at_matched_until_pseudonym_idx; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX stays_20261120_venue_id_arrived_at_matched_until_pseudonym_idx ON public.stays_20261120 USING btree (venue_id, arrived_at) INCLUDE (matched_until, pseudonym);


--
-- Name: stays_20261121_service_day_browser_tag_idx; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX stays_20261121_service_day_browser_tag_idx ON public.stays_20261121 USING btree (service_day, browser_tag) WHERE (NOT verified);


--
-- Name: stays_20261121_service_day_request_id_idx; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE UNIQUE INDEX stays_20261121_service_day_request_id_idx ON public.stays_20261121 USING btree (service_day, request_id);


--
-- Name: stays_20261121_venue_id_arrived_at_matched_until_pseudonym_idx; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX stays_20261121_venue_id_arrived_at_matched_until_pseudonym_idx ON public.stays_20261121 USING btree (venue_id, arrived_at) INCLUDE (matched_until, pseudonym);


--
-- Name: verifications_pending; Type: INDEX; Schema: public; Owner: visit_owner
--

CREATE INDEX verifications_pending ON public.verifications USING btree (requested_at) WHERE ((queued_at IS NULL) AND (failure IS NULL));


--
-- Name: stays_20261120_pkey; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_pkey ATTACH PARTITION public.stays_20261120_pkey;


--
-- Name: stays_20261120_service_day_browser_tag_idx; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_unverified ATTACH PARTITION public.stays_20261120_service_day_browser_tag_idx;


--
-- Name: stays_20261120_service_day_request_id_idx; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_request ATTACH PARTITION public.stays_20261120_service_day_request_id_idx;


--
-- Name: stays_20261120_venue_id_arrived_at_matched_until_pseudonym_idx; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_overlap ATTACH PARTITION public.stays_20261120_venue_id_arrived_at_matched_until_pseudonym_idx;


--
-- Name: stays_20261121_pkey; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_pkey ATTACH PARTITION public.stays_20261121_pkey;


--
-- Name: stays_20261121_service_day_browser_tag_idx; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_unverified ATTACH PARTITION public.stays_20261121_service_day_browser_tag_idx;


--
-- Name: stays_20261121_service_day_request_id_idx; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_request ATTACH PARTITION public.stays_20261121_service_day_request_id_idx;


--
-- Name: stays_20261121_venue_id_arrived_at_matched_until_pseudonym_idx; Type: INDEX ATTACH; Schema: public; Owner: visit_owner
--

ALTER INDEX public.stays_overlap ATTACH PARTITION public.stays_20261121_venue_id_arrived_at_matched_until_pseudonym_idx;


--
-- Name: FUNCTION create_stay_day(day date); Type: ACL; Schema: public; Owner: visit_owner
--

REVOKE ALL ON FUNCTION public.create_stay_day(day date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.create_stay_day(day date) TO visit;


--
-- Name: FUNCTION drop_stay_days_before(first_kept date); Type: ACL; Schema: public; Owner: visit_owner
--

REVOKE ALL ON FUNCTION public.drop_stay_days_before(first_kept date) FROM PUBLIC;
GRANT ALL ON FUNCTION public.drop_stay_days_before(first_kept date) TO visit;


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: visit_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO visit;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO visit;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO visit;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO visit;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO visit;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO visit;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO visit;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO visit;


--
-- Name: SEQUENCE stay_ids; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT USAGE ON SEQUENCE public.stay_ids TO visit;


--
-- Name: TABLE stays; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.stays TO visit;


--
-- Name: TABLE venues; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.venues TO visit;


--
-- Name: TABLE verifications; Type: ACL; Schema: public; Owner: visit_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.verifications TO visit;


--
-- PostgreSQL database dump complete
--


