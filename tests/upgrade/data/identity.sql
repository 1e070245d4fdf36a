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
-- Name: forget_audit_payloads(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: public; Owner: identity_owner
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


ALTER FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) OWNER TO identity_owner;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: accounts; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.accounts (
    id uuid NOT NULL,
    user_name text NOT NULL,
    display_name text NOT NULL,
    roles text[] NOT NULL,
    areas text[] NOT NULL,
    organisation text NOT NULL,
    password_hash text NOT NULL,
    totp_secret bytea,
    last_totp_step bigint DEFAULT 0 NOT NULL,
    demo boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT accounts_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text)),
    CONSTRAINT accounts_roles_check CHECK (((cardinality(roles) > 0) AND (roles <@ ARRAY['HEALTH_OFFICER'::text, 'ADMINISTRATOR'::text, 'AUDITOR'::text]))),
    CONSTRAINT accounts_user_name_check CHECK ((user_name ~ '^[a-z0-9][a-z0-9._-]{2,63}$'::text)),
    CONSTRAINT accounts_without_totp_are_demo CHECK ((demo OR (totp_secret IS NOT NULL)))
);


ALTER TABLE public.accounts OWNER TO identity_owner;

--
-- Name: areas; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.areas (
    code text NOT NULL,
    display_name text NOT NULL,
    prefecture text NOT NULL,
    CONSTRAINT areas_code_check CHECK ((code ~ '^[0-9]{6}$'::text))
);


ALTER TABLE public.areas OWNER TO identity_owner;

--
-- Name: audit_entries; Type: TABLE; Schema: public; Owner: identity_owner
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


ALTER TABLE public.audit_entries OWNER TO identity_owner;

--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE; Schema: public; Owner: identity_owner
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
-- Name: changes; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.changes (
    sequence bigint NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    payload bytea NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);


ALTER TABLE public.changes OWNER TO identity_owner;

--
-- Name: changes_horizon; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.changes_horizon (
    single_row boolean DEFAULT true NOT NULL,
    dropped_through bigint NOT NULL,
    CONSTRAINT changes_horizon_single_row_check CHECK (single_row)
);


ALTER TABLE public.changes_horizon OWNER TO identity_owner;

--
-- Name: changes_sequence; Type: SEQUENCE; Schema: public; Owner: identity_owner
--

CREATE SEQUENCE public.changes_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.changes_sequence OWNER TO identity_owner;

--
-- Name: first_administrator; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.first_administrator (
    sole boolean DEFAULT true NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT first_administrator_sole_check CHECK (sole)
);


ALTER TABLE public.first_administrator OWNER TO identity_owner;

--
-- Name: links; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.links (
    token_hash bytea NOT NULL,
    purpose text NOT NULL,
    payload bytea NOT NULL,
    owner text NOT NULL,
    request_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    consumed_at timestamp with time zone,
    consumed_by uuid,
    CONSTRAINT links_check CHECK (((consumed_at IS NULL) = (consumed_by IS NULL))),
    CONSTRAINT links_payload_check CHECK ((octet_length(payload) <= 1024)),
    CONSTRAINT links_purpose_check CHECK ((purpose = ANY (ARRAY['VERIFY_ADDRESS'::text, 'VENUE_REGISTRATION'::text]))),
    CONSTRAINT links_token_hash_check CHECK ((octet_length(token_hash) = 32))
);


ALTER TABLE public.links OWNER TO identity_owner;

--
-- Name: log_in_attempts; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.log_in_attempts (
    id uuid NOT NULL,
    subject bytea NOT NULL,
    attempted_at timestamp with time zone NOT NULL,
    CONSTRAINT log_in_attempts_subject_check CHECK ((octet_length(subject) = 16))
);


ALTER TABLE public.log_in_attempts OWNER TO identity_owner;

--
-- Name: policies; Type: TABLE; Schema: public; Owner: identity_owner
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


ALTER TABLE public.policies OWNER TO identity_owner;

--
-- Name: positions; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.positions (
    source text NOT NULL,
    sequence bigint NOT NULL,
    CONSTRAINT positions_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT positions_source_check CHECK ((source <> ''::text))
);


ALTER TABLE public.positions OWNER TO identity_owner;

--
-- Name: schema_migrations; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.schema_migrations (
    house text NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone NOT NULL
);


ALTER TABLE public.schema_migrations OWNER TO identity_owner;

