// SPDX-License-Identifier: Apache-2.0
import { get, Problem, type Venue, type VenuePlace } from './api';
import { field, h, problemBox, select } from './dom';
import { messageOf, t } from './texts';

// A venue by its name, or by a code that a patient kept: a scanner types the URL and Enter, people type what stands below it.
export function venuePicker() {
  const query = h('input', { type: 'search', name: 'venueQuery', maxlength: '100' });
  const code = h('input', { type: 'text', name: 'venueCode', maxlength: '300', autocomplete: 'off', spellcheck: 'false' });
  const list = select('venueId', []);
  const problem = h('div');
  let found: Venue[] = [];
  const offer = (venues: Venue[]) => {
    found = venues;
    list.replaceChildren(...venues.map((venue) => h('option', { value: venue.id }, `${venue.displayName} — ${venue.address}`)));
  };
  const search = async () => {
    const { venues = [] } = await get<{ venues: Venue[] }>(`/v1/venues?pageSize=100&query=${encodeURIComponent(query.value)}`);
    offer(venues);
  };
  const read = async () => {
    problem.replaceChildren();
    if (!code.value.trim()) return search();
    try {
      const place = await get<VenuePlace>(`/v1/venues:describeCode?code=${encodeURIComponent(code.value)}`);
      offer(place.venue ? [place.venue] : []);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      offer([]);
      problem.replaceChildren(problemBox(messageOf(error.reason, error.message)));
    }
  };
  query.addEventListener('change', () => void search());
  code.addEventListener('change', () => void read());
  code.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();  // a scanner's Enter ends the code, not the form
    void read();
  });
  void search();
  return {
    element: h('div', {}, field(t.searchVenue, query), field(t.venueCode, code, t.venueCodeHint), problem, field(t.venue, list)),
    chosen: () => found.find(({ id }) => id === list.value),
  };
}
