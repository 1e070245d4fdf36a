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
-- Name: count_changed_messages(); Type: FUNCTION; Schema: public; Owner: mail_owner
--

CREATE FUNCTION public.count_changed_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE message_groups g
  SET queued = g.queued + n.queued, sent = g.sent + n.sent, deferred = g.deferred + n.deferred,
      failed = g.failed + n.failed, cancelled = g.cancelled + n.cancelled
  FROM (SELECT group_id, sum((a.state = 1)::int - (b.state = 1)::int) AS queued,
               sum((a.state = 2)::int - (b.state = 2)::int) AS sent,
               sum((a.state = 3)::int - (b.state = 3)::int) AS deferred,
               sum((a.state = 4)::int - (b.state = 4)::int) AS failed,
               sum((a.state = 5)::int - (b.state = 5)::int) AS cancelled
        FROM before b JOIN after a USING (id, group_id) WHERE a.state <> b.state GROUP BY group_id) n
  WHERE g.id = n.group_id;
  RETURN NULL;
END $$;


ALTER FUNCTION public.count_changed_messages() OWNER TO mail_owner;

--
-- Name: count_new_messages(); Type: FUNCTION; Schema: public; Owner: mail_owner
--

CREATE FUNCTION public.count_new_messages() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  UPDATE message_groups g
  SET queued = g.queued + n.queued, cancelled = g.cancelled + n.cancelled
  FROM (SELECT group_id, count(*) FILTER (WHERE state = 1) AS queued, count(*) FILTER (WHERE state = 5) AS cancelled
        FROM fresh WHERE group_id IS NOT NULL GROUP BY group_id) n
  WHERE g.id = n.group_id;
  RETURN NULL;
END $$;


ALTER FUNCTION public.count_new_messages() OWNER TO mail_owner;

--
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: mail_owner
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO mail_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: mail_owner
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


ALTER TABLE public.audit_entries OWNER TO mail_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: mail_owner
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
-- Name: changes; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO mail_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO mail_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: mail_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO mail_owner;

--
-- Name: mail_quotas; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.mail_quotas (
    kind smallint NOT NULL,
    key bytea NOT NULL,
    window_start timestamp with time zone NOT NULL,
    mails integer NOT NULL,
    CONSTRAINT mail_quotas_kind_check CHECK (((kind >= 1) AND (kind <= 4))),
    CONSTRAINT mail_quotas_mails_check CHECK ((mails > 0))
);


ALTER TABLE public.mail_quotas OWNER TO mail_owner;

--
-- Name: message_groups; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.message_groups (
    id bigint NOT NULL,
    caller text NOT NULL,
    name text NOT NULL,
    queued bigint DEFAULT 0 NOT NULL,
    sent bigint DEFAULT 0 NOT NULL,
    deferred bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    cancelled bigint DEFAULT 0 NOT NULL,
    cancelled_at timestamp with time zone,
    touched_at timestamp with time zone NOT NULL,
    CONSTRAINT message_groups_cancelled_check CHECK ((cancelled >= 0)),
    CONSTRAINT message_groups_deferred_check CHECK ((deferred >= 0)),
    CONSTRAINT message_groups_failed_check CHECK ((failed >= 0)),
    CONSTRAINT message_groups_name_check CHECK ((name <> ''::text)),
    CONSTRAINT message_groups_queued_check CHECK ((queued >= 0)),
    CONSTRAINT message_groups_sent_check CHECK ((sent >= 0))
);


ALTER TABLE public.message_groups OWNER TO mail_owner;

--
-- Name: message_groups_id_seq; Type: SEQUENCE; Schema: public; Owner: mail_owner
--

