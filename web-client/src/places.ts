// SPDX-License-Identifier: Apache-2.0
// Where people work: the screens that each role has, by the names that stand in the menu, and what is loaded for them.
import { type Account, Problem } from './api';

// Where a screen is drawn, and for whom.
export interface Screen { account: Account; root: HTMLElement }
// What stands behind the place in the address, and after its question mark.
export interface Way { id: string | undefined; part: string | undefined; search: string }
type Show = (screen: Screen, way: Way) => Promise<void> | void;
// The screens of one kind of work, loaded when somebody goes to one of them.
export interface Room { screens: Record<string, Show>; say: (problem: Problem) => string }

const ja = {
  exposures: '接触の可能性', cases: '症例', worklist: '連絡する方', admissions: '入院調整', beds: '病床', releases: '解除', rules: '判定の基準', offers: '受入の打診', wards: '病床の利用', report: '病床の報告', transports: '搬送',
  facilities: '病床のある施設', venues: '施設の一括登録', accounts: '職員', areas: '地域', policies: 'ルール', audit: '監査記録',
};
const en: typeof ja = {
  exposures: 'Exposures', cases: 'Cases', worklist: 'To be contacted', admissions: 'Admissions', beds: 'Beds', releases: 'Releases', rules: 'Triage rules', offers: 'Offers', wards: 'Beds in use', report: 'Report of beds', transports: 'Transports',
  facilities: 'Facilities', venues: 'Import venues', accounts: 'Staff', areas: 'Areas', policies: 'Rules', audit: 'Audit',
};
export type Place = keyof typeof ja;
export const names = LANGUAGE === 'en' ? en : ja;

// The first one is where she begins.
const work: Record<Account['roles'][number], Place[]> = {
  ROLE_ANYONE: [], ROLE_VENUE_OPERATOR: [], ROLE_PATIENT: [],
  ROLE_HEALTH_OFFICER: ['exposures', 'cases', 'worklist', 'admissions', 'beds', 'releases', 'rules', 'facilities', 'venues'],
  ROLE_ADMINISTRATOR: ['accounts', 'areas', 'policies', 'facilities', 'venues'], ROLE_AUDITOR: ['audit', 'policies'],
  ROLE_HOSPITAL_STAFF: ['offers', 'wards', 'report'], ROLE_TRANSPORT_STAFF: ['transports'],
};
// Venues are vouched for by whoever has areas of her own.
export const placesOf = (account: Account) => [...new Set(account.roles.flatMap((role) => work[role]))].filter((place) => place !== 'venues' || account.areaCodes.length > 0);

// Screens that stand in no menu, under the one from which one comes there.
const within: Record<string, Place> = { new: 'exposures', patients: 'worklist', decisions: 'admissions', wards: 'beds', report: 'beds', anomalies: 'beds' };
export const menuOf = (place: string, menu: Place[]) => menu.find((one) => one === place) ?? within[place];

const tracing = () => import('./rooms/tracing');
const cases = () => import('./rooms/cases');
const watching = () => import('./rooms/watching');
const admitting = () => import('./rooms/admitting');
const beds = () => import('./rooms/beds');
const hospital = () => import('./rooms/hospital');
const transport = () => import('./rooms/transport');
const administration = () => import('./rooms/administration');
const rooms: Record<string, () => Promise<Room>> = {
  new: tracing, exposures: tracing, cases, worklist: watching, patients: watching, releases: watching, rules: watching,
  admissions: admitting, decisions: admitting, beds, anomalies: beds, facilities: beds, offers: hospital, wards: hospital, report: hospital, transports: transport,
  venues: administration, accounts: administration, areas: administration, policies: administration, audit: administration,
};

// The room that a place is in. What was put on the server since this page was opened may have taken it away.
export async function roomOf(place: string): Promise<Room> {
  try {
    return await (rooms[place] ?? tracing)();
  } catch {
    throw new Problem(0, 'NOT_LOADED', '', '');
  }
}