--
-- Name: sessions; Type: TABLE; Schema: public; Owner: identity_owner
--

CREATE TABLE public.sessions (
    token_hash bytea NOT NULL,
    id uuid NOT NULL,
    account_id uuid,
    venue_id bigint,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    opened_by text,
    request_id uuid,
    CONSTRAINT sessions_check CHECK ((expires_at > created_at)),
    CONSTRAINT sessions_of_one_kind CHECK (((account_id IS NULL) <> (venue_id IS NULL))),
    CONSTRAINT sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
);


ALTER TABLE public.sessions OWNER TO identity_owner;

--
-- Data for Name: accounts; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.accounts (id, user_name, display_name, roles, areas, organisation, password_hash, totp_secret, last_totp_step, demo, created_at, disabled_at) FROM stdin;
f57ed44d-392f-4178-a3ed-5ad9cb292407	sato	佐藤 美咲	{HEALTH_OFFICER}	{270008}	保健所	$argon2id$v=19$m=65536,t=3,p=1$pOHmZmFDKJpQWNumHvFBpQ$oBsu7rj5aNChMlmwJ80Hl7c00U0uxJyLiL2/I8Ssy0o	\N	0	t	2026-11-21 03:00:11.639833+00	\N
c28abdb6-6f9d-44a8-aa2b-2557e549701d	suzuki	鈴木 健	{HEALTH_OFFICER}	{270008}	保健所	$argon2id$v=19$m=65536,t=3,p=1$jThFOjFYkkYefJzFCvl47A$+HZzwk2AKk3+I1Ahs/IrEBTvNQbUUkDc9Nv39MYEN08	\N	0	t	2026-11-21 03:00:12.004469+00	\N
86fe3de3-94f3-407e-bf65-e98293acbf4a	kyoto	京都 花	{HEALTH_OFFICER}	{261009}	保健所	$argon2id$v=19$m=65536,t=3,p=1$TIAkIml2SGuR0xp5lko/Cw$r9kjIszj4NSYUcwYIk3rXWa/wuDkWqz+26CPfXuZ1OE	\N	0	t	2026-11-21 03:00:12.192015+00	\N
\.


--
-- Data for Name: areas; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.areas (code, display_name, prefecture) FROM stdin;
010006	北海道	
011002	札幌市	北海道
020001	青森県	
030007	岩手県	
040002	宮城県	
041009	仙台市	宮城県
050008	秋田県	
060003	山形県	
070009	福島県	
080004	茨城県	
090000	栃木県	
100005	群馬県	
110001	埼玉県	
111007	さいたま市	埼玉県
120006	千葉県	
121002	千葉市	千葉県
130001	東京都	
131016	千代田区	東京都
131024	中央区	東京都
131032	港区	東京都
131041	新宿区	東京都
131059	文京区	東京都
131067	台東区	東京都
131075	墨田区	東京都
131083	江東区	東京都
131091	品川区	東京都
131105	目黒区	東京都
131113	大田区	東京都
131121	世田谷区	東京都
131130	渋谷区	東京都
131148	中野区	東京都
131156	杉並区	東京都
131164	豊島区	東京都
131172	北区	東京都
131181	荒川区	東京都
131199	板橋区	東京都
131202	練馬区	東京都
131211	足立区	東京都
131229	葛飾区	東京都
131237	江戸川区	東京都
140007	神奈川県	
141003	横浜市	神奈川県
141305	川崎市	神奈川県
141500	相模原市	神奈川県
150002	新潟県	
151009	新潟市	新潟県
160008	富山県	
170003	石川県	
180009	福井県	
190004	山梨県	
200000	長野県	
210005	岐阜県	
220001	静岡県	
221007	静岡市	静岡県
221309	浜松市	静岡県
230006	愛知県	
231002	名古屋市	愛知県
240001	三重県	
250007	滋賀県	
260002	京都府	
261009	京都市	京都府
270008	大阪府	
271004	大阪市	大阪府
271403	堺市	大阪府
272027	岸和田市	大阪府
272035	豊中市	大阪府
272043	池田市	大阪府
272051	吹田市	大阪府
272060	泉大津市	大阪府
272078	高槻市	大阪府
272086	貝塚市	大阪府
272094	守口市	大阪府
272108	枚方市	大阪府
272116	茨木市	大阪府
272124	八尾市	大阪府
272132	泉佐野市	大阪府
272141	富田林市	大阪府
272159	寝屋川市	大阪府
272167	河内長野市	大阪府
272175	松原市	大阪府
272183	大東市	大阪府
272191	和泉市	大阪府
272205	箕面市	大阪府
272213	柏原市	大阪府
272221	羽曳野市	大阪府
272230	門真市	大阪府
272248	摂津市	大阪府
272256	高石市	大阪府
272264	藤井寺市	大阪府
272272	東大阪市	大阪府
272281	泉南市	大阪府
272299	四條畷市	大阪府
272302	交野市	大阪府
272311	大阪狭山市	大阪府
272329	阪南市	大阪府
273015	島本町	大阪府
273210	豊能町	大阪府
273228	能勢町	大阪府
273414	忠岡町	大阪府
273619	熊取町	大阪府
273627	田尻町	大阪府
273660	岬町	大阪府
273813	太子町	大阪府
273821	河南町	大阪府
273830	千早赤阪村	大阪府
280003	兵庫県	
281000	神戸市	兵庫県
290009	奈良県	
300004	和歌山県	
310000	鳥取県	
320005	島根県	
330001	岡山県	
331007	岡山市	岡山県
340006	広島県	
341002	広島市	広島県
350001	山口県	
360007	徳島県	
370002	香川県	
380008	愛媛県	
390003	高知県	
400009	福岡県	
401005	北九州市	福岡県
401307	福岡市	福岡県
410004	佐賀県	
420000	長崎県	
430005	熊本県	
431001	熊本市	熊本県
440001	大分県	
450006	宮崎県	
460001	鹿児島県	
470007	沖縄県	
\.