ALTER TABLE public.message_groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.message_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: outbox; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.outbox (
    id bigint NOT NULL,
    message_id uuid NOT NULL,
    caller text NOT NULL,
    request_id uuid NOT NULL,
    group_id bigint,
    template text NOT NULL,
    priority smallint NOT NULL,
    state smallint NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    worker bigint,
    reason text DEFAULT ''::text NOT NULL,
    settled_at timestamp with time zone,
    sealed_contact bytea,
    permit bytea,
    permit_signature bytea,
    parameters bytea,
    key_day date NOT NULL,
    CONSTRAINT outbox_settled CHECK (((settled_at IS NULL) = (state = ANY (ARRAY[1, 3])))),
    CONSTRAINT outbox_state_check CHECK (((state >= 1) AND (state <= 5))),
    CONSTRAINT outbox_wiped CHECK ((num_nulls(sealed_contact, permit, permit_signature, parameters) =
CASE
    WHEN (state = ANY (ARRAY[1, 3])) THEN 0
    ELSE 4
END))
)
WITH (autovacuum_vacuum_scale_factor='0.02');


ALTER TABLE public.outbox OWNER TO mail_owner;

--
-- Name: outbox_id_seq; Type: SEQUENCE; Schema: public; Owner: mail_owner
--

ALTER TABLE public.outbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: policies; Type: TABLE; Schema: public; Owner: mail_owner
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


ALTER TABLE public.policies OWNER TO mail_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO mail_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: mail_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO mail_owner;

--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 04:10:14.481467+00	exposure	mail.Enqueue	message_group	0b4f5444-a694-4cfa-8a5d-ac92bd93564c			4de164c59b4f9df03d890e95475a0bc9	\\x99fd2cf4a149582b296fb96f6d402fa0	\\x67addfebebda1354df43f70e427e0b1f47999a1ed416cf8ad43df2da6baeb371	{"messages": 1, "template": "alert-caution"}
2	2026-11-21 04:10:14.82123+00	exposure	mail.Enqueue	message_group	49e8a82a-3b1f-4389-b771-5cbf974ccdf3			d3222564ee34d7b649ec5c8a9439a5ab	\\xb962f7bfbd3df8339bd38409c69f2ee0	\\x99e7b007afb2a92405eafe112de20cbe7aacb066eb8724ca52f11f0a021af739	{"messages": 1, "template": "alert-caution"}
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: mail_quotas; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.mail_quotas (kind, key, window_start, mails) FROM stdin;
1	\\x90edbb22b49909ad0f32511c35562d5d	2026-11-21 03:00:00+00	1
2	\\x90edbb22b49909ad0f32511c35562d5d	2026-11-21 00:00:00+00	1
1	\\xd63a6500f29f8c71747cea6147a9bec9	2026-11-21 03:00:00+00	1
2	\\xd63a6500f29f8c71747cea6147a9bec9	2026-11-21 00:00:00+00	1
1	\\xa5dc4959a88ae7776084480be3f80744	2026-11-21 03:00:00+00	1
2	\\xa5dc4959a88ae7776084480be3f80744	2026-11-21 00:00:00+00	1
1	\\xe7ea0e0f220f7049e3e22f58d3ec5949	2026-11-21 03:00:00+00	1
2	\\xe7ea0e0f220f7049e3e22f58d3ec5949	2026-11-21 00:00:00+00	1
3	\\x50550477513f2e20994ac3ac47422823	2026-11-21 03:00:00+00	4
4	\\x	2026-11-21 03:00:00+00	4
1	\\xb263f96275e2eb5b5d81d0c0fd147af7	2026-11-21 04:00:00+00	1
2	\\xb263f96275e2eb5b5d81d0c0fd147af7	2026-11-21 00:00:00+00	1
3	\\x50550477513f2e20994ac3ac47422823	2026-11-21 04:00:00+00	1
4	\\x	2026-11-21 04:00:00+00	1
\.


--
-- Data for Name: message_groups; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.message_groups (id, caller, name, queued, sent, deferred, failed, cancelled, cancelled_at, touched_at) FROM stdin;
1	exposure	0b4f5444-a694-4cfa-8a5d-ac92bd93564c	0	1	0	0	0	\N	2026-11-21 04:10:14.481467+00
2	exposure	49e8a82a-3b1f-4389-b771-5cbf974ccdf3	1	0	0	0	0	\N	2026-11-21 04:10:14.82123+00
\.


