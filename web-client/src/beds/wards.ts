// SPDX-License-Identifier: Apache-2.0
// A facility's beds one by one: which are held for whom, who lies in them, which are free.
import { type Message, newId, type Offer, post } from '../api';
import { doneBox, isTypedIn } from '../admissions/entries';
import { field, h, heading, problemBox, scrolled, select } from '../dom';
import { formOf } from '../form';
import { keepAsking } from '../live';
import { allOf } from '../pages';
import type { Screen } from '../places';
import { showTime } from '../texts';
import { type Catalogue, getCatalogue, named, nameOf } from './catalogue';
import { facilitiesOf, others } from './facility';
import { b, say } from './texts';

type Hold = Message<'capacity.v1.Hold'>;
type Stay = Message<'capacity.v1.Stay'>;
type Bed = Message<'capacity.v1.Bed'>;
type Again = (done: string) => Promise<void>;

interface Told { holds: Hold[]; stays: Stay[]; beds: Bed[]; numbers: Map<string, string> }
// What the parts of the screen need besides.
interface About { path: string; zone: string; catalogue: Catalogue; again: Again }

export async function showWards({ account, root }: Screen, id: string | undefined): Promise<void> {
  const [facilities, catalogue] = await Promise.all([facilitiesOf(id), getCatalogue()]);
  const [facility] = facilities;
  if (!facility) return root.replaceChildren(h('h1', {}, b.wards), problemBox(b.noFacility));
  const done = doneBox();
  const age = h('span', { class: 'hint' });
  const [lists, beds] = [h('div'), h('section')];
  const about: About = { path: `/v1/facilities/${facility.id}`, zone: facility.facts?.timeZone || 'Asia/Tokyo', catalogue, again: async (text) => {
    await ask(true);
    done.tell(text);
  } };
  let drawn = '';
  const ask = async (anew = false) => {
    const told = await read(about.path, account.roles.includes('ROLE_HOSPITAL_STAFF'));
    const text = JSON.stringify([told.holds, told.stays, told.beds, [...told.numbers]]);
    if (text === drawn || (!anew && (isTypedIn(lists) || isTypedIn(beds)))) return;
    drawn = text;
    lists.replaceChildren(comingOf(told, about), lyingOf(told, about));
    beds.replaceChildren(...bedsOf(told, about));
  };
  await keepAsking(age, ask);
  root.replaceChildren(h('h1', {}, `${b.wards} ${facility.facts?.displayName ?? ''}`), others(facilities, 'wards'), h('p', {}, age), done.element, lists, beds);
}

// Case numbers are known to a facility by its offers: capacity does not know them.
async function read(path: string, own: boolean): Promise<Told> {
  const [holds, stays, beds, offers] = await Promise.all([allOf<Hold>(`${path}/holds?state=HOLD_STATE_LIVE`, 'holds'), allOf<Stay>(`${path}/stays?open=true`, 'stays'), allOf<Bed>(`${path}/beds`, 'beds'),
    own ? allOf<Offer>('/v1/offers', 'offers', 10, 200) : []]);
  return { holds, stays, beds, numbers: new Map(offers.map(({ admissionId, number }) => [admissionId, number])) };
}

const bedName = (beds: Bed[], id: string) => beds.find((one) => one.id === id)?.displayName ?? b.anyBed;

function comingOf({ holds, beds, numbers }: Told, { zone, catalogue }: About): HTMLElement {
  const rows = holds.map(({ id, holderId, bedClass, bedId, endTime }) => h('tr', { 'data-hold': id }, h('th', { scope: 'row', class: 'whole' }, numbers.get(holderId) ?? '–'), h('td', {}, named(catalogue.classes, bedClass)), h('td', {}, bedName(beds, bedId)),
    h('td', { class: 'whole' }, showTime(endTime, zone))));
  return h('section', {}, h('h2', {}, b.coming), rows.length === 0 ? h('p', {}, b.nobodyComes)
    : scrolled(b.coming, h('table', { id: 'holds' }, heading(b.number, b.bedClass, b.bed, b.until), h('tbody', {}, ...rows))));
}