--
-- Data for Name: audit_entries; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.audit_entries (sequence, recorded_at, actor, action, object_type, object_id, area, reason, trace_id, salt, digest, payload) FROM stdin;
1	2026-11-21 03:00:11.639833+00	local-user-0	identity.CreateAccount	account	f57ed44d-392f-4178-a3ed-5ad9cb292407				\\x2544518ae500fa0cfdc1b4986b526b56	\\x2a632883df5571e3114cb52a7379f4288824e471494a7363e7f97d8a588a56a4	{"demo": true}
2	2026-11-21 03:00:12.004469+00	local-user-0	identity.CreateAccount	account	c28abdb6-6f9d-44a8-aa2b-2557e549701d				\\xad12c6f249d634dcdf1d6978be183405	\\xe8b3917851ff65ee3c7d628217d203c5a8c0096f2724fe8b489e60998c929d0f	{"demo": true}
3	2026-11-21 03:00:12.192015+00	local-user-0	identity.CreateAccount	account	86fe3de3-94f3-407e-bf65-e98293acbf4a				\\xafc52bbf7a0e5d33028755327d25ff69	\\xe3af50e93a4c46744b4ea9ae1943e89ea8a5d91922b29c9eb2c7f0a1d8128908	{"demo": true}
4	2026-11-21 03:00:12.675966+00	venue	identity.OpenOperatorSession	venue	20BJF6D8			1eac5db20805be9a87d7b730218c0825	\\x5e505b45a87e02b2eb9f09ee50a76500	\\xa54e816bf4034eef99c4e889176b41b520834e1323371f760413c410c82405f6	{}
5	2026-11-21 04:10:13.862252+00	f57ed44d-392f-4178-a3ed-5ad9cb292407	identity.LogIn	account	f57ed44d-392f-4178-a3ed-5ad9cb292407		ACCEPTED	fcf2ce1bedaaab6ca59e12d1edc5da59	\\x4b6ecff76867be9f0738c436b2d4151e	\\xa559a2d5f384e04abb3a83f74a9e4ae712c1a0890b1c3f2065506baaee31c45c	{}
6	2026-11-21 04:10:14.177059+00	c28abdb6-6f9d-44a8-aa2b-2557e549701d	identity.LogIn	account	c28abdb6-6f9d-44a8-aa2b-2557e549701d		ACCEPTED	4badd6a6f17fffb46089891cf4096da3	\\xc5606caebfa293033a855a4f8149cc84	\\x278eec339ea0bd2e3697a601e839f82f5b5dac9df78c7dc2d289bb5655fedf1c	{}
\.


--
-- Data for Name: changes; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.changes (sequence, topic, key, payload, recorded_at) FROM stdin;
\.