--
-- Data for Name: outbox; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.outbox (id, message_id, caller, request_id, group_id, template, priority, state, attempts, created_at, expires_at, next_at, worker, reason, settled_at, sealed_contact, permit, permit_signature, parameters, key_day) FROM stdin;
1	2b2a1d8c-8e8e-4012-a6f9-e82c8752a59f	venue	8b6a0639-ac5f-438c-a639-c4d39b6633ba	\N	venue-registration	0	2	1	2026-11-21 03:00:12.470531+00	2026-11-28 03:00:12.371353+00	2026-11-21 03:01:12.47899+00	\N		2026-11-21 03:00:12.607504+00	\N	\N	\N	\N	2026-11-21
2	deef6a72-ff9b-45e0-93b5-12ce36c4f3fe	visit	87e6c311-b789-427c-b4b8-6545233a61ff	\N	verification	0	2	1	2026-11-21 03:00:12.844493+00	2026-11-22 03:00:12.834456+00	2026-11-21 03:01:12.85228+00	\N		2026-11-21 03:00:12.975493+00	\N	\N	\N	\N	2026-11-21
3	a39859c9-09c0-413f-89f6-b46180637b8e	visit	f79f403e-a49a-44cd-966f-f7ff1ffcacf7	\N	verification	0	2	1	2026-11-21 03:00:13.105223+00	2026-11-22 03:00:13.099821+00	2026-11-21 03:01:13.107229+00	\N		2026-11-21 03:00:13.224262+00	\N	\N	\N	\N	2026-11-21
4	e23fa324-fefe-4215-94d7-c877c4f935f5	visit	e9e544e4-6b61-4ded-867f-d8ed4e6a781a	\N	verification	0	2	1	2026-11-21 03:00:13.349805+00	2026-11-22 03:00:13.345769+00	2026-11-21 03:01:13.351524+00	\N		2026-11-21 03:00:13.472693+00	\N	\N	\N	\N	2026-11-21
5	d9644cb2-ae94-46eb-878a-d3b168e0fc89	visit	285b2686-c33f-46fd-80a6-5d3e0322f34d	\N	verification	0	2	1	2026-11-21 04:00:13.613881+00	2026-11-22 04:00:13.6079+00	2026-11-21 04:01:13.616097+00	\N		2026-11-21 04:00:13.737183+00	\N	\N	\N	\N	2026-11-21
6	54c38260-3bd4-44f1-991d-026d9717a870	exposure	5cf5cf4d-6f04-885c-bfbb-d55f7e42f80d	1	alert-caution	1	2	1	2026-11-21 04:10:14.481467+00	2026-11-28 04:10:14.417593+00	2026-11-21 04:11:14.490181+00	\N		2026-11-21 04:10:14.606792+00	\N	\N	\N	\N	2026-11-21
7	5d4bf5f1-d913-4a3e-b037-b27fc7480231	exposure	78038f84-2ac2-8173-8b20-9a754619f0fa	2	alert-caution	1	1	0	2026-11-21 04:10:14.82123+00	2026-11-28 04:10:14.8045+00	2026-11-21 04:10:14.828006+00	\N		\N	\\x011076697369742f323032362d31312d32312a5a83847da885b3ecb7f223993dc006b9e453766449e0c6c98e87ce18d9810e0000000000000000203cdb4e0ee971f7fda1cd776bb54fe33d408cf7a95b8d6472708e04d9990df276d3877bde78906c4fa27fe8bae8380d7b4b55ef965dafc3462753f3b550e1af672bf0427d2f09905358c42e43a281ba2144f2b16f79250c2230b6b5ff6d25d3c586f0c0ad2fa57b2a3f3d7c15ba3c0a36263240bae01109bcb755ec12751e5654148bd417cc0bbf964a19664ddfbf79	\\x0a086578706f73757265122434396538613832612d336231662d343338392d623737312d3563626639373463636466331801220d616c6572742d63617574696f6e2a0c08a6a8a9d80610a0e4ceff02	\\x47f4b616015072c0e74ce252837c04f1372d0ddce5d5f490dd1b7ab9b72ed7a0560df7a02afa4540a22395f8eed0dd271a5b608f5b04ea4d6eb90dafb8064502	\\xcdadf149e495344752f9580e6d05e73e74f5f88af03a12443d184e55732b4831badea245b892597483c67c615528e824c536e1e1619e2055a0db5c6533f472525a1428a8846be73af3479a34e6fac779e4be3ef3ffb22747cc5a1b5093477358ce764a788dce13fa91e1b41922b0310b911270223dddb32f497387e66a864c1b1d4133d161fd	2026-11-21
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
mail.quotas	1	2020-01-01 00:00:00+00	{"total_per_hour": 20000, "domain_per_hour": 5000, "recipient_per_day": 10, "recipient_per_hour": 5}	shipped	shipped
mail.retries	1	2020-01-01 00:00:00+00	{"jitter": 0.2, "attempts": 30, "first_delay_seconds": 30, "longest_delay_seconds": 3600}	shipped	shipped
mail.pace	1	2020-01-01 00:00:00+00	{"total_per_second": 0, "domain_per_second": 0}	shipped	shipped
mail.retention	1	2020-01-01 00:00:00+00	{"settled_days": 14}	shipped	shipped
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.positions (source, sequence) FROM stdin;
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: mail_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:09.996992+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:10.000853+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:10.007786+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:10.009472+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:10.012311+00
mail	1	0001_create_outbox.sql	dd7335e6a3b0142036c099444d0ef635b1bc00646e637f26e10213935ac2735e	2026-11-21 19:54:10.022481+00
mail	2	0002_ship_policies.sql	e6ab56a81516383a6cd8af17d77ee264f361c3e1742046504fe1a6ea3d9e0d50	2026-11-21 19:54:10.023392+00
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: mail_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 2, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: mail_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 1, false);


