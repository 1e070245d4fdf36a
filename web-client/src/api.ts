// SPDX-License-Identifier: Apache-2.0
// The staff door's JSON API. Messages as the gateway writes them: lowerCamelCase, 64-bit numbers as text.
export interface Account { id: string; userName: string; displayName: string; roles: string[]; areaCodes: string[]; organisation: string }
export interface Invitation {
  userName: string; displayName: string; organisation: string; totpRequired: boolean; totpSecret: string; totpUri: string;
  totpSymbol: string[]; expireTime: string;
}
export interface AcceptedInvitation { account: Account; recoveryCodes: string[] }
export interface Area { code: string; displayName: string; prefecture: string }
export interface Venue { id: string; displayName: string; address: string; areaCode: string; timeZone: string }
export interface VenuePlace { venue: Venue; space: number }
export interface Case {
  id: string; number: string; kind: string; areaCode: string; onsetDate: string; reportDate: string; hasContact: boolean;
  infectiousStartDate: string; infectiousEndDate: string; withdrawTime?: string | null;
}
export interface AskedConsent { code: string; expireTime: string }
export interface Place { id: string; caseId: string; venueId: string; startTime: string; endTime: string; source: string }
export interface Exposure {
  id: string; caseId: string; venueId: string; venueName: string; areaCode: string; startTime: string; endTime: string;
  level: 'LEVEL_CAUTION' | 'LEVEL_CLUSTER'; state: 'STATE_PROPOSED' | 'STATE_DISPATCHING' | 'STATE_DISPATCHED' | 'STATE_CANCELLED' | 'STATE_RECALLED';
  proposedBy: string; approvedBy: string; proposeTime: string; recipients: number; version: number; levelBy: string; cancelledBy: string;
  ruleVersion: number; serviceDay: string; positives: number; positivesNeeded: number; withdrawnCases: number; evidence: Evidence[];
  correction?: Correction | null;
}
export interface Correction { proposedBy: string; approvedBy: string; finishTime?: string | null; recipients: number }
export interface CorrectionPreview { recipients: number; undecided: number }
export interface Evidence { caseId: string; startTime: string; endTime: string; recordedBy: string }
export interface Preview {
  recipients: number; unverified: number; checkedOut: number; automatic: number; assumed: number; marked: number;
  minutes: { fromMinutes: number; toMinutes: number; recipients: number }[];
  patientExcluded: boolean; reasonRequired: boolean; unreadable: number; stays: number; staysOutOfHours: number;
  staysSetApart: number; staysOffline: number; staysGuest: number; staysPresent: number; people: number; toldBefore: number;
}
export interface PreviewedMail { language: string; subject: string; text: string; reviewed: boolean; ownText: boolean }
export interface PreviewedMails { kind: string; mails: PreviewedMail[] }
export interface Progress { state: string; recipients: number; queued: number; sent: number; deferred: number; failed: number; cancelled: number; time: string;
  correction?: { finished: boolean; queued: number; sent: number; deferred: number; failed: number; cancelled: number } | null }

export class Problem extends Error {
  constructor(readonly status: number, readonly reason: string, detail: string, readonly field: string) {
    super(detail);
  }
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method, headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, 'OFFLINE', '', '');
  }
  const json = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, json.reason ?? '', json.detail ?? json.title ?? '', json.field ?? '');
  return json as T;
}

export const get = <T>(path: string) => call<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, body);
export const newId = () => crypto.randomUUID();