--
-- Data for Name: changes_horizon; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.changes_horizon (single_row, dropped_through) FROM stdin;
t	0
\.


--
-- Data for Name: first_administrator; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.first_administrator (sole, account_id, created_at) FROM stdin;
\.


--
-- Data for Name: links; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.links (token_hash, purpose, payload, owner, request_id, created_at, expires_at, consumed_at, consumed_by) FROM stdin;
\\x5610d37555494aba8d1620681b6dd2234a14f72e4d2603d83c47bdca4fdf95a0	VENUE_REGISTRATION	\\x31643633343533372d346362382d343265392d386664312d663036323236386561343234	venue	0e041a1d-1e14-4dd8-a3e3-be8622a06478	2026-11-21 03:00:12.417781+00	2026-11-28 03:00:12.371353+00	2026-11-21 03:00:12.665677+00	0e7ba4e8-8622-4840-904e-182b50809bc8
\\xb1910c3d7982555311fe2d68540ba2c1a281c24e2528af2ffcd30f2cd041554a	VERIFY_ADDRESS	\\x08aaa2011a10b3e288420ff31b4619899b233f19e1ea	visit	dc956f24-08df-412e-a637-3e3cbc15ffa1	2026-11-21 03:00:12.839587+00	2026-11-22 03:00:12.834456+00	2026-11-21 03:00:13.088594+00	9f9bcf2b-f928-487f-9385-1db9e7744746
\\x4110b93a6893a14d1e8c29b2894744116f3b486fa58609fa13cb3eea1a08f9ca	VERIFY_ADDRESS	\\x08aaa2011a10438d9a3aeeb92344673d1872ed0f7d35	visit	91e235d5-a51b-485a-bd29-b7d2d111c63e	2026-11-21 03:00:13.101175+00	2026-11-22 03:00:13.099821+00	2026-11-21 03:00:13.331698+00	fd552584-06a4-4a7f-bec4-89f2fffa92df
\\xbaa2cd0cea2ea7715e4455653f3f89f8d5aad8c09a1a7007d8964fdec81e4b4f	VERIFY_ADDRESS	\\x08aaa2011a104f7a59794ac44093a3dfae1ae29f380c	visit	41faed24-fd84-4842-b9fe-cb986b088caf	2026-11-21 03:00:13.348079+00	2026-11-22 03:00:13.345769+00	\N	\N
\\xaccddb46c32a80fd5fc8a613da918819248947e6f3de1d76a1d3c73253f5c6aa	VERIFY_ADDRESS	\\x08aaa2011a10bc7d0260bddcac92980424a1198a7a9c	visit	229c12e8-eddd-4ecb-ae39-a6b1508aacfe	2026-11-21 04:00:13.60982+00	2026-11-22 04:00:13.6079+00	2026-11-21 04:00:13.841844+00	0d49c36d-e76c-473e-bb37-d1e3f7c39e34
\.


--
-- Data for Name: log_in_attempts; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.log_in_attempts (id, subject, attempted_at) FROM stdin;
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.policies (name, version, valid_from, body, proposed_by, approved_by) FROM stdin;
audit.retention	1	-infinity	{"payload_days": 28}	mimamori	mimamori
identity.password_hashing	1	-infinity	{"passes": 3, "memory_kib": 65536}	mimamori	mimamori
identity.log_in_slowing	1	-infinity	{"window_seconds": 900, "first_delay_seconds": 1, "account_free_failures": 5, "longest_delay_seconds": 60, "network_free_failures": 30}	mimamori	mimamori
identity.sessions	1	-infinity	{"staff_hours": 12, "operator_days": 90, "staff_idle_minutes": 60}	mimamori	mimamori
identity.links	1	-infinity	{"verify_address_hours": 24, "venue_registration_hours": 168}	mimamori	mimamori
\.


--
-- Data for Name: positions; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.positions (source, sequence) FROM stdin;
\.