--
-- Name: message_groups_id_seq; Type: SEQUENCE SET; Schema: public; Owner: mail_owner
--

SELECT pg_catalog.setval('public.message_groups_id_seq', 2, true);


--
-- Name: outbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: mail_owner
--

SELECT pg_catalog.setval('public.outbox_id_seq', 7, true);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: mail_quotas mail_quotas_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.mail_quotas
    ADD CONSTRAINT mail_quotas_pkey PRIMARY KEY (kind, key, window_start);


--
-- Name: message_groups message_groups_name; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.message_groups
    ADD CONSTRAINT message_groups_name UNIQUE (caller, name);


--
-- Name: message_groups message_groups_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.message_groups
    ADD CONSTRAINT message_groups_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_request; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_request UNIQUE (caller, request_id);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: mail_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: outbox_due; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX outbox_due ON public.outbox USING btree (priority, next_at) WHERE (state = ANY (ARRAY[1, 3]));


--
-- Name: outbox_group; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX outbox_group ON public.outbox USING btree (group_id) WHERE (group_id IS NOT NULL);


--
-- Name: outbox_settled_at; Type: INDEX; Schema: public; Owner: mail_owner
--

CREATE INDEX outbox_settled_at ON public.outbox USING btree (settled_at) WHERE (settled_at IS NOT NULL);


--
-- Name: outbox outbox_count_changed; Type: TRIGGER; Schema: public; Owner: mail_owner
--

CREATE TRIGGER outbox_count_changed AFTER UPDATE ON public.outbox REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.count_changed_messages();


--
-- Name: outbox outbox_count_new; Type: TRIGGER; Schema: public; Owner: mail_owner
--

CREATE TRIGGER outbox_count_new AFTER INSERT ON public.outbox REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.count_new_messages();


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: mail_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO mail;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO mail;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO mail;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO mail;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO mail;


--
-- Name: TABLE mail_quotas; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.mail_quotas TO mail;


--
-- Name: TABLE message_groups; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message_groups TO mail;


--
-- Name: TABLE outbox; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.outbox TO mail;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO mail;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO mail;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: mail_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO mail;


--
-- PostgreSQL database dump complete
--