function lyingOf({ stays, beds, numbers }: Told, about: About): HTMLElement {
  const { catalogue, zone } = about;
  const rows = stays.map((stay) => h('tr', { 'data-stay': stay.id }, h('th', { scope: 'row', class: 'whole' }, numbers.get(stay.holderId) ?? '–'), h('td', {}, named(catalogue.classes, stay.bedClass)), h('td', {}, bedName(beds, stay.bedId)),
    h('td', { class: 'whole' }, showTime(stay.beginTime, zone)), h('td', {}, stay.holderId ? h('span', { class: 'hint' }, b.byOffers) : endForm(stay, about))));
  return h('section', {}, h('h2', {}, b.lying), rows.length === 0 ? h('p', {}, b.nobodyLies)
    : scrolled(b.lying, h('table', { id: 'stays' }, heading(b.number, b.bedClass, b.bed, b.since, b.deeds), h('tbody', {}, ...rows))));
}

function endForm(stay: Stay, { path, again }: About): HTMLElement {
  const requestId = newId();  // of this stay: pressing twice ends it once
  const end = select('end', Object.entries(b.ends));
  const send = async () => {
    await post(`${path}/stays/${stay.id}:end`, { requestId, version: stay.version, end: end.value });
    await again(b.ended);
  };
  return h('details', {}, h('summary', {}, b.endStay), formOf({ id: `end-${stay.id}` }, { send, say }, field(b.how, end), h('button', { class: 'plain small' }, b.endStay)));
}

function bedsOf({ beds }: Told, about: About): HTMLElement[] {
  const { catalogue } = about;
  const rows = beds.map((bed) => {
    const state = bed.occupied ? b.taken : bed.held ? b.reserved : b.free;
    const free = !bed.occupied && !bed.held;
    return h('tr', { 'data-bed': bed.id }, h('th', { scope: 'row' }, bed.displayName), h('td', {}, named(catalogue.classes, bed.bedClass)), h('td', {}, h('span', { class: `state ${free ? 'good' : ''}` }, state)), h('td', {}, free && bedDeeds(bed, about)));
  });
  return [h('h2', {}, b.single), rows.length === 0 ? h('p', {}, b.noBeds)
    : scrolled(b.single, h('table', { id: 'beds' }, heading(b.bed, b.bedClass, b.state, b.deeds), h('tbody', {}, ...rows))), addForm(about)];
}

function bedDeeds(bed: Bed, { path, again }: About): HTMLElement {
  const requestId = newId();
  const begin = async () => {
    await post(`${path}/stays`, { requestId, bedId: bed.id, beginTime: new Date().toISOString() });
    await again(b.begun);
  };
  const retire = async () => {
    await post(`${path}/beds/${bed.id}:retire`);
    await again(b.retired);
  };
  return h('div', { class: 'actions tight' }, formOf({ id: `begin-${bed.id}` }, { send: begin, say }, h('button', { class: 'plain small', 'aria-label': `${bed.displayName} ${b.begin}` }, b.begin)),
    formOf({ id: `retire-${bed.id}` }, { send: retire, say }, h('button', { class: 'plain small', 'aria-label': `${bed.displayName} ${b.retire}` }, b.retire)));
}

function addForm({ path, catalogue, again }: About): HTMLElement {
  const requestId = newId();
  const bedClass = select('bedClass', catalogue.classes.map((one) => [one.code, nameOf(one)]));
  const names = h('textarea', { name: 'displayNames', rows: '4', required: true });
  const send = async () => {
    const displayNames = names.value.split('\n').map((line) => line.trim()).filter(Boolean);
    const { beds } = await post<Message<'capacity.v1.CreateBedsResponse'>>(`${path}/beds`, { requestId, bedClass: bedClass.value, displayNames });
    await again(b.added(beds.length));
  };
  return h('details', { id: 'add-beds' }, h('summary', {}, b.addBeds), formOf({ id: 'beds-form' }, { send, say }, field(b.bedClass, bedClass), field(b.bedNames, names, b.bedNamesHint), h('button', {}, b.addButton)));
}
