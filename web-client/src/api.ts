// SPDX-License-Identifier: Apache-2.0
// The doors' JSON API. Messages as the gateways write them: lowerCamelCase, 64-bit numbers as text.
import type { Schemas } from './schemas';

// What the doors answer says *_UNSPECIFIED only where something may be unknown, or none (Also).
type Told<T> = T extends string ? (T extends `${string}_UNSPECIFIED` ? never : T)
  : T extends (infer E)[] ? Told<E>[] : T extends object ? { [K in keyof T]: Told<T[K]> } : T;
export type Message<Name extends keyof Schemas> = Told<Schemas[Name]>;
type Also<Name extends keyof Schemas, Fields extends keyof Schemas[Name]> = Omit<Message<Name>, Fields> & Pick<Schemas[Name], Fields>;

export type Account = Message<'identity.v1.Account'>;
export type Invitation = Message<'identity.v1.Invitation'>;
export type AcceptedInvitation = Message<'identity.v1.AcceptedInvitation'>;
export type Area = Message<'identity.v1.Area'>;
export type Venue = Message<'venue.v1.Venue'>;
export type VenuePlace = Message<'venue.v1.Place'>;
export type Case = Also<'registry.v1.Case', 'sex' | 'route' | 'status'>;
export type StatusEntry = Also<'registry.v1.StatusEntry', 'correction'>;
export type ImportedCases = Message<'registry.v1.ImportedCases'>;
export type AskedConsent = Message<'registry.v1.AskedConsent'>;
export type Place = Message<'registry.v1.Place'>;
export type Exposure = Message<'exposure.v1.Exposure'>;
export type CorrectionPreview = Message<'exposure.v1.CorrectionPreview'>;
export type Preview = Message<'exposure.v1.Preview'>;
export type PreviewedMail = Message<'exposure.v1.PreviewedMail'>;
export type PreviewedMails = Message<'exposure.v1.PreviewedMails'>;
export type Progress = Message<'exposure.v1.Progress'>;
export type Colleague = Message<'identity.v1.Colleague'>;
export type Colleagues = Message<'identity.v1.ListColleaguesResponse'>;
export type Offer = Also<'admission.v1.Offer', 'transportState'>;
export type WorklistItem = Message<'observation.v1.Item'>;
export type WorklistDeed = Message<'observation.v1.Deed'>;
export type WorklistEvent = Message<'observation.v1.WorklistEvent'>;

export class Problem extends Error {
  constructor(readonly status: number, readonly reason: string, detail: string, readonly field: string) {
    super(detail);
  }
}

// As a door tells it (RFC 9457); of an answer that isn't the door's own, the status alone is known.
export function problemOf(status: number, told: { reason?: string; detail?: string; title?: string; field?: string }): Problem {
  return new Problem(status, told.reason ?? '', told.detail ?? told.title ?? '', told.field ?? '');
}

// The answer, once it is known to be no problem.
export async function ask(method: string, path: string, body?: unknown, accept = 'application/json'): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method, headers: { accept, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, 'OFFLINE', '', '');
  }
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => ({})));
  return response;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await ask(method, path, body);
  return await response.json().catch(() => ({})) as T;
}

export const get = <T>(path: string) => call<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}) => call<T>('POST', path, body);
export const newId = () => crypto.randomUUID();