--
-- Data for Name: schema_migrations; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.schema_migrations (house, number, name, sha256, applied_at) FROM stdin;
platform	1	0001_create_changes.sql	3a5e9297fda5ab0c1eefda8876914db800aadbff49b6d758810e637e47225b73	2026-11-21 19:54:10.450963+00
platform	2	0002_create_audit_entries.sql	1eac342a2eef7f9a33f81afcfa411ebf7f456e4cfb9c3e2fef692195b2ccc43a	2026-11-21 19:54:10.457343+00
platform	3	0003_create_policies.sql	3c6a1ed71eebd34ffcb81fd965153b45fcdff5490272a9894405a8003b5bc517	2026-11-21 19:54:10.462468+00
platform	4	0004_create_positions.sql	d11b2db16118fb6cb955e66171115a36838c81b286a50a5ed35868cf1fd47e71	2026-11-21 19:54:10.464927+00
platform	5	0005_forget_audit_payloads.sql	371110159c1517a768a50670476afff87a74ed22732f17906bb0d8884de320a3	2026-11-21 19:54:10.468505+00
identity	1	0001_create_accounts.sql	12ebadf8f31bc63a41de01c1ec398eb0e0ddbd3d16d1b132640ddd952e097e2e	2026-11-21 19:54:10.481247+00
identity	2	0002_create_sessions.sql	754ef8ae686869ddfbbae6b1ffa95ea060fd349c02366f832da3449ecf53b097	2026-11-21 19:54:10.4854+00
identity	3	0003_create_links.sql	5ef9093912d73d2e73c202902c08b5858e1707e1d70814fe7a9d92764cc4abcf	2026-11-21 19:54:10.487912+00
identity	4	0004_create_areas.sql	c5472b696d05dc2df81d2d9f2fd8c3e40ded0d00a37c6c7422e8c605f92a2441	2026-11-21 19:54:10.490677+00
identity	5	0005_add_policies.sql	d87112fa50a6a1d68adda4648d7d86e7e8cf720954c53db3134205203d32b3f4	2026-11-21 19:54:10.491151+00
\.


--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: identity_owner
--

COPY public.sessions (token_hash, id, account_id, venue_id, created_at, last_seen_at, expires_at, opened_by, request_id) FROM stdin;
\\x8e4dde3042be5bfe92dbaec7484a08e27f21a7b94cc7500fff134647727d734a	4af84003-6ff2-495f-8e46-a0b5400565c3	\N	69107947944	2026-11-21 03:00:12.675966+00	2026-11-21 03:00:12.675966+00	2027-02-19 03:00:12.675966+00	venue	0e7ba4e8-8622-4840-904e-182b50809bc8
\\x779f6e88f9af2608aad06d5e6fa61ee6061e2e6412aaeff60a3876ea0d109b71	dcbcac87-f69b-4d46-8a91-6ca06775b26c	f57ed44d-392f-4178-a3ed-5ad9cb292407	\N	2026-11-21 04:10:13.862252+00	2026-11-21 04:10:13.862252+00	2026-11-21 16:10:13.862252+00	\N	\N
\\x1664606d28596d30c9641645324805322dd8e91ba4fd293fc006e941a4dcd323	ba2b50fd-1097-4e27-b417-92f5f1cdd260	c28abdb6-6f9d-44a8-aa2b-2557e549701d	\N	2026-11-21 04:10:14.177059+00	2026-11-21 04:10:14.177059+00	2026-11-21 16:10:14.177059+00	\N	\N
\.


--
-- Name: audit_entries_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: identity_owner
--

SELECT pg_catalog.setval('public.audit_entries_sequence_seq', 6, true);


--
-- Name: changes_sequence; Type: SEQUENCE SET; Schema: public; Owner: identity_owner
--

SELECT pg_catalog.setval('public.changes_sequence', 1, false);


--
-- Name: accounts accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);


--
-- Name: accounts accounts_user_name_key; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_user_name_key UNIQUE (user_name);


--
-- Name: areas areas_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.areas
    ADD CONSTRAINT areas_pkey PRIMARY KEY (code);


--
-- Name: audit_entries audit_entries_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.audit_entries
    ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (sequence);


--
-- Name: changes_horizon changes_horizon_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.changes_horizon
    ADD CONSTRAINT changes_horizon_pkey PRIMARY KEY (single_row);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (sequence);


--
-- Name: first_administrator first_administrator_once; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.first_administrator
    ADD CONSTRAINT first_administrator_once PRIMARY KEY (sole);


--
-- Name: links links_request_key; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_request_key UNIQUE (owner, request_id);


--
-- Name: links links_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.links
    ADD CONSTRAINT links_token_hash_key PRIMARY KEY (token_hash);


