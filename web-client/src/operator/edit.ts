// SPDX-License-Identifier: Apache-2.0
// All that an operator may change of her venue. The service replaces all of it, so the form holds all of it.
import { get, type Message, post } from '../api';
import { field, h, select } from '../dom';
import { formOf } from '../form';
import { say, t } from './texts';

type Venue = Message<'venue.v1.Venue'>;
type Weekday = Exclude<keyof NonNullable<Venue['openingHours']>, 'everyDay'>;

const mostLinks = 6;

export async function showEdit(root: HTMLElement, done = ''): Promise<void> {
  const venue = await get<Venue>('/v1/venue');
  const text = (name: string, value: string, maxlength: string) => h('input', { name, required: true, value, maxlength });
  const number = (name: string, value: number, max: string) => h('input', { type: 'number', name, required: true, min: '0', max, value: String(value) });
  const displayName = text('displayName', venue.displayName, '100');
  const address = text('address', venue.address, '200');
  const kind = select('kind', Object.entries(t.venueKinds));
  kind.value = venue.kind;
  const capacity = number('capacity', venue.capacity, '100000');
  const seatCount = number('seatCount', venue.seatCount, '100000');
  const floorAreaM2 = number('floorAreaM2', venue.floorAreaM2, '1000000');
  const typical = number('typicalStayMinutes', venue.typicalStayMinutes, '1425');
  const automatic = number('automaticCheckOutMinutes', venue.automaticCheckOutMinutes, '1425');
  const listed = h('input', { type: 'checkbox', name: 'listed', checked: venue.listed });
  const hours = hoursFields(venue);
  const links = linkFields(venue);
  const send = async () => {
    await post('/v1/venue:update', {
      revision: venue.revision, displayName: displayName.value, address: address.value, kind: kind.value, capacity: Number(capacity.value), seatCount: Number(seatCount.value),
      floorAreaM2: Number(floorAreaM2.value), typicalStayMinutes: Number(typical.value), automaticCheckOutMinutes: Number(automatic.value),
      openingHours: hours.told(), links: links.told(), listed: listed.checked,
    });
    await showEdit(root, t.saved);
    document.getElementById('done')?.scrollIntoView({ block: 'center' });
  };
  root.replaceChildren(h('p', { class: 'done', role: 'status', id: 'done' }, done), formOf({ id: 'edit' }, { send, say, draft: `venue ${venue.revision}` },
    field(t.displayName, displayName), field(t.address, address), field(t.venueKind, kind), field(t.capacityLabel, capacity, t.capacityHint),
    h('div', { class: 'row' }, field(t.seatCount, seatCount, t.notTold), field(t.floorArea, floorAreaM2, t.notTold)),
    h('div', { class: 'row' }, field(t.typicalStay, typical, t.typicalStayHint), field(t.automatic, automatic, t.automaticHint)),
    hours.element, links.element, h('label', { class: 'tick' }, listed, h('span', {}, t.listed)), h('button', {}, t.save)));
  links.reveal();  // with what a reload has brought back
}

function hoursFields(venue: Venue) {
  const inputs = Object.keys(t.weekdays).map((day): [string, HTMLInputElement] =>
    [day, h('input', { name: `openingHours.${day}`, maxlength: '60', autocomplete: 'off', value: venue.openingHours?.[day as Weekday].join(', ') ?? '' })]);
  return {
    element: h('fieldset', { 'data-field': 'openingHours' }, h('legend', {}, t.hours), h('p', { class: 'hint' }, t.hoursHint),
      h('div', { class: 'row' }, ...inputs.map(([day, input]) => field(t.weekdays[day]!, input)))),
    told: () => Object.fromEntries(inputs.map(([day, input]) => [day, input.value.trim() ? [input.value] : []])),
  };
}

function linkFields(venue: Venue) {
  const rows = Array.from({ length: mostLinks }, (_, index) => {
    const link = venue.links[index];
    const kind = h('select', { name: `link${index + 1}.kind` }, h('option', { value: '' }, t.noLink), ...Object.entries(t.linkKinds).map(([value, text]) => h('option', { value }, text)));
    kind.value = link?.kind ?? '';
    const label = h('input', { name: `link${index + 1}.label`, maxlength: '40', value: link?.label ?? '' });
    const url = h('input', { name: `link${index + 1}.url`, maxlength: '500', inputmode: 'url', value: link?.url ?? '' });
    const element = h('details', { open: Boolean(link) }, h('summary', {}, t.link(index + 1)), field(t.kind, kind), field(t.linkLabel, label), field(t.linkUrl, url));
    return { element, kind, label, url };
  });
  // Those that there are, and one more.
  const reveal = () => rows.forEach(({ element }, index) => { element.hidden = index > rows.findLastIndex(({ kind }) => kind.value !== '') + 1; });
  const element = h('fieldset', { 'data-field': 'links', onchange: reveal }, h('legend', {}, t.links), ...rows.map((row) => row.element));
  // A row that is not used is left out, and the service counts without it: each control knows what it is called there.
  const told = () => rows.filter(({ kind }) => kind.value !== '').map(({ kind, label, url }, index) => {
    for (const [part, control] of Object.entries({ kind, label, url })) control.dataset['field'] = `links[${index}].${part}`;
    return { kind: kind.value, label: label.value, url: url.value };
  });
  const forget = () => rows.forEach((row) => [row.kind, row.label, row.url].forEach((control) => delete control.dataset['field']));
  return { element, reveal, told: () => (forget(), told()) };
}
