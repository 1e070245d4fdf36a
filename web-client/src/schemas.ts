// SPDX-License-Identifier: Apache-2.0
// Written by tests/openapi/write-types.mjs from the doors' OpenAPI documents. Not edited by hand.
export interface Schemas {
  Problem: {
    /** @description Always about:blank. */
    type: string;
    /** @description The HTTP status in words. */
    title: string;
    /** @description The HTTP status. */
    status: number;
    /** @description A sentence for people. */
    detail: string;
    /** @description A stable word for programs. */
    reason: string;
    /** @description The request field at fault, by its proto path. */
    field?: string;
    /** @description For questions to the operator. */
    trace_id: string;
  };
  /** @description An admission, as officers see it. */
  "admission.v1.Admission": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    caseId: string;
    /** @description Of the case: "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code of the health centre's area. */
    areaCode: string;
    /** @description What she needs a place for. */
    needs?: Schemas["admission.v1.Needs"];
    /** @description By the policy of when it was asked for. */
    priority?: Schemas["admission.v1.Priority"];
    /** @description Who looks for a place. */
    pool: Schemas["admission.v1.Pool"];
    /** @description How far it is. */
    state: Schemas["admission.v1.AdmissionState"];
    /** @description 1 at first; each change adds one. */
    version: number;
    /** @description Unset: not known, or forgotten with the end. */
    origin?: Schemas["admission.v1.Origin"];
    /** @description The admission that ends when she comes, a UUID; empty: none. */
    transferOfId: string;
    /** @description Unset: none was made. */
    offer?: Schemas["admission.v1.LastOffer"];
    /** @description Unset: none. */
    bed?: Schemas["admission.v1.HeldBed"];
    /** @description What is not settled, and what was refused unless that service has done a later one, the oldest first. */
    steps: Schemas["admission.v1.Step"][];
    /** @description Account of the officer. */
    createdBy: string;
    /** @description When it was asked for. */
    createTime?: string;
    /** @description Since when it is in this state. */
    stateTime?: string;
    /** @description Unset: no firm was told. */
    transport?: Schemas["admission.v1.LastTransport"];
  };
  /** @description What is known of somebody before a place is asked for. */
  "admission.v1.AdmissionDraft": {
    /** @description A UUID. */
    caseId: string;
    /** @description Of the case. */
    number: string;
    /** @description Official six-digit code. */
    areaCode: string;
    /** @description Of the tier; a proposal. */
    urgency: Schemas["admission.v1.Urgency"];
    /** @description Capabilities that what is known of her asks for; a proposal. */
    capabilities: string[];
    /** @description Of her latest report, 1 green to 4 red; 0: nobody has judged one. */
    tier: number;
    /** @description Of her latest report. */
    admissionPoints: number;
    /** @description When it was so. */
    reportTime?: string;
    /** @description The admission of hers that is not over, a UUID; empty: none. */
    openAdmissionId: string;
  };
  /**
  * @description How far an admission is.
  * @enum {string}
  */
  "admission.v1.AdmissionState": "ADMISSION_STATE_UNSPECIFIED" | "ADMISSION_STATE_REQUESTED" | "ADMISSION_STATE_OFFERED" | "ADMISSION_STATE_ACCEPTED" | "ADMISSION_STATE_DECLINED" | "ADMISSION_STATE_HELD" | "ADMISSION_STATE_IN_TRANSPORT" | "ADMISSION_STATE_ADMITTED" | "ADMISSION_STATE_TRANSFERRED" | "ADMISSION_STATE_DISCHARGED" | "ADMISSION_STATE_CANCELLED";
  /** @description An admission, as the facility sees it. */
  "admission.v1.AdmittedPatient": {
    /** @description A UUID. */
    admissionId: string;
    /** @description Of the case: "271004-2026-000123". */
    number: string;
    /** @description How far it is. */
    state: Schemas["admission.v1.AdmissionState"];
    /** @description For what is done next. */
    version: number;
  };
  /** @description Where one would go. */
  "admission.v1.AssignedPlace": {
    /** @description A UUID. */
    admissionId: string;
    /** @description Of the case. */
    number: string;
    /** @description A UUID; empty: there is no bed for her. */
    facilityId: string;
    /** @description Its name. */
    displayName: string;
    /** @description Where she would go one after the other, a UUID; empty: nowhere. */
    inTurnFacilityId: string;
    /** @description To offer by, a UUID. */
    decisionId: string;
    /** @description Of the admission, for OfferPlace. */
    admissionVersion: number;
  };
  /** @description One proposal for many. */
  "admission.v1.Assignment": {
    /** @description By priority. */
    places: Schemas["admission.v1.AssignedPlace"][];
    /** @description What the whole costs. */
    cost: string;
    /** @description How many have a bed. */
    placed: number;
    /** @description What it would cost one after the other. */
    inTurnCost: string;
    /** @description How many would have a bed then. */
    inTurnPlaced: number;
  };
  /** @description What a rule said of all places for one person at one moment. */
  "admission.v1.Decision": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    admissionId: string;
    /** @description What was asked for. */
    needs?: Schemas["admission.v1.Needs"];
    /** @description Her health centre's. */
    areaCode: string;
    /** @description Out of which pool. */
    pool: Schemas["admission.v1.Pool"];
    /** @description Beds of the class that her area may fill by itself; unset: any number. */
    quota: number;
    /** @description Which it has filled. */
    quotaUsed: number;
    /** @description Version of policy admission.recommendation. */
    rulesVersion: number;
    /** @description Those that may be offered, the best first; then the others. */
    candidates: Schemas["admission.v1.PlaceCandidate"][];
    /** @description Her own area has nothing: from now on the prefecture's desk looks. */
    overflow: boolean;
    /** @description Account of who asked. */
    madeBy: string;
    /** @description When. */
    makeTime?: string;
    /** @description Of the admission, for OfferPlace. */
    admissionVersion: number;
  };
  /**
  * @description How somebody leaves.
  * @enum {string}
  */
  "admission.v1.DischargeTo": "DISCHARGE_TO_UNSPECIFIED" | "DISCHARGE_TO_HOME" | "DISCHARGE_TO_RELEASED" | "DISCHARGE_TO_ELSEWHERE" | "DISCHARGE_TO_DIED";
  /** @description A bed of hers. */
  "admission.v1.HeldBed": {
    /** @description A UUID. */
    facilityId: string;
    /** @description Until when it is held, or was; unset: she lies in it. */
    holdEndTime?: string;
    /** @description She lies, or lay, in it. */
    stay: boolean;
  };
  /** @description What was known of a place at that moment. */
  "admission.v1.KnownPlace": {
    /** @description Official six-digit code of its municipality. */
    areaCode: string;
    /** @description It takes patients. */
    accepting: boolean;
    /** @description Of its latest report. */
    freshness: Schemas["admission.v1.PlaceFreshness"];
    /** @description By code. */
    capabilities: string[];
    /** @description It has such beds. */
    hasClass: boolean;
    /** @description Unset: not known. */
    staffed: number;
    /** @description Holds and arrivals are off it. Unset: not known. */
    free: number;
    /** @description Offered to others. */
    promised: number;
    /** @description Patients placed there within the time of fairness. */
    recent: number;
    /** @description On the way; unset: not known. */
    minutes: number;
    /** @description It declined her. */
    declined: boolean;
    /** @description She was there before. */
    knownThere: boolean;
  };
  /** @description The facility that was asked last. */
  "admission.v1.LastOffer": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    facilityId: string;
    /** @description Its name. */
    facilityName: string;
    /** @description How it stands. */
    state: Schemas["admission.v1.OfferState"];
    /** @description Until when it answers. */
    deadlineTime?: string;
    /** @description Why it declines. */
    answerReason: string;
    /** @description The decision that it was chosen from, a UUID. */
    decisionId: string;
    /** @description Why not the first one of the decision; empty: the first. */
    overrideReason: string;
  };
  /** @description How she is brought, the last time that somebody was asked to. */
  "admission.v1.LastTransport": {
    /** @description A UUID. */
    id: string;
    /** @description How far it is. */
    state: Schemas["admission.v1.TransportState"];
    /** @description The firm that has it, a UUID; empty: none. */
    firmId: string;
    /** @description Since when it is in this state. */
    stateTime?: string;
  };
  "admission.v1.ListAdmissionsResponse": {
    /** @description One page, by priority. */
    admissions: Schemas["admission.v1.Admission"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "admission.v1.ListOffersResponse": {
    /** @description One page. */
    offers: Schemas["admission.v1.Offer"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "admission.v1.ListTransportsResponse": {
    /** @description One page, the oldest first. */
    transports: Schemas["admission.v1.Transport"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description What somebody needs a place for. Codes as in the catalogue of classes and capabilities. */
  "admission.v1.Needs": {
    /** @description "severe". */
    bedClass: string;
    /** @description "dialysis", "isolation": the place has all of them; at most 16. */
    capabilities: string[];
    /** @description Required. */
    urgency: Schemas["admission.v1.Urgency"];
  };
  /** @description An offer, as the facility sees it. */
  "admission.v1.Offer": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    facilityId: string;
    /** @description A UUID. */
    admissionId: string;
    /** @description Of the case: "271004-2026-000123". */
    number: string;
    /** @description Her health centre's area. */
    areaCode: string;
    /** @description What she needs a place for. */
    needs?: Schemas["admission.v1.Needs"];
    /** @description How it stands. */
    state: Schemas["admission.v1.OfferState"];
    /** @description Until when it is to be answered. */
    deadlineTime?: string;
    /** @description How far her admission is. */
    admissionState: Schemas["admission.v1.AdmissionState"];
    /** @description Of the admission, for AdmitPatient and DischargePatient. */
    version: number;
    /** @description When it was made. */
    createTime?: string;
    /** @description In ListOffers: how she is brought; unspecified: no firm was told. */
    transportState: Schemas["admission.v1.TransportState"];
  };
  /**
  * @description How an offer stands.
  * @enum {string}
  */
  "admission.v1.OfferState": "OFFER_STATE_UNSPECIFIED" | "OFFER_STATE_OPEN" | "OFFER_STATE_ACCEPTED" | "OFFER_STATE_DECLINED" | "OFFER_STATE_LAPSED" | "OFFER_STATE_WITHDRAWN";
  /** @description Where she is fetched, to about a kilometre: it is kept no finer. */
  "admission.v1.Origin": {
    /** @description Degrees north. */
    latitude: number;
    /** @description Degrees east. */
    longitude: number;
  };
  /** @description One person's place. Who is to go from one to another has two. */
  "admission.v1.OwnPlace": {
    /** @description Whose, a UUID: Member.case_id of her diary. */
    caseId: string;
    /** @description How far it is. */
    state: Schemas["admission.v1.OwnPlaceState"];
    /** @description Name of the facility; empty while one is sought. */
    facilityName: string;
    /** @description Until when a bed is held; unset unless it is. */
    keepEndTime?: string;
  };
  /**
  * @description How far it is, in words that a page has in each language.
  * @enum {string}
  */
  "admission.v1.OwnPlaceState": "OWN_PLACE_STATE_UNSPECIFIED" | "OWN_PLACE_STATE_SOUGHT" | "OWN_PLACE_STATE_KEPT" | "OWN_PLACE_STATE_ON_THE_WAY" | "OWN_PLACE_STATE_THERE";
  /** @description Hers and her household's, at this moment. */
  "admission.v1.OwnPlaces": {
    /** @description Of who lies in one place and goes to another, where she is first. */
    places: Schemas["admission.v1.OwnPlace"][];
  };
  /** @description One facility in a decision. */
  "admission.v1.PlaceCandidate": {
    /** @description A UUID. */
    facilityId: string;
    /** @description Its name at that moment. */
    displayName: string;
    /** @description It may be offered. */
    taken: boolean;
    /** @description The sum of its notes' points. */
    cost: number;
    /** @description Beds that may be offered. */
    openBeds: number;
    /** @description Why. */
    notes: Schemas["admission.v1.PlaceNote"][];
    /** @description What that rests on. */
    known?: Schemas["admission.v1.KnownPlace"];
  };
  /**
  * @description How old what a facility told is.
  * @enum {string}
  */
  "admission.v1.PlaceFreshness": "PLACE_FRESHNESS_UNSPECIFIED" | "PLACE_FRESHNESS_FRESH" | "PLACE_FRESHNESS_OVERDUE" | "PLACE_FRESHNESS_UNKNOWN";
  /** @description One reason. */
  "admission.v1.PlaceNote": {
    /** @description Which. */
    reason: Schemas["admission.v1.PlaceReason"];
    /** @description See the reason. */
    value: number;
    /** @description See the reason. */
    limit: number;
    /** @description What it costs; below 0: what it spares. */
    points: number;
    /** @description See the reason. */
    word: string;
  };
  /**
  * @description Why a place stands where it stands. Points are costs; a minute on the way is a point.
  * @enum {string}
  */
  "admission.v1.PlaceReason": "PLACE_REASON_UNSPECIFIED" | "PLACE_REASON_TRAVEL" | "PLACE_REASON_TRAVEL_UNKNOWN" | "PLACE_REASON_OCCUPANCY" | "PLACE_REASON_FAIRNESS" | "PLACE_REASON_CONTINUITY" | "PLACE_REASON_OVERDUE" | "PLACE_REASON_NO_SUCH_BEDS" | "PLACE_REASON_NOT_ACCEPTING" | "PLACE_REASON_BEDS_UNKNOWN" | "PLACE_REASON_NO_BED_FREE" | "PLACE_REASON_ALL_PROMISED" | "PLACE_REASON_CAPABILITY_MISSING" | "PLACE_REASON_TOO_FAR" | "PLACE_REASON_OTHER_POOL" | "PLACE_REASON_QUOTA_USED" | "PLACE_REASON_DECLINED";
  /**
  * @description Who looks for a place, and where.
  * @enum {string}
  */
  "admission.v1.Pool": "POOL_UNSPECIFIED" | "POOL_AREA" | "POOL_PREFECTURE";
  /** @description Who comes first where there is not room for all: the sum of its parts. */
  "admission.v1.Priority": {
    /** @description The sum. */
    points: number;
    /** @description What is not known is left out. */
    parts: Schemas["admission.v1.PriorityPart"][];
  };
  /** @description One part of a priority. */
  "admission.v1.PriorityPart": {
    /** @description Which. */
    kind: Schemas["admission.v1.PriorityPartKind"];
    /** @description What it was. */
    value: number;
    /** @description What it counts, by policy admission.priority. */
    points: number;
  };
  /**
  * @description What a priority is made of.
  * @enum {string}
  */
  "admission.v1.PriorityPartKind": "PRIORITY_PART_KIND_UNSPECIFIED" | "PRIORITY_PART_KIND_URGENCY" | "PRIORITY_PART_KIND_TIER" | "PRIORITY_PART_KIND_ADMISSION_SCORE" | "PRIORITY_PART_KIND_TRANSFER";
  /** @description A decision, looked at again. */
  "admission.v1.ReplayedDecision": {
    /** @description As it was told then. */
    decision?: Schemas["admission.v1.Decision"];
    /** @description The rules of then say the same again. */
    same: boolean;
  };
  "admission.v1.SetTravelTimesResponse": {
    /** @description How many were set. */
    timeCount: number;
  };
  /** @description Something that another service was or has to be told. */
  "admission.v1.Step": {
    /** @description A UUID. */
    id: string;
    /** @description What. */
    kind: Schemas["admission.v1.StepKind"];
    /** @description How far it is. */
    state: Schemas["admission.v1.StepState"];
    /** @description The status, the class of beds, how the stay ended, or the mail: "AWAITING". */
    word: string;
    /** @description Why it was refused, or what the last try said: "NO_BED_FREE". */
    refusal: string;
    /** @description How often it was tried. */
    attempts: number;
    /** @description Since when it is to be told. */
    createTime?: string;
    /** @description When it was done or refused. */
    settleTime?: string;
  };
  /**
  * @description What another service is told.
  * @enum {string}
  */
  "admission.v1.StepKind": "STEP_KIND_UNSPECIFIED" | "STEP_KIND_PLACE_CASE" | "STEP_KIND_HOLD" | "STEP_KIND_RELEASE_HOLD" | "STEP_KIND_EXTEND_HOLD" | "STEP_KIND_CONVERT_HOLD" | "STEP_KIND_END_STAY" | "STEP_KIND_MAIL";
  /**
  * @description How far a step is.
  * @enum {string}
  */
  "admission.v1.StepState": "STEP_STATE_UNSPECIFIED" | "STEP_STATE_WAITING" | "STEP_STATE_DONE" | "STEP_STATE_REFUSED";
  /** @description Somebody is to be brought to her bed. */
  "admission.v1.Transport": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    admissionId: string;
    /** @description Of the case: "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code of the health centre that says where she is. */
    areaCode: string;
    /** @description To about a kilometre; unset: not known. */
    origin?: Schemas["admission.v1.Origin"];
    /** @description Where to, a UUID. */
    facilityId: string;
    /** @description Its name. */
    facilityName: string;
    /** @description What she needs. */
    needs?: Schemas["admission.v1.Needs"];
    /** @description How far it is. */
    state: Schemas["admission.v1.TransportState"];
    /** @description The firm that has it, a UUID; empty: none. */
    firmId: string;
    /** @description When it was told. */
    createTime?: string;
    /** @description Since when it is in this state. */
    stateTime?: string;
  };
  /**
  * @description How far a transport is.
  * @enum {string}
  */
  "admission.v1.TransportState": "TRANSPORT_STATE_UNSPECIFIED" | "TRANSPORT_STATE_OPEN" | "TRANSPORT_STATE_TAKEN" | "TRANSPORT_STATE_ON_THE_WAY" | "TRANSPORT_STATE_ARRIVED" | "TRANSPORT_STATE_CALLED_OFF";
  /** @description One way. */
  "admission.v1.TravelTime": {
    /** @description A UUID. */
    facilityId: string;
    /** @description 0–1,440. */
    minutes: number;
  };
  /**
  * @description How soon.
  * @enum {string}
  */
  "admission.v1.Urgency": "URGENCY_UNSPECIFIED" | "URGENCY_PLANNED" | "URGENCY_URGENT" | "URGENCY_EMERGENCY";
  /** @description Something that a person should look at. */
  "capacity.v1.Anomaly": {
    /** @description What is odd. */
    kind: Schemas["capacity.v1.AnomalyKind"];
    /** @description Of MANY_HOLDS: for whom they were, a UUID. */
    holderId: string;
    /** @description Of REBOOKED and NIGHT_BURST: the officer's account, a UUID. */
    officerId: string;
    /** @description How many holds it is about. */
    holdCount: number;
    /** @description When the first of them began. */
    firstTime?: string;
    /** @description When the last of them began. */
    lastTime?: string;
  };
  /**
  * @description What is odd about some holds.
  * @enum {string}
  */
  "capacity.v1.AnomalyKind": "ANOMALY_KIND_UNSPECIFIED" | "ANOMALY_KIND_MANY_HOLDS" | "ANOMALY_KIND_REBOOKED" | "ANOMALY_KIND_NIGHT_BURST";
  /** @description One area's figures. */
  "capacity.v1.AreaFigures": {
    /** @description Official six-digit code; empty for the sum of all. */
    areaCode: string;
    /** @description Of a prefecture and its municipalities; 0: none is set. */
    phase: number;
    /** @description By class. */
    classes: Schemas["capacity.v1.ClassFigures"][];
  };
  /** @description One bed. */
  "capacity.v1.Bed": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    facilityId: string;
    /** @description "severe". */
    bedClass: string;
    /** @description What the house calls it: "B-301-2". */
    displayName: string;
    /** @description Promised to somebody at this moment. */
    held: boolean;
    /** @description Somebody lies in it at this moment. */
    occupied: boolean;
    /** @description Set when it was taken out of use. */
    retireTime?: string;
  };
  /** @description Beds of one class at one moment; unset is not known, which is not zero. 0–999 each. */
  "capacity.v1.BedCounts": {
    /** @description By permission. */
    licensed: number;
    /** @description That are there. */
    physical: number;
    /** @description With people to care for who lies in them. Required in a report. */
    staffed: number;
    /** @description Required in a report. */
    occupied: number;
    /** @description Being cleaned, isolated, closed. Required in a report. */
    blocked: number;
  };
  /** @description One facility on the board. */
  "capacity.v1.BoardEntry": {
    /** @description As FacilityService shows it. */
    facility?: Schemas["capacity.v1.Facility"];
    /** @description By its duty to report, by now. */
    freshness: Schemas["capacity.v1.Freshness"];
    /** @description The first deadline that its latest report does not count for: it is overdue from then on. */
    dueTime?: string;
    /** @description From then on it is unknown, unless it reports. */
    unknownTime?: string;
    /** @description By class. */
    wards: Schemas["capacity.v1.Ward"][];
  };
  /** @description One event of the board. */
  "capacity.v1.BoardEvent": {
    /** @description What it is. */
    kind: Schemas["capacity.v1.BoardEventKind"];
    /** @description Of ENTRY. */
    entry?: Schemas["capacity.v1.BoardEntry"];
    /** @description Of LEFT. */
    facilityId: string;
    /** @description Where to go on after this event; empty while the board is told as it is. */
    resumeToken: string;
  };
  /**
  * @description What happens on the board.
  * @enum {string}
  */
  "capacity.v1.BoardEventKind": "BOARD_EVENT_KIND_UNSPECIFIED" | "BOARD_EVENT_KIND_BEGIN" | "BOARD_EVENT_KIND_ENTRY" | "BOARD_EVENT_KIND_COMPLETE" | "BOARD_EVENT_KIND_LEFT";
  /** @description Staffed beds that can do something besides. */
  "capacity.v1.CapableBeds": {
    /** @description Code of a capability (GetCatalogue). */
    capability: string;
    /** @description 0–999, no more than staffed. */
    beds: number;
  };
  /** @description What kinds of beds there are, and what they can do. */
  "capacity.v1.Catalogue": {
    /** @description In the order in which they are shown. */
    classes: Schemas["capacity.v1.CatalogueEntry"][];
    /** @description In the order in which they are shown. */
    capabilities: Schemas["capacity.v1.CatalogueEntry"][];
  };
  /** @description A class of beds, or a capability. */
  "capacity.v1.CatalogueEntry": {
    /** @description "severe": what reports, requests and tables say. */
    code: string;
    /** @description "重症". */
    japaneseName: string;
    /** @description "Severe". */
    englishName: string;
  };
  /** @description Beds of one class, added up. */
  "capacity.v1.ClassFigures": {
    /** @description Code of a class. */
    bedClass: string;
    /** @description That have such beds. */
    facilities: number;
    /** @description Of those, over which is added up; the others are unknown, which is not zero. */
    known: number;
    /** @description Of those that are known, with a report that is late. */
    overdue: number;
    /** @description Sums over those that are known. */
    staffed: string;
    /** @description Lying there by the reports. */
    occupied: string;
    /** @description Being cleaned, isolated, closed. */
    blocked: string;
    /** @description Held by now; 0 in the history. */
    held: string;
    /** @description Holds that became stays since the reports; 0 in the history. */
    arrived: string;
    /** @description Beds that somebody can be promised. */
    available: string;
    /** @description Lying and arrived of staffed, a ratio of sums, over 1 told as it is; unset: nothing is known, or no bed is staffed. */
    occupancy: number;
    /** @description Promised for the phase of the prefecture, of all facilities there; unset: there is no plan, or no phase. */
    planned: string;
  };
  /** @description One class of beds in a report. */
  "capacity.v1.ClassReport": {
    /** @description Code of a class (GetCatalogue). */
    bedClass: string;
    /** @description Required. */
    counts?: Schemas["capacity.v1.BedCounts"];
    /** @description Each capability once. */
    able: Schemas["capacity.v1.CapableBeds"][];
  };
  /** @description That a finding was read, and the report is so all the same. */
  "capacity.v1.Confirmation": {
    /** @description Finding.code. */
    code: string;
    /** @description Finding.path. */
    path: string;
  };
  "capacity.v1.CreateBedsResponse": {
    /** @description In the order of the request. */
    beds: Schemas["capacity.v1.Bed"][];
  };
  /** @description A facility as officers and its own staff see it. */
  "capacity.v1.Facility": {
    /** @description A UUID. */
    id: string;
    /** @description Never changes. */
    kind: Schemas["capacity.v1.FacilityKind"];
    /** @description Official six-digit code of its municipality. Never changes. */
    areaCode: string;
    /** @description What is told of it. */
    facts?: Schemas["capacity.v1.FacilityFacts"];
    /** @description Whether mails reach its desk. */
    hasContact: boolean;
    /** @description Goes up with each change. */
    revision: number;
    /** @description The moment that its latest report speaks of; unset: it never reported. */
    reportTime?: string;
    /** @description Since when it is closed; unset: it is not. */
    closeTime?: string;
  };
  /** @description What is told of a facility. */
  "capacity.v1.FacilityFacts": {
    /** @description 1–100 characters. */
    displayName: string;
    /** @description Unset: not known. */
    point?: Schemas["capacity.v1.Point"];
    /** @description Where its clocks are; empty means "Asia/Tokyo". */
    timeZone: string;
    /** @description Whether it takes patients at present. */
    accepting: boolean;
    /** @description What it can do, by code (GetCatalogue); each once. */
    capabilities: string[];
    /** @description The number of its desk, not a person's: 6 to 20 digits, "+", "-" and blanks. May be empty. */
    phone: string;
    /** @description Identity's organisation whose staff report for it, a UUID; empty: officers alone. */
    organisationId: string;
    /** @description Language of mails to its desk: "ja", "en", or another that there is; empty means "ja". */
    language: string;
    /** @description By when it reports, in minutes of the day on its clocks, upwards, at most 4; none: as policy capacity.duty says of its kind. */
    dueMinutes: number[];
  };
  /**
  * @description What kind of house it is.
  * @enum {string}
  */
  "capacity.v1.FacilityKind": "FACILITY_KIND_UNSPECIFIED" | "FACILITY_KIND_HOSPITAL" | "FACILITY_KIND_ACCOMMODATION" | "FACILITY_KIND_CARE_HOME";
  /** @description Beds added up. */
  "capacity.v1.Figures": {
    /** @description When, or the end of which day. */
    time?: string;
    /** @description By municipality. */
    areas: Schemas["capacity.v1.AreaFigures"][];
    /** @description By prefecture: sums of its municipalities. */
    prefectures: Schemas["capacity.v1.AreaFigures"][];
    /** @description Of all of these. */
    total?: Schemas["capacity.v1.AreaFigures"];
  };
  /** @description Something wrong or odd in a report. */
  "capacity.v1.Finding": {
    /** @description "JUMPED": see capacity's README. */
    code: string;
    /** @description "classes.severe.occupied". */
    path: string;
    /** @description A sentence for whoever reports. */
    message: string;
    /** @description Has to be put right; the others are confirmed. */
    blocking: boolean;
  };
  /**
  * @description How a facility's beds are to be taken.
  * @enum {string}
  */
  "capacity.v1.Freshness": "FRESHNESS_UNSPECIFIED" | "FRESHNESS_FRESH" | "FRESHNESS_OVERDUE" | "FRESHNESS_UNKNOWN";
  /** @description A bed that is promised to one holder. */
  "capacity.v1.Hold": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    facilityId: string;
    /** @description Class of the bed: "severe". */
    bedClass: string;
    /** @description The one bed, a UUID; empty: any of the class. */
    bedId: string;
    /** @description Opaque, a UUID. */
    holderId: string;
    /** @description At this moment. */
    state: Schemas["capacity.v1.HoldState"];
    /** @description Since when. */
    beginTime?: string;
    /** @description Until when; of one that is over, when it ended. */
    endTime?: string;
    /** @description Held longer already. */
    extended: boolean;
    /** @description 1 at first; each change adds one. */
    version: number;
    /** @description Account of the officer for whom it was taken. */
    officerId: string;
  };
  /**
  * @description What became of a hold.
  * @enum {string}
  */
  "capacity.v1.HoldState": "HOLD_STATE_UNSPECIFIED" | "HOLD_STATE_LIVE" | "HOLD_STATE_CONVERTED" | "HOLD_STATE_RELEASED" | "HOLD_STATE_EXPIRED";
  /** @description What an import did. */
  "capacity.v1.ImportedFacilities": {
    /** @description Ids of the facilities, row by row. */
    facilityIds: string[];
  };
  /** @description What became of a table. */
  "capacity.v1.ImportedReports": {
    /** @description Reports that were kept, one a facility; none when there are findings. */
    reports: number;
    /** @description Why nothing was kept. */
    findings: Schemas["capacity.v1.TableFinding"][];
  };
  "capacity.v1.ListAnomaliesResponse": {
    /** @description One page, by kind, then by holder or officer. */
    anomalies: Schemas["capacity.v1.Anomaly"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListBedsResponse": {
    /** @description One page. */
    beds: Schemas["capacity.v1.Bed"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListBoardResponse": {
    /** @description One page, by area and name. */
    entries: Schemas["capacity.v1.BoardEntry"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListFacilitiesResponse": {
    /** @description One page, by area and name. */
    facilities: Schemas["capacity.v1.Facility"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListHoldsResponse": {
    /** @description One page, the latest first. */
    holds: Schemas["capacity.v1.Hold"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListReportVersionsResponse": {
    /** @description One page, the first version first. */
    versions: Schemas["capacity.v1.Report"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListReportsResponse": {
    /** @description One page, newest first. */
    reports: Schemas["capacity.v1.Report"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "capacity.v1.ListStaysResponse": {
    /** @description One page, the latest recorded first. */
    stays: Schemas["capacity.v1.Stay"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description A prefecture's phase. */
  "capacity.v1.Phase": {
    /** @description The prefecture's code. */
    areaCode: string;
    /** @description 1–9. */
    phase: number;
    /** @description From which day on. */
    validFromDate: string;
  };
  /** @description What a facility has promised. */
  "capacity.v1.Plan": {
    /** @description The facility. */
    facilityId: string;
    /** @description From which day on, as "2026-11-21"; empty: there is no plan. */
    validFromDate: string;
    /** @description Of what begins that day: goes up with each change. */
    revision: number;
    /** @description By phase and class. */
    beds: Schemas["capacity.v1.PlannedBeds"][];
  };
  /** @description Beds of a plan. */
  "capacity.v1.PlannedBeds": {
    /** @description 1–9. */
    phase: number;
    /** @description Code of a class. */
    bedClass: string;
    /** @description 0–999. */
    beds: number;
  };
  /** @description A place on the map (WGS 84). */
  "capacity.v1.Point": {
    /** @description Degrees north, 20 to 46: within Japan. */
    latitude: number;
    /** @description Degrees east, 122 to 154. */
    longitude: number;
  };
  /** @description A version of a report. */
  "capacity.v1.Report": {
    /** @description A UUID. */
    id: string;
    /** @description The facility. */
    facilityId: string;
    /** @description 1, then one more with each correction. */
    version: number;
    /** @description What it says. */
    content?: Schemas["capacity.v1.ReportContent"];
    /** @description The moment that it speaks of. */
    reportTime?: string;
    /** @description When this version came. */
    receiveTime?: string;
    /** @description How this version came. */
    source: Schemas["capacity.v1.ReportSource"];
    /** @description By an officer, not by the facility's staff. */
    byProxy: boolean;
    /** @description By proxy: the desk or role that told it, as "ward office"; not a person's name. */
    toldByDesk: string;
    /** @description Account of who entered this version. */
    enteredBy: string;
    /** @description What she confirmed. */
    confirmed: Schemas["capacity.v1.Confirmation"][];
  };
  /** @description What a facility says of one moment. A class that is left out is not known any more. */
  "capacity.v1.ReportContent": {
    /** @description Each class once. */
    classes: Schemas["capacity.v1.ClassReport"][];
    /** @description Outpatients. */
    outpatient: Schemas["capacity.v1.ServiceState"];
    /** @description Inpatients. */
    inpatient: Schemas["capacity.v1.ServiceState"];
    /** @description Emergencies. */
    emergency: Schemas["capacity.v1.ServiceState"];
    /** @description Operations. */
    surgery: Schemas["capacity.v1.ServiceState"];
    /** @description People at work. */
    staff: Schemas["capacity.v1.StaffState"];
  };
  /**
  * @description How a report came.
  * @enum {string}
  */
  "capacity.v1.ReportSource": "REPORT_SOURCE_UNSPECIFIED" | "REPORT_SOURCE_OWN" | "REPORT_SOURCE_PROXY" | "REPORT_SOURCE_TABLE" | "REPORT_SOURCE_FHIR";
  /**
  * @description How a service of a hospital runs.
  * @enum {string}
  */
  "capacity.v1.ServiceState": "SERVICE_STATE_UNSPECIFIED" | "SERVICE_STATE_NORMAL" | "SERVICE_STATE_LIMITED" | "SERVICE_STATE_STOPPED";
  /**
  * @description How many people there are to work.
  * @enum {string}
  */
  "capacity.v1.StaffState": "STAFF_STATE_UNSPECIFIED" | "STAFF_STATE_NORMAL" | "STAFF_STATE_SHORT" | "STAFF_STATE_EXHAUSTED";
  /** @description Somebody lies, or lay, in a bed. */
  "capacity.v1.Stay": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    facilityId: string;
    /** @description Class of the bed. */
    bedClass: string;
    /** @description A UUID; empty: the facility knows which one. */
    bedId: string;
    /** @description Opaque, a UUID; empty: she came without a hold. */
    holderId: string;
    /** @description The hold that it began with, a UUID; empty: none. */
    holdId: string;
    /** @description Unset: before anybody can tell. */
    beginTime?: string;
    /** @description Unset: she is still there. */
    endTime?: string;
    /** @description Unspecified until it ends, or when nobody told. */
    end: Schemas["capacity.v1.StayEnd"];
    /** @description 1 at first; each change adds one. */
    version: number;
  };
  /**
  * @description How a stay ended.
  * @enum {string}
  */
  "capacity.v1.StayEnd": "STAY_END_UNSPECIFIED" | "STAY_END_DISCHARGED" | "STAY_END_TRANSFERRED" | "STAY_END_DIED";
  /** @description What became of a report. */
  "capacity.v1.SubmittedReport": {
    /** @description Unset: nothing was kept. */
    report?: Schemas["capacity.v1.Report"];
    /** @description Why not: what blocks, and what is not confirmed. */
    findings: Schemas["capacity.v1.Finding"][];
  };
  /** @description That a finding of a table was read. */
  "capacity.v1.TableConfirmation": {
    /** @description TableFinding.facility_id. */
    facilityId: string;
    /** @description Finding.code. */
    code: string;
    /** @description Finding.path. */
    path: string;
  };
  /** @description Something wrong or odd in a table. */
  "capacity.v1.TableFinding": {
    /** @description Of the facility's class, from 1; 0: of no line. */
    line: number;
    /** @description A UUID. */
    facilityId: string;
    /** @description What it is. */
    finding?: Schemas["capacity.v1.Finding"];
  };
  /** @description Beds of one class at a facility. */
  "capacity.v1.Ward": {
    /** @description Code of a class. */
    bedClass: string;
    /** @description By the latest report. */
    counts?: Schemas["capacity.v1.BedCounts"];
    /** @description By the latest report. */
    able: Schemas["capacity.v1.CapableBeds"][];
    /** @description Held for somebody by now. */
    held: number;
    /** @description Holds that became stays since the report. */
    arrived: number;
    /** @description Beds that somebody can be promised; unset: not known. */
    available: number;
  };
  /** @description The mail to those who were told by mistake. */
  "exposure.v1.Correction": {
    /** @description Account id. */
    proposedBy: string;
    /** @description When it was proposed. */
    proposeTime?: string;
    /** @description Account id; empty until it is approved. */
    approvedBy: string;
    /** @description Unset until it is approved. */
    approveTime?: string;
    /** @description When all were handed to the mail service; unset before. */
    finishTime?: string;
    /** @description How many were, once it is finished. */
    recipients: number;
  };
  /** @description Whom a correction would tell, in numbers. */
  "exposure.v1.CorrectionPreview": {
    /** @description People whose alert left or may have left. */
    recipients: number;
    /** @description People whose alert may leave yet, unless the exposure is recalled. */
    undecided: number;
  };
  /** @description How far the mails of a correction are. */
  "exposure.v1.CorrectionProgress": {
    /** @description All were handed to the mail service. */
    finished: boolean;
    /** @description Mails that were not tried yet. */
    queued: number;
    /** @description Mails that the receiving server has accepted. */
    sent: number;
    /** @description Mails that are tried again. */
    deferred: number;
    /** @description Mails that were refused for good, or came too late. */
    failed: number;
    /** @description Mails that people have stopped. */
    cancelled: number;
  };
  /** @description A patient was at the venue within her infectious days. */
  "exposure.v1.Evidence": {
    /** @description A UUID; a case may be of another area, and unknown to the reader. */
    caseId: string;
    /** @description Half-open window. */
    startTime?: string;
    /** @description See start_time. */
    endTime?: string;
    /** @description Account id of the officer who recorded it. */
    recordedBy: string;
  };
  /** @description An infected person was at a venue in a window. */
  "exposure.v1.Exposure": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. By rule: one of those in `evidence`. */
    caseId: string;
    /** @description Eight characters. */
    venueId: string;
    /** @description As it was when proposed. */
    venueName: string;
    /** @description Of the venue. */
    areaCode: string;
    /** @description Half-open window of the infected person's stay; by rule: around all of them. */
    startTime?: string;
    /** @description See start_time. */
    endTime?: string;
    /** @description What the mails tell. */
    level: Schemas["exposure.v1.Level"];
    /** @description Where it is on its way. */
    state: Schemas["exposure.v1.State"];
    /** @description An account id, or "rule". */
    proposedBy: string;
    /** @description Empty until it is approved. */
    approvedBy: string;
    /** @description When it was proposed. */
    proposeTime?: string;
    /** @description Unset until it is approved. */
    approveTime?: string;
    /** @description People whose mail was queued. */
    recipients: number;
    /** @description Counts up with each change. */
    version: number;
    /** @description Version of policy exposure.thresholds that proposed it; 0: a person did. */
    ruleVersion: number;
    /** @description By rule: the venue's service day, "2026-11-21". */
    serviceDay: string;
    /** @description By rule: cases at the venue on that day, told of before or not. */
    positives: number;
    /** @description By rule: how many make a proposal. */
    positivesNeeded: number;
    /** @description By rule: what it rests on. It changes with what is recorded, until the approval. */
    evidence: Schemas["exposure.v1.Evidence"][];
    /** @description By rule: of the cases that it rested on when it was approved, how many were taken back or moved since. Whether the people who were told must hear of it, an officer decides. */
    withdrawnCases: number;
    /** @description An account id, or "rule"; empty unless it was cancelled. */
    cancelledBy: string;
    /** @description Who chose the level after the proposal; empty when nobody did. */
    levelBy: string;
    /** @description Who recalled it; empty unless it was. */
    recalledBy: string;
    /** @description Unset until somebody proposes one. */
    correction?: Schemas["exposure.v1.Correction"];
  };
  /**
  * @description What the mail tells.
  * @enum {string}
  */
  "exposure.v1.Level": "LEVEL_UNSPECIFIED" | "LEVEL_CAUTION" | "LEVEL_CLUSTER";
  "exposure.v1.ListExposuresResponse": {
    /** @description One page, newest first. */
    exposures: Schemas["exposure.v1.Exposure"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /**
  * @description Which of an exposure's mails.
  * @enum {string}
  */
  "exposure.v1.MailKind": "MAIL_KIND_UNSPECIFIED" | "MAIL_KIND_CAUTION" | "MAIL_KIND_CLUSTER" | "MAIL_KIND_CORRECTION";
  /** @description One bar of the histogram of overlap minutes. */
  "exposure.v1.MinutesBucket": {
    /** @description Minutes, from (inclusive) to (exclusive; 0: no end). */
    fromMinutes: number;
    /** @description See from_minutes. */
    toMinutes: number;
    /** @description People in this bucket. */
    recipients: number;
  };
  /** @description Who would be told, in numbers. */
  "exposure.v1.Preview": {
    /** @description People who would be mailed. */
    recipients: number;
    /** @description Further people with no verified stay: not mailed by default policy. */
    unverified: number;
    /** @description Of the recipients, by how well the end of their stay is known. */
    checkedOut: number;
    /** @description Ended by the next check-in or the closing rule. */
    automatic: number;
    /** @description Still open: the venue's typical stay was assumed. */
    assumed: number;
    /** @description Of the recipients, those all of whose stays are outside opening hours or set apart. */
    marked: number;
    /** @description Recipients by overlap minutes. */
    minutes: Schemas["exposure.v1.MinutesBucket"][];
    /** @description Every patient's contact is known and left out. False: a patient may be among the recipients. */
    patientExcluded: boolean;
    /** @description Approving at this level needs a reason. */
    reasonRequired: boolean;
    /** @description Contacts whose keys are gone: nobody can be told any more. */
    unreadable: number;
    /** @description Overlapping stays that were found, verified or not; the patients' own are left out. One that spans several patients' windows counts for each. */
    stays: number;
    /** @description Of these, how many began outside the venue's opening hours. */
    staysOutOfHours: number;
    /** @description Of the stays found, how many were set apart as part of a burst of unconfirmed check-ins. */
    staysSetApart: number;
    /** @description And how many were sent later than they happened. */
    staysOffline: number;
    /** @description And how many the venue's staff entered. */
    staysGuest: number;
    /** @description Whom the recipients stand for: everybody who came together with one of them, themselves included. */
    people: number;
    /** @description Of the stays found, how many began with a kiosk's code, while it was shown: these people were surely there. */
    staysPresent: number;
    /** @description Further people who were told of this venue and of all these days before, at no lower level: not told again. */
    toldBefore: number;
  };
  /** @description A mail as its reader gets it. */
  "exposure.v1.PreviewedMail": {
    /** @description "zh-Hant". */
    language: string;
    /** @description One line. */
    subject: string;
    /** @description The text part; the HTML part says the same. */
    text: string;
    /** @description Somebody who writes the language has read the text. Else the mail says that it is a draft, and the English text follows. */
    reviewed: boolean;
    /** @description The text is the area's own, its prefecture's or the whole installation's; else it is the shipped one. */
    ownText: boolean;
  };
  /** @description One mail in every language that people are written to in. */
  "exposure.v1.PreviewedMails": {
    /** @description Never MAIL_KIND_UNSPECIFIED. */
    kind: Schemas["exposure.v1.MailKind"];
    /** @description Japanese and English first. */
    mails: Schemas["exposure.v1.PreviewedMail"][];
  };
  /** @description How far the mails of an exposure are. */
  "exposure.v1.Progress": {
    /** @description Of the exposure. */
    state: Schemas["exposure.v1.State"];
    /** @description People who are told. */
    recipients: number;
    /** @description Mails that were not tried yet. */
    queued: number;
    /** @description Mails that the receiving server has accepted. */
    sent: number;
    /** @description Mails that are tried again. */
    deferred: number;
    /** @description Mails that were refused for good, or came too late. */
    failed: number;
    /** @description Time of this count. */
    time?: string;
    /** @description Mails that were taken back before they left. */
    cancelled: number;
    /** @description Unset until a correction is approved. */
    correction?: Schemas["exposure.v1.CorrectionProgress"];
  };
  /**
  * @description Where an exposure is on its way to the mails.
  * @enum {string}
  */
  "exposure.v1.State": "STATE_UNSPECIFIED" | "STATE_PROPOSED" | "STATE_DISPATCHING" | "STATE_DISPATCHED" | "STATE_CANCELLED" | "STATE_RECALLED";
  /** @description An account whose owner has just set it up. */
  "identity.v1.AcceptedInvitation": {
    /** @description Whose it is. */
    account?: Schemas["identity.v1.Account"];
    /** @description Ten, for when the authenticator is lost; none without a second factor. Shown this once. */
    recoveryCodes: string[];
  };
  /** @description A member of staff. */
  "identity.v1.Account": {
    /** @description A UUID. */
    id: string;
    /** @description What she logs in with. */
    userName: string;
    /** @description Shown to colleagues. */
    displayName: string;
    /** @description What she may do. */
    roles: Schemas["rpc.v1.Role"][];
    /** @description Official six-digit codes. */
    areaCodes: string[];
    /** @description The health centre or authority. */
    organisation: string;
    /** @description A UUID: the organisation of that name; empty where the name is all that is known. */
    organisationId: string;
  };
  /**
  * @description How far an account is.
  * @enum {string}
  */
  "identity.v1.AccountState": "ACCOUNT_STATE_UNSPECIFIED" | "ACCOUNT_STATE_INVITED" | "ACCOUNT_STATE_ACTIVE" | "ACCOUNT_STATE_DISABLED";
  /** @description A prefecture or a municipality. */
  "identity.v1.Area": {
    /** @description Official six-digit code. */
    code: string;
    /** @description "大阪市". */
    displayName: string;
    /** @description "大阪府" for a municipality; empty for a prefecture. */
    prefecture: string;
  };
  "identity.v1.ImportAreasResponse": {
    /** @description Areas that are new. */
    added: number;
    /** @description Areas whose names changed. */
    changed: number;
    /** @description Areas that were known just so. */
    unchanged: number;
  };
  "identity.v1.ImportOrganisationsResponse": {
    /** @description Organisations that are new. */
    added: number;
    /** @description Organisations of which something changed. */
    changed: number;
    /** @description Organisations that were known just so. */
    unchanged: number;
  };
  /** @description What an invited member of staff sees before she accepts. */
  "identity.v1.Invitation": {
    /** @description What she will log in with. */
    userName: string;
    /** @description As the administrator wrote it. */
    displayName: string;
    /** @description As the administrator wrote it. */
    organisation: string;
    /** @description Whether a code is required (policy "identity.staff"). When not, an empty code leaves the second factor away. */
    totpRequired: boolean;
    /** @description For the authenticator, base 32. */
    totpSecret: string;
    /** @description The same as an otpauth:// URI. */
    totpUri: string;
    /** @description The URI as a QR symbol: a row of "0" (light) and "1" (dark) modules each, without the quiet zone. */
    totpSymbol: string[];
    /** @description Until when the link works. */
    expireTime?: string;
  };
  /** @description What a link is for. */
  "identity.v1.LinkDescription": {
    /** @description As asked. */
    token: string;
    /** @description What confirming does. */
    purpose: Schemas["identity.v1.LinkPurpose"];
    /** @description Confirmed before, or too late. */
    usable: boolean;
    /** @description When the link ends. */
    expireTime?: string;
  };
  /**
  * @description What a mailed link does when it is confirmed.
  * @enum {string}
  */
  "identity.v1.LinkPurpose": "LINK_PURPOSE_UNSPECIFIED" | "LINK_PURPOSE_VERIFY_ADDRESS" | "LINK_PURPOSE_VENUE_REGISTRATION" | "LINK_PURPOSE_STAFF_INVITATION" | "LINK_PURPOSE_VENUE_LOG_IN" | "LINK_PURPOSE_DIARY";
  "identity.v1.ListAccountsResponse": {
    /** @description One page, by user name. */
    accounts: Schemas["identity.v1.StaffAccount"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "identity.v1.ListAreasResponse": {
    /** @description One page, by code. */
    areas: Schemas["identity.v1.Area"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "identity.v1.ListOrganisationsResponse": {
    /** @description One page, by area and name. */
    organisations: Schemas["identity.v1.Organisation"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "identity.v1.LogOutResponse": Record<string, never>;
  /** @description An organisation as administrators see it. */
  "identity.v1.Organisation": {
    /** @description A UUID. */
    id: string;
    /** @description What it does. */
    kind: Schemas["identity.v1.OrganisationKind"];
    /** @description "大阪市保健所". */
    displayName: string;
    /** @description "Osaka City Public Health Office"; may be empty. */
    englishName: string;
    /** @description Official six-digit code: where it is responsible. Never changes. */
    areaCode: string;
    /** @description The thirteen digits of its corporate number (法人番号); empty for one that has none of its own. */
    corporateNumber: string;
    /** @description From when people may be put into it; unset: always. */
    activeFromTime?: string;
    /** @description Until when, excluded; unset: for good. Whoever is in it then stays, with all her rights, until an administrator decides. */
    activeToTime?: string;
    /** @description Goes up with each change. */
    revision: number;
  };
  /**
  * @description What an organisation does.
  * @enum {string}
  */
  "identity.v1.OrganisationKind": "ORGANISATION_KIND_UNSPECIFIED" | "ORGANISATION_KIND_HEALTH_CENTRE" | "ORGANISATION_KIND_AUTHORITY" | "ORGANISATION_KIND_HOSPITAL" | "ORGANISATION_KIND_TRANSPORT";
  /** @description Codes that each replace one code of the authenticator, once. */
  "identity.v1.RecoveryCodes": {
    /** @description Ten. Shown this once. */
    recoveryCodes: string[];
  };
  /** @description A staff session that was opened. */
  "identity.v1.Session": {
    /** @description Whose session it is. */
    account?: Schemas["identity.v1.Account"];
    /** @description When it ends at the latest. */
    expireTime?: string;
  };
  /** @description An account as administrators see it. */
  "identity.v1.StaffAccount": {
    /** @description Who it is. */
    account?: Schemas["identity.v1.Account"];
    /** @description How far it is. */
    state: Schemas["identity.v1.AccountState"];
    /** @description Whether log-ins ask for a code. */
    totpEnrolled: boolean;
    /** @description When it was made. */
    createTime?: string;
    /** @description Until when the newest link works; unset when none is open. */
    invitationExpireTime?: string;
  };
  /** @description A mail that failed. */
  "mail.v1.DeadLetter": {
    /** @description A UUID. */
    messageId: string;
    /** @description "alert-caution". */
    template: string;
    /** @description Empty: it belonged to nothing. */
    group: string;
    /** @description REFUSED, GIVEN_UP, EXPIRED, CONTACT_UNREADABLE, PERMIT_REFUSED, UNWRITABLE; BOUNCED (it left and came back), SUPPRESSED (mails to that mailbox came back before). */
    reason: string;
    /** @description The mail server's last answer; 0: it was not asked. */
    smtpCode: number;
    /** @description Since it was queued or retried by hand. */
    attempts: number;
    /** @description When it was queued. */
    createTime?: string;
    /** @description When it failed. */
    failTime?: string;
    /** @description It is sent no more, and holds nothing, from then on. */
    expireTime?: string;
    /** @description Whether RetryDeadLetter would send it. */
    retryable: boolean;
  };
  /** @description Dead letters that failed alike. */
  "mail.v1.DeadLetterCount": {
    /** @description As in DeadLetter. */
    template: string;
    /** @description As in DeadLetter. */
    group: string;
    /** @description As in DeadLetter. */
    reason: string;
    /** @description As in DeadLetter. */
    smtpCode: number;
    /** @description How many. */
    letters: string;
    /** @description How many of them can be retried. */
    retryable: string;
  };
  /** @description Which dead letters; what is empty or 0 does not narrow it. */
  "mail.v1.DeadLetterFilter": {
    /** @description "alert-caution". */
    template: string;
    /** @description As whoever queued it called it: an exposure event's id. */
    group: string;
    /** @description As in DeadLetter. */
    reason: string;
    /** @description 200–599. */
    smtpCode: number;
  };
  /** @description A text that may be proposed as a policy "mail.texts.<template>". */
  "mail.v1.DraftText": {
    /** @description 1–100 characters; places {{date}} and times only. */
    subject: string;
    /** @description 1–5,000 characters with exactly the template's places: {{date}}. */
    text: string;
    /** @description Somebody who writes the language has read it; always so for ja and en. */
    reviewed: boolean;
  };
  "mail.v1.GetDeadLetterCountsResponse": {
    /** @description The most frequent first. */
    counts: Schemas["mail.v1.DeadLetterCount"][];
  };
  "mail.v1.ListDeadLettersResponse": {
    /** @description The newest first. */
    letters: Schemas["mail.v1.DeadLetter"][];
    /** @description Empty on the last page. */
    nextPageToken: string;
  };
  /** @description Mails that were tried, by day. */
  "mail.v1.MailStatistics": {
    /** @description By day, template and kind. */
    tallies: Schemas["mail.v1.MailTally"][];
  };
  /** @description Mails of one day and template to one kind of domain. */
  "mail.v1.MailTally": {
    /** @description "2026-11-21", UTC. */
    day: string;
    /** @description "alert-caution". */
    template: string;
    /** @description "docomo", "google", …, "other". */
    domainKind: string;
    /** @description Accepted by the mail server. */
    sent: string;
    /** @description Attempts that the server put off. */
    deferrals: string;
    /** @description Failed for good. */
    failed: string;
    /** @description Came back after they were accepted, counted on the day they did. */
    bounced: string;
  };
  /** @description A mail as a reader gets it. */
  "mail.v1.RenderedText": {
    /** @description One line. */
    subject: string;
    /** @description The text part. */
    text: string;
    /** @description The HTML part, a whole page: show it in a sandbox. */
    html: string;
    /** @description Somebody who writes the language has read the text. Else the mail says that it is a draft, and the English text follows. */
    reviewed: boolean;
    /** @description The text is the area's own, its prefecture's, the whole installation's, or the draft; else it is the shipped one. */
    ownText: boolean;
  };
  /** @description What was queued again. */
  "mail.v1.RetriedLetters": {
    /** @description How many; 0 when they wait or have left already. */
    retried: string;
    /** @description There are more that the filter names and that can be retried. */
    more: boolean;
  };
  /** @description What stands in a place of the text. */
  "mail.v1.SampleParameter": {
    /** @description "date". */
    name: string;
    /** @description As in NewMessage. */
    value: string;
  };
  /** @description What holds for the person whom a token was mailed to. */
  "mail.v1.Subscription": {
    /** @description Neither alerts nor verification mails go there; mails that she asks for herself do. */
    stopped: boolean;
  };
  /**
  * @description What is to be done, in words that a page has in each language.
  * @enum {string}
  */
  "observation.v1.Advice": "ADVICE_UNSPECIFIED" | "ADVICE_CALL_NOW" | "ADVICE_WAIT_FOR_CALL" | "ADVICE_REPORT_NEXT" | "ADVICE_REPORT_WHEN_WORSE";
  /** @description What is told of one moment. What is left out was not told, which is never "no". */
  "observation.v1.Answers": {
    /** @description Degrees Celsius, 25.0–45.0, one digit behind the point. */
    temperature: number;
    /** @description Oxygen saturation, %, 30–100. */
    spo2: number;
    /** @description Per minute, 10–300. */
    pulse: number;
    /** @description Breaths per minute, 1–120. */
    respiratoryRate: number;
    /** @description Breathes oxygen, not air. */
    oxygen: boolean;
    /** @description Whether the emergency signs were gone through: an empty list then means that there is none. */
    signsAsked: boolean;
    /** @description Those there are. */
    signs: Schemas["observation.v1.EmergencySign"][];
    /** @description Whether the symptoms were gone through. */
    symptomsAsked: boolean;
    /** @description Those there are. */
    symptoms: Schemas["observation.v1.Symptom"][];
    /** @description Whether a fever reducer was taken since the last report. */
    feverReducer: boolean;
    /** @description From 1, as usual, to 5, nothing at all; 0: not told. */
    food: number;
    /** @description As food. */
    water: number;
    /** @description As food. */
    urine: number;
    /** @description Plain text, at most 1,000 characters. */
    note: string;
  };
  /**
  * @description Why a tier is what it is.
  * @enum {string}
  */
  "observation.v1.Cause": "CAUSE_UNSPECIFIED" | "CAUSE_EMERGENCY_SIGN" | "CAUSE_SPO2_LOW" | "CAUSE_SPO2_DROP" | "CAUSE_FEVER" | "CAUSE_LASTING_FEVER" | "CAUSE_SYMPTOMATIC" | "CAUSE_NEWS2" | "CAUSE_NEWS2_THREE" | "CAUSE_ADMISSION_SCORE" | "CAUSE_ADMISSION_SPO2" | "CAUSE_SCALE" | "CAUSE_MISSING";
  /** @description What a certificate's code stands for. */
  "observation.v1.Certificate": {
    /** @description It holds: it was issued and not taken back. */
    valid: boolean;
    /** @description The last six digits of the case's number, to be compared with the paper. */
    numberEnding: string;
    /** @description As on the paper: "2026-11-11". */
    startDate: string;
    /** @description As on the paper: "2026-11-21". */
    endDate: string;
  };
  /**
  * @description Where day 0 comes from.
  * @enum {string}
  */
  "observation.v1.DayZeroSource": "DAY_ZERO_SOURCE_UNSPECIFIED" | "DAY_ZERO_SOURCE_ONSET" | "DAY_ZERO_SOURCE_SAMPLING" | "DAY_ZERO_SOURCE_FIRST_SYMPTOMS";
  /** @description Something that was done about a person. */
  "observation.v1.Deed": {
    /** @description What. */
    kind: Schemas["observation.v1.DeedKind"];
    /** @description Account. */
    doneBy: string;
    /** @description When. */
    doneTime?: string;
    /** @description A word for the next one; emptied after a while (policy observation.retention). */
    note: string;
  };
  /**
  * @description What an officer did.
  * @enum {string}
  */
  "observation.v1.DeedKind": "DEED_KIND_UNSPECIFIED" | "DEED_KIND_CLAIMED" | "DEED_KIND_HANDED_OVER" | "DEED_KIND_CONTACTED" | "DEED_KIND_NOT_REACHED" | "DEED_KIND_SNOOZED" | "DEED_KIND_ESCALATED" | "DEED_KIND_NOTED";
  /**
  * @description How a link reaches a patient.
  * @enum {string}
  */
  "observation.v1.Delivery": "DELIVERY_UNSPECIFIED" | "DELIVERY_MAIL" | "DELIVERY_PAPER";
  /** @description A device that was bound. */
  "observation.v1.Device": {
    /** @description A UUID. */
    id: string;
    /** @description When it was bound. */
    bindTime?: string;
    /** @description Sees what was told, and can calm: the first device, and those that were confirmed. */
    trusted: boolean;
    /** @description Nothing is taken from it any more. */
    revoked: boolean;
    /** @description It is the one that asks. */
    own: boolean;
  };
  /** @description What a device may see. */
  "observation.v1.Diary": {
    /** @description Herself first, then those of her household for whom she reports. */
    members: Schemas["observation.v1.Member"][];
    /** @description Not confirmed yet: it shows nothing of before. */
    newDevice: boolean;
  };
  /**
  * @description The health ministry's thirteen emergency signs: any one means that somebody is called now. Numbers are those of the domain's words, and one more.
  * @enum {string}
  */
  "observation.v1.EmergencySign": "EMERGENCY_SIGN_UNSPECIFIED" | "EMERGENCY_SIGN_VERY_POOR_COMPLEXION" | "EMERGENCY_SIGN_PURPLE_LIPS" | "EMERGENCY_SIGN_UNLIKE_USUAL" | "EMERGENCY_SIGN_FASTER_BREATHING" | "EMERGENCY_SIGN_SUDDENLY_SHORT_OF_BREATH" | "EMERGENCY_SIGN_SHORT_OF_BREATH_ON_MOVEMENT" | "EMERGENCY_SIGN_CHEST_PAIN" | "EMERGENCY_SIGN_CANNOT_LIE_FLAT" | "EMERGENCY_SIGN_BREATHING_WITH_SHOULDERS" | "EMERGENCY_SIGN_SUDDEN_WHEEZE" | "EMERGENCY_SIGN_DAZED" | "EMERGENCY_SIGN_DROWSY" | "EMERGENCY_SIGN_IRREGULAR_PULSE";
  /** @description A link for a patient, without the link. */
  "observation.v1.Invitation": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    caseId: string;
    /** @description How she gets it. */
    delivery: Schemas["observation.v1.Delivery"];
    /** @description How far it is. */
    state: Schemas["observation.v1.InvitationState"];
    /** @description When it was made. */
    createTime?: string;
    /** @description Until when it works. */
    expireTime?: string;
    /** @description It waits to be mailed. */
    mailPending: boolean;
  };
  /**
  * @description How far a link is.
  * @enum {string}
  */
  "observation.v1.InvitationState": "INVITATION_STATE_UNSPECIFIED" | "INVITATION_STATE_OPEN" | "INVITATION_STATE_USED" | "INVITATION_STATE_EXPIRED" | "INVITATION_STATE_REVOKED";
  /** @description Somebody who has to be spoken to. */
  "observation.v1.Item": {
    /** @description A UUID. */
    caseId: string;
    /** @description "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code. */
    areaCode: string;
    /** @description As of now. */
    state: Schemas["observation.v1.ItemState"];
    /** @description The gravest since it was opened; green: for silence alone. */
    tier: Schemas["observation.v1.Tier"];
    /** @description Of her silence, from RUNG_CALL on; unspecified: none. */
    rung: Schemas["observation.v1.Rung"];
    /** @description Until then. */
    contactTime?: string;
    /** @description Account; empty: nobody. */
    claimedBy: string;
    /** @description When the claim lapses; unset: nobody has claimed it. */
    claimEndTime?: string;
    /** @description When it comes back; unset: it isn't put off. */
    snoozeTime?: string;
    /** @description That reached nobody. */
    attempts: number;
    /** @description Somebody beside the list decides. */
    escalated: boolean;
    /** @description For the next deed. */
    version: number;
    /** @description Of her latest report. */
    lastTier: Schemas["observation.v1.Tier"];
    /** @description When that was so; unset: she never reported. */
    lastReportTime?: string;
    /** @description Since when she is on the list. */
    openTime?: string;
  };
  /**
  * @description Where an item is.
  * @enum {string}
  */
  "observation.v1.ItemState": "ITEM_STATE_UNSPECIFIED" | "ITEM_STATE_WAITING" | "ITEM_STATE_CLAIMED" | "ITEM_STATE_SNOOZED" | "ITEM_STATE_RESOLVED";
  /** @description How a report was judged. */
  "observation.v1.Judgement": {
    /** @description How soon somebody speaks to her. */
    tier: Schemas["observation.v1.Tier"];
    /** @description All that lie above green, the gravest first. */
    reasons: Schemas["observation.v1.Reason"][];
    /** @description Until then; unset for green. */
    contactTime?: string;
    /** @description Version of policy observation.triage, that of when it was so. */
    rulesVersion: number;
    /** @description A clinician stands for that version. */
    rulesSignedOff: boolean;
    /** @description Unset: it isn't meant for her (under 16, late in pregnancy). */
    news2?: Schemas["observation.v1.PartialNews2"];
    /** @description Points of the score for admission; 0 for contacts. */
    admissionPoints: number;
    /** @description She is at high risk, by who she is. */
    highRisk: boolean;
    /** @description Symptomatic by one of the groups. */
    symptomatic: boolean;
    /** @description Items that were judged by what was told before: "SPO2". */
    carriedItems: string[];
    /** @description It was judged otherwise at first: a report that came late, or a correction, changed it then. */
    rejudgeTime?: string;
  };
  /** @description A device that reports no more. */
  "observation.v1.LeftDiary": Record<string, never>;
  "observation.v1.ListDeedsResponse": {
    /** @description One page. */
    deeds: Schemas["observation.v1.Deed"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "observation.v1.ListDevicesResponse": {
    /** @description One page, the latest first. */
    devices: Schemas["observation.v1.Device"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "observation.v1.ListInvitationsResponse": {
    /** @description One page, the latest first. */
    invitations: Schemas["observation.v1.Invitation"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "observation.v1.ListItemsResponse": {
    /** @description One page. */
    items: Schemas["observation.v1.Item"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "observation.v1.ListReleaseProposalsResponse": {
    /** @description Of one page. */
    proposals: Schemas["observation.v1.ReleaseProposal"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "observation.v1.ListReleasesResponse": {
    /** @description One page, newest first. */
    releases: Schemas["observation.v1.Release"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "observation.v1.ListReportsResponse": {
    /** @description One page, the latest first. */
    reports: Schemas["observation.v1.Report"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description Somebody for whom a device reports. */
  "observation.v1.Member": {
    /** @description A UUID. */
    caseId: string;
    /** @description "271004-2026-000123". */
    number: string;
    /** @description When the next report is due; unset: none is asked for any more. */
    dueTime?: string;
    /** @description Nothing can be told any more. */
    ended: boolean;
    /** @description The latest 60 of the last 31 days, the latest first, without judgements. */
    reports: Schemas["observation.v1.Report"][];
  };
  /** @description What to do next. */
  "observation.v1.Next": {
    /** @description Of the report. */
    reportId: string;
    /** @description How soon somebody calls. */
    tier: Schemas["observation.v1.Tier"];
    /** @description Until then; unset for green. */
    contactTime?: string;
    /** @description In the words of the page. */
    advice: Schemas["observation.v1.Advice"];
    /** @description The language of whoever the report is about, as CreateCaseRequest.language of the registry. */
    language: string;
    /** @description When the next report is due; unset: none is. */
    dueTime?: string;
  };
  /** @description A device that was bound just now. */
  "observation.v1.OpenedDiary": {
    /** @description As Device.trusted. */
    trusted: boolean;
    /** @description When the device has to be bound anew at the latest. */
    expireTime?: string;
  };
  /** @description What a device may know of those beside it. */
  "observation.v1.OwnDevices": {
    /** @description The latest first, without revoked ones; at most 100. */
    devices: Schemas["observation.v1.Device"][];
    /** @description Whether the browser that asks is one of them. */
    bound: boolean;
    /** @description As Device.trusted, of that one. */
    trusted: boolean;
  };
  /** @description The National Early Warning Score 2 of what was told; never a full one at home. */
  "observation.v1.PartialNews2": {
    /** @description At least. */
    score: number;
    /** @description Items that it doesn't know: "SYSTOLIC". */
    missingItems: string[];
  };
  /** @description One reason for a tier above green. */
  "observation.v1.Reason": {
    /** @description What kind. */
    cause: Schemas["observation.v1.Cause"];
    /** @description The tier for this alone. */
    tier: Schemas["observation.v1.Tier"];
    /** @description As the cause says: "CHEST_PAIN", "SPO2", "GENERAL". */
    what: string;
    /** @description In the cause's unit. */
    value: number;
    /** @description From which, or down from which, it counts. */
    limit: number;
  };
  /** @description A proposal that was refused. */
  "observation.v1.RejectedRelease": {
    /** @description A UUID. */
    caseId: string;
  };
  /** @description A release that a person confirmed. */
  "observation.v1.Release": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    caseId: string;
    /** @description "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code. */
    areaCode: string;
    /** @description How far it is. */
    state: Schemas["observation.v1.ReleaseState"];
    /** @description Why the registry refused it: "CASE_WITHDRAWN". */
    refusal: string;
    /** @description Account of the officer. */
    confirmedBy: string;
    /** @description When. */
    confirmTime?: string;
    /** @description First day of the certificate, as "2026-11-21". */
    startDate: string;
    /** @description Its last day, that of the release. */
    endDate: string;
    /** @description As it was when it was confirmed. */
    evidence?: Schemas["observation.v1.ReleaseEvidence"];
    /** @description Set when the certificate was taken back. */
    revokeTime?: string;
    /** @description Account of whoever took it back. */
    revokedBy: string;
    /** @description Why. */
    revokeReason: string;
  };
  /**
  * @description What stands against a release.
  * @enum {string}
  */
  "observation.v1.ReleaseBlocker": "RELEASE_BLOCKER_UNSPECIFIED" | "RELEASE_BLOCKER_NO_RULE" | "RELEASE_BLOCKER_CONTACT" | "RELEASE_BLOCKER_NO_DAY_ZERO" | "RELEASE_BLOCKER_DAYS_NOT_PASSED" | "RELEASE_BLOCKER_NOT_IMPROVED" | "RELEASE_BLOCKER_IMPROVED_TOO_SHORT" | "RELEASE_BLOCKER_SILENT" | "RELEASE_BLOCKER_NEEDS_CONTACT";
  /** @description What a release rests on. Days as "2026-11-21", where the patient is. */
  "observation.v1.ReleaseEvidence": {
    /** @description Version of policy observation.release. */
    rulesVersion: number;
    /** @description The rule of that version: from which day on it is. */
    ruleFromDate: string;
    /** @description Where she is, so far as the registry knows. */
    setting: Schemas["observation.v1.ReleaseSetting"];
    /** @description She had symptoms. */
    symptomatic: boolean;
    /** @description Of the onset, or the sampling. */
    dayZeroDate: string;
    /** @description See day_zero_date. */
    dayZeroSource: Schemas["observation.v1.DayZeroSource"];
    /** @description That have to pass behind day 0. */
    days: number;
    /** @description That have to pass since she got better. */
    hoursImproved: number;
    /** @description A negative test shortened it. */
    tested: boolean;
    /** @description Of that test, as an officer said. */
    negativeTestDate: string;
    /** @description The first of the last unbroken row of reports that show her better. */
    improvedTime?: string;
    /** @description The latest. */
    lastReportTime?: string;
    /** @description As things stand, if she goes on like that; unset: it can't be said. */
    earliestTime?: string;
    /** @description The last report of a fever; unset: there was none. */
    lastFeverTime?: string;
    /** @description The last report of symptoms; unset: there was none. */
    lastSymptomsTime?: string;
    /** @description Whole days from the last symptoms to the latest report. */
    symptomFreeDays: number;
    /** @description How many there are. */
    reports: number;
  };
  /** @description Whether somebody may be released. */
  "observation.v1.ReleaseProposal": {
    /** @description A UUID. */
    caseId: string;
    /** @description "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code. */
    areaCode: string;
    /** @description Nothing stands against it. */
    ready: boolean;
    /** @description What does. */
    blockers: Schemas["observation.v1.ReleaseBlocker"][];
    /** @description What it rests on. */
    evidence?: Schemas["observation.v1.ReleaseEvidence"];
    /** @description Of the evidence, for ConfirmRelease and RejectRelease. */
    evidenceVersion: string;
    /** @description It was refused, by this evidence. */
    rejected: boolean;
  };
  /**
  * @description Where a patient has to wait.
  * @enum {string}
  */
  "observation.v1.ReleaseSetting": "RELEASE_SETTING_UNSPECIFIED" | "RELEASE_SETTING_HOME" | "RELEASE_SETTING_ACCOMMODATION" | "RELEASE_SETTING_INPATIENT" | "RELEASE_SETTING_CARE_HOME";
  /**
  * @description How far a release is.
  * @enum {string}
  */
  "observation.v1.ReleaseState": "RELEASE_STATE_UNSPECIFIED" | "RELEASE_STATE_CONFIRMED" | "RELEASE_STATE_RELEASED" | "RELEASE_STATE_REFUSED";
  /** @description Whole hours of the day where she stays. A reminder that would leave at another time waits for them, or does not leave where its slot ends before. */
  "observation.v1.ReminderHours": {
    /** @description 0–23: from then on. */
    startHour: number;
    /** @description 1–24, behind start_hour: before then. 0 to 24 is any time. */
    endHour: number;
  };
  /** @description A report that is judged otherwise. */
  "observation.v1.ReplayDifference": {
    /** @description Report.id. */
    reportId: string;
    /** @description When it was so. */
    reportTime?: string;
    /** @description By the rules in force; unspecified: there were none. */
    tierBefore: Schemas["observation.v1.Tier"];
    /** @description By the other rules. */
    tierAfter: Schemas["observation.v1.Tier"];
    /** @description Above green, the gravest first, by the rules in force. */
    reasonsBefore: Schemas["observation.v1.Reason"][];
    /** @description By the other rules. */
    reasonsAfter: Schemas["observation.v1.Reason"][];
  };
  /** @description One of both is set. */
  "observation.v1.ReplayEvent": {
    /** @description Somebody whom it concerns. */
    patient?: Schemas["observation.v1.ReplayedPatient"];
    /** @description How far it came. */
    totals?: Schemas["observation.v1.ReplayTotals"];
    /** @description To go on behind this event. */
    resumeToken: string;
  };
  /** @description What came out, so far. */
  "observation.v1.ReplayTotals": {
    /** @description Of whom a report lies in the window. */
    patients: string;
    /** @description In the window. */
    reports: string;
    /** @description Judged otherwise. */
    differences: string;
    /** @description To a graver tier. */
    raised: string;
    /** @description To a slighter one. */
    lowered: string;
    /** @description From green to red. */
    tiers: Schemas["observation.v1.ReplayedTier"][];
    /** @description Nobody is left. */
    complete: boolean;
  };
  /** @description Somebody of whom a report is judged otherwise. */
  "observation.v1.ReplayedPatient": {
    /** @description A UUID. */
    caseId: string;
    /** @description "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code. */
    areaCode: string;
    /** @description By time. */
    differences: Schemas["observation.v1.ReplayDifference"][];
  };
  /** @description How many reports have a tier. */
  "observation.v1.ReplayedTier": {
    /** @description Which. */
    tier: Schemas["observation.v1.Tier"];
    /** @description By the rules in force. */
    before: string;
    /** @description By the other rules. */
    after: string;
  };
  /** @description A report that is kept. */
  "observation.v1.Report": {
    /** @description "1234"; unique among all. */
    id: string;
    /** @description What was told. */
    answers?: Schemas["observation.v1.Answers"];
    /** @description When it was so, by the device; when it arrived, where that can't be believed (doubtful_time). */
    reportedTime?: string;
    /** @description When it arrived. */
    receiveTime?: string;
    /** @description The device's clock was not believed. */
    doubtfulTime: boolean;
    /** @description Who told it. */
    source: Schemas["observation.v1.Source"];
    /** @description How it was judged; unset where a patient reads. */
    judgement?: Schemas["observation.v1.Judgement"];
    /** @description Report.id of the one that this corrects, by telephone or by an officer; empty: none. */
    correctedId: string;
  };
  "observation.v1.RevokeDevicesResponse": {
    /** @description Devices that were not revoked before. */
    revoked: number;
  };
  /** @description One line of a rule set. */
  "observation.v1.RuleLine": {
    /** @description What kind. */
    cause: Schemas["observation.v1.Cause"];
    /** @description At least this tier where it holds. */
    tier: Schemas["observation.v1.Tier"];
    /** @description For whom. */
    whom: Schemas["observation.v1.Whom"];
    /** @description As Reason.what; "SCALE_2": SpO2 of those on NEWS2's second scale. */
    what: string;
    /** @description As Reason.limit. */
    limit: number;
    /** @description Holds at the limit and below; else at the limit and above. */
    atMost: boolean;
    /** @description Of the limit: "%", "0.1 °C", "points". */
    unit: string;
    /** @description Where this kind of rule comes from. The figures are those of the version. */
    source: string;
  };
  /** @description A rule set, to be read. */
  "observation.v1.Rules": {
    /** @description Of policy observation.triage. */
    version: number;
    /** @description Since when it is in force; unset: since ever. */
    validFromTime?: string;
    /** @description The clinician who stands for it; empty: nobody does yet. */
    signedOffBy: string;
    /** @description Cause by cause. */
    lines: Schemas["observation.v1.RuleLine"][];
  };
  /**
  * @description What is done about somebody who doesn't report.
  * @enum {string}
  */
  "observation.v1.Rung": "RUNG_UNSPECIFIED" | "RUNG_REMIND" | "RUNG_REMIND_AGAIN" | "RUNG_CALL" | "RUNG_WELFARE_CHECK";
  /**
  * @description Who told a report.
  * @enum {string}
  */
  "observation.v1.Source": "SOURCE_UNSPECIFIED" | "SOURCE_PATIENT" | "SOURCE_HOUSEHOLD" | "SOURCE_STAFF";
  /**
  * @description What else is asked.
  * @enum {string}
  */
  "observation.v1.Symptom": "SYMPTOM_UNSPECIFIED" | "SYMPTOM_COUGH" | "SYMPTOM_SPUTUM" | "SYMPTOM_SORE_THROAT" | "SYMPTOM_RUNNY_NOSE" | "SYMPTOM_CONGESTION" | "SYMPTOM_FATIGUE" | "SYMPTOM_HEADACHE" | "SYMPTOM_MUSCLE_OR_JOINT_PAIN" | "SYMPTOM_CHILLS" | "SYMPTOM_SHAKING_CHILLS" | "SYMPTOM_NAUSEA_OR_VOMITING" | "SYMPTOM_DIARRHOEA" | "SYMPTOM_LOSS_OF_SMELL" | "SYMPTOM_LOSS_OF_TASTE" | "SYMPTOM_LOSS_OF_APPETITE" | "SYMPTOM_DIFFICULTY_BREATHING" | "SYMPTOM_SHORTNESS_OF_BREATH";
  /**
  * @description How soon somebody is spoken to.
  * @enum {string}
  */
  "observation.v1.Tier": "TIER_UNSPECIFIED" | "TIER_GREEN" | "TIER_YELLOW" | "TIER_ORANGE" | "TIER_RED";
  /** @description Somebody who is watched, as this service knows her. */
  "observation.v1.WatchedPatient": {
    /** @description A UUID. */
    caseId: string;
    /** @description "271004-2026-000123". */
    number: string;
    /** @description Official six-digit code. */
    areaCode: string;
    /** @description She is at high risk, by who she is. */
    highRisk: boolean;
    /** @description Of her latest report; unspecified: she never reported. */
    lastTier: Schemas["observation.v1.Tier"];
    /** @description When that was so. */
    lastReportTime?: string;
    /** @description When the next report is due; unset: none is asked for. */
    dueTime?: string;
    /** @description Reports that were asked for and not told since her latest one. */
    missedReports: number;
    /** @description Who reports for her, a UUID; empty: she does. */
    reporterId: string;
    /** @description A name of the IANA's list; whose wall her times are on. */
    timeZone: string;
  };
  /**
  * @description Whom a line is for.
  * @enum {string}
  */
  "observation.v1.Whom": "WHOM_UNSPECIFIED" | "WHOM_ANYBODY" | "WHOM_CONTACTS" | "WHOM_PATIENTS" | "WHOM_HIGH_RISK";
  /** @description What happens on the list. */
  "observation.v1.WorklistEvent": {
    /** @description What this is. */
    kind: Schemas["observation.v1.WorklistEventKind"];
    /** @description Of ITEM. */
    item?: Schemas["observation.v1.Item"];
    /** @description Of LEFT: a UUID. */
    caseId: string;
    /** @description Of COMPLETE: there are more than those that were told. */
    more: boolean;
    /** @description To go on from here; empty until the list as it is was told. */
    resumeToken: string;
  };
  /**
  * @description What an event is.
  * @enum {string}
  */
  "observation.v1.WorklistEventKind": "WORKLIST_EVENT_KIND_UNSPECIFIED" | "WORKLIST_EVENT_KIND_BEGIN" | "WORKLIST_EVENT_KIND_ITEM" | "WORKLIST_EVENT_KIND_LEFT" | "WORKLIST_EVENT_KIND_COMPLETE";
  /** @description What the officer passes on to the patient. */
  "registry.v1.AskedConsent": {
    /** @description "K7QP2-M9XD4"; shown only here. */
    code: string;
    /** @description Until then it can be used. */
    expireTime?: string;
  };
  /** @description A case, by number; no name. */
  "registry.v1.Case": {
    /** @description A UUID. */
    id: string;
    /** @description What people say on the phone: "271004-2026-000123", counted per area and year. */
    number: string;
    /** @description How sure the infection is. */
    kind: Schemas["registry.v1.CaseKind"];
    /** @description Official six-digit municipality code of the health centre in charge. */
    areaCode: string;
    /** @description Dates as "2026-11-21"; empty when unknown. Three dates kept apart. */
    onsetDate: string;
    /** @description See onset_date. */
    samplingDate: string;
    /** @description See onset_date; always there. */
    reportDate: string;
    /** @description The patient can be left out of alerts, and reached. */
    hasContact: boolean;
    /** @description When it was recorded. */
    createTime?: string;
    /** @description First day on which the patient was infectious, by the rule in force on the day of the report; empty for a contact. */
    infectiousStartDate: string;
    /** @description Last day, itself included; empty for a contact. */
    infectiousEndDate: string;
    /** @description 1 at first; each change of the case itself adds one (its places have versions of their own). */
    version: number;
    /** @description Set when the case was taken back, or turned out to be another's double (merged_into_id). */
    withdrawTime?: string;
    /** @description 1900 to this year; 0 when unknown. Enough to tell the age by; no birthday. */
    birthYear: number;
    /** @description As far as it is known. */
    sex: Schemas["registry.v1.Sex"];
    /** @description Each once, in ascending order. Forgotten with the contact. */
    riskFactors: Schemas["registry.v1.RiskFactor"][];
    /** @description The patient's language, as CreateCaseRequest.language. */
    language: string;
    /** @description Whose calendar her days follow: a name of the IANA's list, "Asia/Tokyo". */
    timeZone: string;
    /** @description Whether it is known how she was infected. */
    route: Schemas["registry.v1.InfectionRoute"];
    /** @description Unset: she is not asked to tell how she is. */
    plan?: Schemas["registry.v1.MonitoringPlan"];
    /** @description Where she is; unspecified for a contact, who is not infected so far. */
    status: Schemas["registry.v1.CaseStatus"];
    /** @description Severely ill, within CASE_STATUS_ADMITTED. */
    severe: boolean;
    /** @description The day since which the status holds, as "2026-11-21"; empty for the first one, POSITIVE. */
    statusDate: string;
    /** @description The case of the person of her household who reports for her, a UUID; empty: she reports herself. */
    reporterId: string;
    /** @description The case that stands for this one, which was its double, a UUID; empty: none. */
    mergedIntoId: string;
    /** @description Numbers of the doubles that this case stands for. */
    mergedNumbers: string[];
  };
  /**
  * @description How sure the infection is.
  * @enum {string}
  */
  "registry.v1.CaseKind": "CASE_KIND_UNSPECIFIED" | "CASE_KIND_CONFIRMED" | "CASE_KIND_PROBABLE" | "CASE_KIND_CONTACT";
  /**
  * @description Where a patient is. Which may follow which is policy registry.statuses.
  * @enum {string}
  */
  "registry.v1.CaseStatus": "CASE_STATUS_UNSPECIFIED" | "CASE_STATUS_POSITIVE" | "CASE_STATUS_AWAITING" | "CASE_STATUS_HOME" | "CASE_STATUS_ACCOMMODATION" | "CASE_STATUS_ADMITTED" | "CASE_STATUS_ELSEWHERE" | "CASE_STATUS_RELEASED" | "CASE_STATUS_DEAD";
  /**
  * @description Why a row of the history corrects the one before it.
  * @enum {string}
  */
  "registry.v1.CorrectionReason": "CORRECTION_REASON_UNSPECIFIED" | "CORRECTION_REASON_ENTERED_WRONGLY" | "CORRECTION_REASON_ANOTHER_CASE" | "CORRECTION_REASON_TOLD_WRONGLY" | "CORRECTION_REASON_DID_NOT_HAPPEN" | "CORRECTION_REASON_MERGED";
  /** @description What an import did. */
  "registry.v1.ImportedCases": {
    /** @description Numbers of the cases, row by row. */
    numbers: string[];
  };
  /**
  * @description Whether it is known how the patient was infected.
  * @enum {string}
  */
  "registry.v1.InfectionRoute": "INFECTION_ROUTE_UNSPECIFIED" | "INFECTION_ROUTE_KNOWN" | "INFECTION_ROUTE_UNKNOWN";
  "registry.v1.ListCasesResponse": {
    /** @description One page, newest first. */
    cases: Schemas["registry.v1.Case"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "registry.v1.ListPlacesResponse": {
    /** @description One page, oldest stay first. */
    places: Schemas["registry.v1.Place"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "registry.v1.ListStatusesResponse": {
    /** @description One page, oldest first. */
    statuses: Schemas["registry.v1.StatusEntry"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description How long, and how often, a patient tells how she is. */
  "registry.v1.MonitoringPlan": {
    /** @description 1 or 2. */
    reportsPerDay: number;
    /** @description First day, in the patient's time zone, as "2026-11-21". */
    startDate: string;
    /** @description Last day, itself included; at most 90 days after the first. */
    endDate: string;
  };
  /** @description Where a patient was, and when. */
  "registry.v1.Place": {
    /** @description A UUID. */
    id: string;
    /** @description A UUID. */
    caseId: string;
    /** @description Eight characters. */
    venueId: string;
    /** @description Half-open window of the patient's stay. */
    startTime?: string;
    /** @description See start_time. */
    endTime?: string;
    /** @description People at the event that the patient took part in; 0: no event, or not known. */
    participants: number;
    /** @description How it became known. */
    source: Schemas["registry.v1.PlaceSource"];
    /** @description Account of the officer who wrote it last, or asked for it. */
    recordedBy: string;
    /** @description 1 at first; each correction and the withdrawal add one. */
    version: number;
    /** @description Set when it was taken back. */
    withdrawTime?: string;
  };
  /**
  * @description How a place became known.
  * @enum {string}
  */
  "registry.v1.PlaceSource": "PLACE_SOURCE_UNSPECIFIED" | "PLACE_SOURCE_INTERVIEW" | "PLACE_SOURCE_CONSENT";
  /**
  * @description What counts for admission beside the age: the items of the score of Kanagawa prefecture (December 2020). The points are a rule of those who count them.
  * @enum {string}
  */
  "registry.v1.RiskFactor": "RISK_FACTOR_UNSPECIFIED" | "RISK_FACTOR_DIABETES" | "RISK_FACTOR_CHRONIC_RESPIRATORY_DISEASE" | "RISK_FACTOR_SEVERE_CARDIOVASCULAR_DISEASE" | "RISK_FACTOR_CANCER_UNDER_TREATMENT" | "RISK_FACTOR_IMMUNOSUPPRESSANTS" | "RISK_FACTOR_IMMUNODEFICIENCY" | "RISK_FACTOR_UNCONTROLLED_HYPERTENSION" | "RISK_FACTOR_SEVERE_KIDNEY_DISEASE" | "RISK_FACTOR_OBESITY" | "RISK_FACTOR_AFTER_ORGAN_TRANSPLANT" | "RISK_FACTOR_DIALYSIS" | "RISK_FACTOR_LATE_PREGNANCY" | "RISK_FACTOR_PNEUMONIA_LESS_THAN_HALF" | "RISK_FACTOR_PNEUMONIA_HALF_OR_MORE" | "RISK_FACTOR_PNEUMONIA_BOTH_SIDES" | "RISK_FACTOR_OXYGEN_NEEDED" | "RISK_FACTOR_LOOKS_SEVERELY_ILL" | "RISK_FACTOR_ASYMPTOMATIC";
  /**
  * @description As far as it is known.
  * @enum {string}
  */
  "registry.v1.Sex": "SEX_UNSPECIFIED" | "SEX_FEMALE" | "SEX_MALE" | "SEX_OTHER";
  /** @description One row of a case's history. */
  "registry.v1.StatusEntry": {
    /** @description Case.version that it made; rows count up by it. */
    version: number;
    /** @description Where the patient was, from then on. */
    status: Schemas["registry.v1.CaseStatus"];
    /** @description Severely ill, within ADMITTED. */
    severe: boolean;
    /** @description Since which day, as "2026-11-21"; empty where the case took over POSITIVE. */
    statusDate: string;
    /** @description Set when it corrects what was there before. */
    correction: Schemas["registry.v1.CorrectionReason"];
    /** @description Account of the officer. */
    changedBy: string;
    /** @description When it was recorded. */
    changeTime?: string;
  };
  /** @description One access to, or change of, a person's data or the system's rules. */
  "rpc.v1.AuditEntry": {
    /** @description Grows with each entry of the service. */
    sequence: string;
    /** @description When it was recorded. */
    time?: string;
    /** @description Account id, or the service's name. */
    actor: string;
    /** @description RPC name: "exposure.Approve". */
    action: string;
    /** @description "exposure_event". */
    objectType: string;
    /** @description Opaque id. */
    objectId: string;
    /** @description Official six-digit code, or empty. */
    areaCode: string;
    /** @description What the person gave as a reason, or empty. */
    reason: string;
    /** @description A JSON object with numbers and ids; empty once it was forgotten, while the entry stays. */
    payload: string;
    /** @description Ties it to the log. */
    traceId: string;
  };
  "rpc.v1.ListAuditEntriesResponse": {
    /** @description One page, newest first. */
    entries: Schemas["rpc.v1.AuditEntry"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  "rpc.v1.ListPoliciesResponse": {
    /** @description One page. */
    policies: Schemas["rpc.v1.Policy"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description One version of a policy. In force is, of the approved ones, the one that began last. */
  "rpc.v1.Policy": {
    /** @description "visit.retention". */
    name: string;
    /** @description 1, 2, 3 by name. */
    version: number;
    /** @description From when it counts, once approved. Unset: always. */
    validFromTime?: string;
    /** @description A JSON object; what it holds is the service's. */
    body: string;
    /** @description Account id, or who shipped it. */
    proposedBy: string;
    /** @description Account id; empty while it is only proposed. */
    approvedBy: string;
    /** @description In force now. */
    inForce: boolean;
  };
  /**
  * @description What a person may be.
  * @enum {string}
  */
  "rpc.v1.Role": "ROLE_UNSPECIFIED" | "ROLE_ANYONE" | "ROLE_VENUE_OPERATOR" | "ROLE_HEALTH_OFFICER" | "ROLE_ADMINISTRATOR" | "ROLE_AUDITOR" | "ROLE_PATIENT" | "ROLE_HOSPITAL_STAFF" | "ROLE_TRANSPORT_STAFF";
  /** @description A session, or the venues to choose from. */
  "venue.v1.ConfirmedLogIn": {
    /** @description Whose session it is; unset when there is a choice. */
    venue?: Schemas["venue.v1.Venue"];
    /** @description To choose from, by name, without their codes: at most 500. Empty when there is a session. */
    choices: Schemas["venue.v1.Venue"][];
  };
  /** @description The venue that exists now. */
  "venue.v1.ConfirmedVenue": {
    /** @description As the operator sees it. */
    venue?: Schemas["venue.v1.Venue"];
  };
  "venue.v1.CreateSpacesResponse": {
    /** @description In the order of the request. */
    spaces: Schemas["venue.v1.Space"][];
  };
  /** @description A venue that is gone. */
  "venue.v1.DeletedVenue": {
    /** @description Eight characters. */
    venueId: string;
    /** @description When it went. */
    deleteTime?: string;
  };
  /** @description Something that takes place at a venue. */
  "venue.v1.Event": {
    /** @description 1 and up, never given twice in a venue. */
    event: number;
    /** @description As announced. */
    displayName: string;
    /** @description When people are let in. Half-open, whole minutes. */
    startTime?: string;
    /** @description See start_time. */
    endTime?: string;
    /** @description Stays that begin within the event end by themselves when it does. */
    checkOutAtEnd: boolean;
    /** @description How many people are expected; 0: not told. */
    participants: number;
    /** @description 1 at first; each change adds one. Goes back with a change. */
    revision: number;
    /** @description Set when it was called off. */
    cancelTime?: string;
  };
  /** @description Some events of a venue. */
  "venue.v1.EventPage": {
    /** @description The latest entered first. */
    events: Schemas["venue.v1.Event"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description What an import did. */
  "venue.v1.ImportedVenues": {
    /** @description Venues that were made. */
    venues: number;
  };
  /** @description A code that changes with each minute. */
  "venue.v1.KioskCode": {
    /** @description What the symbol holds: the whole URL, upper case. */
    codeUrl: string;
    /** @description The symbol, as a stand-alone SVG document without "#" or "%", so that it may stand in a data URL as it is. */
    svg: string;
    /** @description When the next one is to be shown: the end of this minute. */
    expireTime?: string;
    /** @description How long until then, in whole seconds rounded up: 1–60. For a page that loads itself again. */
    nextSeconds: number;
    /** @description As on the door. */
    venueName: string;
    /** @description Of the space, from the outermost: "2F", "Table 7". Empty for the venue as a whole. */
    spaceNames: string[];
  };
  "venue.v1.ListVenuesResponse": {
    /** @description One page, by name. */
    venues: Schemas["venue.v1.Venue"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description A space to be made. */
  "venue.v1.NewSpace": {
    /** @description A space that there is; 0: the venue itself. */
    parentSpace: number;
    /** @description Instead of parent_space: an earlier one of this request, the first being 1. */
    parentEntry: number;
    /** @description Required. */
    kind: Schemas["venue.v1.SpaceKind"];
    /** @description 1–60 characters. */
    displayName: string;
  };
  /** @description When a venue is open in a usual week, by the clock on its wall: for each day, times such as "11:00-14:00", each under the day on which it opens. They may go past midnight, up to 30:00: "18:00-26:00" ends at 02:00 of the next day. In an answer they stand in order and in this form. In a request an element may hold several times with blanks or commas between them, full-width characters, and an earlier closing than opening for one of the next day ("18:00-2:00"). "closed" (or 休み, 定休日) closes a day. Up to four times a day, none of which overlap. Nothing told at all: the hours are not known, which never means closed. */
  "venue.v1.OpeningHours": {
    /** @description "11:00-14:00", "18:00-26:00". A day without any is closed. */
    monday: string[];
    /** @description As monday. */
    tuesday: string[];
    /** @description As monday. */
    wednesday: string[];
    /** @description As monday. */
    thursday: string[];
    /** @description As monday. */
    friday: string[];
    /** @description As monday. */
    saturday: string[];
    /** @description As monday. */
    sunday: string[];
    /** @description Only in a request: of the days that tell nothing of their own. */
    everyDay: string[];
  };
  /** @description Where a code stands. */
  "venue.v1.Place": {
    /** @description The scanned form, canonical; empty for staff. */
    code: string;
    /** @description Without its codes. */
    venue?: Schemas["venue.v1.Venue"];
    /** @description 0: the venue as a whole. */
    space: number;
    /** @description From the outermost space to this one; empty for the venue as a whole. A check-in here counts for each of them. */
    path: Schemas["venue.v1.Space"][];
  };
  /**
  * @description What a poster is made as.
  * @enum {string}
  */
  "venue.v1.PosterFormat": "POSTER_FORMAT_UNSPECIFIED" | "POSTER_FORMAT_PDF" | "POSTER_FORMAT_SVG" | "POSTER_FORMAT_PNG";
  /** @description The same for every address. */
  "venue.v1.RequestedLogIn": {
    /** @description "k•••@example.jp", as it was typed. */
    maskedEmailAddress: string;
    /** @description Of the link, if one was mailed. */
    expireTime?: string;
  };
  /**
  * @description How codes stand on A4 pages.
  * @enum {string}
  */
  "venue.v1.Sheet": "SHEET_UNSPECIFIED" | "SHEET_POSTER" | "SHEET_TENT" | "SHEET_STICKERS";
  /** @description A part of a venue with a code of its own. */
  "venue.v1.Space": {
    /** @description 1–16,777,215, never given twice in a venue. */
    space: number;
    /** @description The space that it lies within; 0: the venue itself. */
    parentSpace: number;
    /** @description What it is. */
    kind: Schemas["venue.v1.SpaceKind"];
    /** @description As on its sign. */
    displayName: string;
    /** @description 1 at first; each change adds one. Goes back with a change. */
    revision: number;
    /** @description What its QR symbol holds. Only for the operator. */
    codeUrl: string;
    /** @description Set when it was deleted. */
    deleteTime?: string;
    /** @description How often its code alone was replaced. The epoch in its code is the venue's code_epoch and this together. */
    codeReplacements: number;
  };
  /**
  * @description What a space is.
  * @enum {string}
  */
  "venue.v1.SpaceKind": "SPACE_KIND_UNSPECIFIED" | "SPACE_KIND_FLOOR" | "SPACE_KIND_ROOM" | "SPACE_KIND_TABLE" | "SPACE_KIND_SEAT";
  /** @description Some spaces of a venue. */
  "venue.v1.SpacePage": {
    /** @description By number; deleted ones are left out. */
    spaces: Schemas["venue.v1.Space"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
  };
  /** @description A place with a code at its door. */
  "venue.v1.Venue": {
    /** @description Eight characters of Crockford's base 32. */
    id: string;
    /** @description As on the door. */
    displayName: string;
    /** @description Street address. */
    address: string;
    /** @description Official six-digit municipality code. */
    areaCode: string;
    /** @description Decides the rules that hold there. */
    kind: Schemas["venue.v1.VenueKind"];
    /** @description IANA name. */
    timeZone: string;
    /** @description 0: not told. */
    seatCount: number;
    /** @description Square metres; 0: not told. */
    floorAreaM2: number;
    /** @description Where an open stay is taken to end. */
    typicalStayMinutes: number;
    /** @description What the poster's QR symbol holds: the whole URL, upper case. Only for the operator. */
    codeUrl: string;
    /** @description For people who can't scan: 10 random characters in two halves, "K7QP2-M9XD4". Only for the operator. */
    typedCode: string;
    /** @description 1 at first; each replacement adds one and makes earlier codes void. */
    codeEpoch: number;
    /** @description When its registration was confirmed. */
    createTime?: string;
    /** @description Unset: not known. */
    openingHours?: Schemas["venue.v1.OpeningHours"];
    /** @description 1 at first; each edit adds one. Goes back with an edit. */
    revision: number;
    /** @description Minutes after which the venue wants open stays to end by themselves; 0: never. */
    automaticCheckOutMinutes: number;
    /** @description People at the same time; 0: not told. */
    capacity: number;
    /** @description Shown after a check-in, in this order. Never in a mail. */
    links: Schemas["venue.v1.VenueLink"][];
    /** @description May be shown to everybody in lists of venues. */
    listed: boolean;
    /** @description Set when its operator deleted it. */
    deleteTime?: string;
  };
  /**
  * @description Kinds with an alert rule of their own (Osaka's rule of 1 Dec 2020).
  * @enum {string}
  */
  "venue.v1.VenueKind": "VENUE_KIND_UNSPECIFIED" | "VENUE_KIND_FOOD" | "VENUE_KIND_CLUSTER_PRONE" | "VENUE_KIND_INDOOR_LEISURE" | "VENUE_KIND_HALL" | "VENUE_KIND_OTHER";
  /** @description A link that the venue offers its visitors. */
  "venue.v1.VenueLink": {
    /** @description Required. */
    kind: Schemas["venue.v1.VenueLinkKind"];
    /** @description 1–40 characters. */
    label: string;
    /** @description https with a host name, no user, up to 500 characters of ASCII. */
    url: string;
  };
  /**
  * @description What a link of a venue is for.
  * @enum {string}
  */
  "venue.v1.VenueLinkKind": "VENUE_LINK_KIND_UNSPECIFIED" | "VENUE_LINK_KIND_MENU" | "VENUE_LINK_KIND_COUPON" | "VENUE_LINK_KIND_ORDER" | "VENUE_LINK_KIND_PAY";
  /** @description What is known of a registration until it is confirmed. */
  "venue.v1.VenueRegistration": {
    /** @description "k•••@example.jp". */
    maskedEmailAddress: string;
    /** @description Of the mailed link. */
    expireTime?: string;
  };
  /** @description A health centre asks for this person's own stays. */
  "visit.v1.AskedStays": {
    /** @description Six digits. */
    areaCode: string;
    /** @description Whose health centre asks: "大阪市"; empty where it is not known. */
    authority: string;
    /** @description The time in question, half-open. */
    startTime?: string;
    /** @description See start_time. */
    endTime?: string;
    /** @description Until then the code can be used. */
    expireTime?: string;
    /** @description Unset until the stays are handed over. */
    giveTime?: string;
    /** @description Unset unless they were taken back. */
    withdrawTime?: string;
    /** @description How many were handed over. */
    given: number;
    /** @description Those that may be: confirmed by mail, over, and at the time in question; latest first, at most 200. None once some were handed over. */
    givable: Schemas["visit.v1.RecordedStay"][];
  };
  /** @description The stay as it is now. */
  "visit.v1.CheckedIn": {
    /** @description What the visitor may see of it. */
    stay?: Schemas["visit.v1.Stay"];
    /** @description A verification mail is on its way. */
    verificationPending: boolean;
  };
  /** @description Nothing but a deleted cookie. */
  "visit.v1.ClosedRecord": Record<string, never>;
  /** @description This browser's proof: its next check-in is one tap. */
  "visit.v1.CollectedProof": {
    /** @description "t•••@example.jp". */
    maskedEmailAddress: string;
  };
  /** @description What confirming did. */
  "visit.v1.ConfirmedAddress": {
    /** @description Stays that count as verified from now on. */
    verifiedStays: number;
    /** @description This is the browser that checked in; its next check-in is one tap. */
    sameBrowser: boolean;
    /** @description The browser that checked in may collect its proof for the next 15 minutes. */
    handedOver: boolean;
  };
  /** @description A venue at a moment. */
  "visit.v1.Crowd": {
    /** @description The moment: some minutes ago, the same for everybody who asks within these minutes. */
    asOfTime?: string;
    /** @description Who was there, as far as is known: open stays are taken to go on for the typical stay. */
    headcount?: Schemas["visit.v1.Headcount"];
    /** @description As the operator told it; 0: not told. */
    capacity: number;
    /** @description As many people as the venue has room for. Not told of venues with room for fewer than a small number is. */
    full: boolean;
  };
  /** @description How many came, by the hour or by the day. */
  "visit.v1.CrowdHistory": {
    /** @description Oldest first. */
    steps: Schemas["visit.v1.CrowdStepCount"][];
  };
  /**
  * @description By what a history is told.
  * @enum {string}
  */
  "visit.v1.CrowdStep": "CROWD_STEP_UNSPECIFIED" | "CROWD_STEP_HOUR" | "CROWD_STEP_DAY";
  /** @description Those who came in one hour or on one day. */
  "visit.v1.CrowdStepCount": {
    /** @description When it began. */
    startTime?: string;
    /** @description People, each once. */
    headcount?: Schemas["visit.v1.Headcount"];
  };
  /** @description Nothing: the stay is gone. */
  "visit.v1.DeletedStay": Record<string, never>;
  /** @description A place, and who this browser says it is. */
  "visit.v1.Doorway": {
    /** @description The scanned form, canonical: goes into CheckIn. */
    code: string;
    /** @description Eight characters. */
    venueId: string;
    /** @description As on the door. */
    venueName: string;
    /** @description Street address. */
    venueAddress: string;
    /** @description This browser's address, "t•••@example.jp"; empty when it has none. */
    maskedEmailAddress: string;
    /** @description This browser's proof counts as verified. */
    verified: boolean;
    /** @description Of the space that the code is for, from the outermost: "2F", "Table 7". Empty for the venue as a whole. */
    spaceNames: string[];
    /** @description Only while this browser's last stay is here and open: scanning the code again is how people leave. When it began. */
    hereSinceTime?: string;
  };
  /** @description Nothing but deleted cookies. */
  "visit.v1.ForgotBrowser": Record<string, never>;
  /** @description Nothing that tells whether the guest was here before. */
  "visit.v1.GuestCheckedIn": {
    /** @description Whole minutes, rounded down. */
    arriveTime?: string;
    /** @description As entered. */
    people: number;
  };
  /** @description How many people, told so that none of them is. */
  "visit.v1.Headcount": {
    /** @description Rounded down; 0 also for fewer than `fewer_than`. */
    people: number;
    /** @description Above 0: somewhere between 0 and this, the latter not included. */
    fewerThan: number;
  };
  /** @description What holds for the address from now on. */
  "visit.v1.MailStop": {
    /** @description As set. */
    stopped: boolean;
  };
  /** @description What the reader of a verification mail picks from. */
  "visit.v1.NumberChoice": {
    /** @description Nine, 10–99, ascending, one of which the waiting page shows. */
    numbers: number[];
  };
  /** @description A record is open in this browser. */
  "visit.v1.OpenedRecord": Record<string, never>;
  /** @description The stay as it is now. */
  "visit.v1.Receipt": {
    /** @description As asked. */
    token: string;
    /** @description As on the door. */
    venueName: string;
    /** @description Street address. */
    venueAddress: string;
    /** @description Whole minutes. */
    arriveTime?: string;
    /** @description Empty while the stay is open. */
    leaveTime?: string;
  };
  /** @description It is on its way. */
  "visit.v1.ReceiptMailed": {
    /** @description "t•••@example.jp". */
    maskedEmailAddress: string;
  };
  /** @description What is kept about one address. */
  "visit.v1.Record": {
    /** @description "t•••@example.jp". */
    maskedEmailAddress: string;
    /** @description Latest first, at most 50. */
    stays: Schemas["visit.v1.RecordedStay"][];
    /** @description For the next page; empty after the last. */
    nextPageToken: string;
    /** @description Latest first; the same on every page. A question is told once its event was decided, or 14 days after it was asked. */
    questions: Schemas["visit.v1.RecordedQuestion"][];
    /** @description All mail that others decide on is stopped. */
    mailStopped: boolean;
    /** @description How many service days a stay is kept. */
    retentionDays: number;
    /** @description Unset unless a health centre's code was entered, and can be used or was. */
    asked?: Schemas["visit.v1.AskedStays"];
  };
  /** @description Nothing: the same for every address. */
  "visit.v1.RecordLinkMailed": Record<string, never>;
  /** @description That somebody looked for the people of a place and time, and a stay was among them. It says what the authority was, not who of it. */
  "visit.v1.RecordedQuestion": {
    /** @description As on the door. */
    venueName: string;
    /** @description Of the earliest stay of this person that was found. */
    stayArriveTime?: string;
    /** @description Six digits; empty where it is not known. */
    areaCode: string;
    /** @description Whose health centre asked: "大阪市"; empty where it is not known. */
    authority: string;
    /** @description When it asked for the first time. */
    firstAskTime?: string;
    /** @description When it asked last. */
    lastAskTime?: string;
    /** @description How often. */
    times: number;
    /** @description Why: to send warnings. False: to see how many people a warning would concern. */
    forWarning: boolean;
  };
  /** @description One stay, as its own person sees it. */
  "visit.v1.RecordedStay": {
    /** @description Names it in this record: "2026-11-21.12345". */
    stay: string;
    /** @description As on the door. */
    venueName: string;
    /** @description Street address. */
    venueAddress: string;
    /** @description Whole minutes. */
    arriveTime?: string;
    /** @description The end that a search would use; see assumed. */
    leaveTime?: string;
    /** @description Nobody said when it ended: leave_time is the venue's typical stay. */
    assumed: boolean;
    /** @description The address was confirmed from the browser that checked in. False: anybody may have typed it. */
    verified: boolean;
    /** @description How many came together. */
    people: number;
    /** @description How it came to be known. */
    trust: Schemas["visit.v1.Trust"];
  };
  /** @description What the visitor herself may see of a stay. It has no id: the browser's stay cookie names it. */
  "visit.v1.Stay": {
    /** @description Eight characters. */
    venueId: string;
    /** @description As on the door. */
    venueName: string;
    /** @description Street address. */
    venueAddress: string;
    /** @description Whole minutes, rounded down. */
    arriveTime?: string;
    /** @description Empty while the stay is open. */
    leaveTime?: string;
    /** @description The address was confirmed. */
    verified: boolean;
    /** @description "t•••@example.jp"; empty without a visitor cookie. */
    maskedEmailAddress: string;
    /** @description Only while this browser's address waits to be confirmed, else empty: two digits, the number that the reader of the mail picks when she opens it in another browser. */
    confirmNumber: string;
    /** @description The mail was confirmed in another browser, with the number: this one may collect its proof. */
    proofWaiting: boolean;
    /** @description Of the space that she checked in to, from the outermost, as they are called now: "2F", "Table 7". Empty for the venue as a whole. */
    spaceNames: string[];
    /** @description When the stay ends by itself, by the venue's rule, unless its visitor scans or checks out before; unset without such a rule and when the stay is over. */
    automaticLeaveTime?: string;
    /** @description What the venue offers to those who are there, in its order; empty when the stay is over. On the page only, never in a mail. */
    links: Schemas["venue.v1.VenueLink"][];
    /** @description Of the event within which the stay began, as it is called now; empty when there was none. */
    eventName: string;
    /** @description As checked in with. */
    people: number;
    /** @description See Trust. */
    trust: Schemas["visit.v1.Trust"];
  };
  /**
  * @description How a stay came to be known.
  * @enum {string}
  */
  "visit.v1.Trust": "TRUST_UNSPECIFIED" | "TRUST_STATIC" | "TRUST_OFFLINE" | "TRUST_GUEST" | "TRUST_PRESENT";
  /** @description A mailed link, before it confirms anything. */
  "visit.v1.Verification": {
    /** @description As asked. */
    token: string;
    /** @description Neither confirmed yet nor too old. */
    usable: boolean;
    /** @description This is the browser that checked in: there is nothing to pick. */
    sameBrowser: boolean;
    /** @description Unset in the browser that checked in, and after a wrong pick. */
    choice?: Schemas["visit.v1.NumberChoice"];
  };
}