--
-- Name: log_in_attempts log_in_attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.log_in_attempts
    ADD CONSTRAINT log_in_attempts_pkey PRIMARY KEY (id, subject);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (name, version);


--
-- Name: positions positions_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.positions
    ADD CONSTRAINT positions_pkey PRIMARY KEY (source);


--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (house, number);


--
-- Name: sessions sessions_id_key; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_id_key UNIQUE (id);


--
-- Name: sessions sessions_request_key; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_request_key UNIQUE (opened_by, request_id);


--
-- Name: sessions sessions_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash_key PRIMARY KEY (token_hash);


--
-- Name: audit_entries_object; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX audit_entries_object ON public.audit_entries USING btree (object_type, object_id, sequence);


--
-- Name: audit_entries_payload; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX audit_entries_payload ON public.audit_entries USING btree (recorded_at) WHERE (payload IS NOT NULL);


--
-- Name: audit_entries_recorded_at; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX audit_entries_recorded_at ON public.audit_entries USING btree (recorded_at);


--
-- Name: changes_recorded_at; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX changes_recorded_at ON public.changes USING btree (recorded_at);


--
-- Name: links_by_end; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX links_by_end ON public.links USING btree (LEAST(consumed_at, expires_at));


--
-- Name: log_in_attempts_by_subject; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX log_in_attempts_by_subject ON public.log_in_attempts USING btree (subject, attempted_at);


--
-- Name: log_in_attempts_by_time; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX log_in_attempts_by_time ON public.log_in_attempts USING btree (attempted_at);


--
-- Name: sessions_by_expiry; Type: INDEX; Schema: public; Owner: identity_owner
--

CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);


--
-- Name: first_administrator first_administrator_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.first_administrator
    ADD CONSTRAINT first_administrator_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: sessions sessions_account_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: identity_owner
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.accounts(id);


--
-- Name: FUNCTION forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone); Type: ACL; Schema: public; Owner: identity_owner
--

REVOKE ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION public.forget_audit_payloads(recorded_before timestamp with time zone, at_time timestamp with time zone) TO identity;


--
-- Name: TABLE accounts; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT ON TABLE public.accounts TO identity;


--
-- Name: COLUMN accounts.password_hash; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(password_hash) ON TABLE public.accounts TO identity;


--
-- Name: COLUMN accounts.last_totp_step; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(last_totp_step) ON TABLE public.accounts TO identity;


--
-- Name: TABLE areas; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT ON TABLE public.areas TO identity;


--
-- Name: TABLE audit_entries; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT ON TABLE public.audit_entries TO identity;


--
-- Name: TABLE changes; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.changes TO identity;


--
-- Name: TABLE changes_horizon; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,UPDATE ON TABLE public.changes_horizon TO identity;


--
-- Name: SEQUENCE changes_sequence; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT USAGE ON SEQUENCE public.changes_sequence TO identity;


--
-- Name: TABLE first_administrator; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT ON TABLE public.first_administrator TO identity;


--
-- Name: TABLE links; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.links TO identity;


--
-- Name: COLUMN links.token_hash; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(token_hash) ON TABLE public.links TO identity;


--
-- Name: COLUMN links.payload; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(payload) ON TABLE public.links TO identity;


--
-- Name: COLUMN links.expires_at; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(expires_at) ON TABLE public.links TO identity;


--
-- Name: COLUMN links.consumed_at; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(consumed_at) ON TABLE public.links TO identity;


--
-- Name: COLUMN links.consumed_by; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(consumed_by) ON TABLE public.links TO identity;


--
-- Name: TABLE log_in_attempts; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.log_in_attempts TO identity;


--
-- Name: TABLE policies; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT ON TABLE public.policies TO identity;


--
-- Name: COLUMN policies.approved_by; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(approved_by) ON TABLE public.policies TO identity;


--
-- Name: TABLE positions; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.positions TO identity;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE public.sessions TO identity;


--
-- Name: COLUMN sessions.token_hash; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(token_hash) ON TABLE public.sessions TO identity;


--
-- Name: COLUMN sessions.last_seen_at; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(last_seen_at) ON TABLE public.sessions TO identity;


--
-- Name: COLUMN sessions.expires_at; Type: ACL; Schema: public; Owner: identity_owner
--

GRANT UPDATE(expires_at) ON TABLE public.sessions TO identity;


--
-- PostgreSQL database dump complete
--


