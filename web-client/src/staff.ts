// SPDX-License-Identifier: Apache-2.0
import { type Account, get, post, Problem } from './api';
import { showAccount, showAccounts, showInvitationForm } from './administration/accounts';
import { showAreas, showVenueImport } from './administration/areas';
import { showAudit } from './administration/audit';
import { showPolicies, showPolicy } from './administration/policies';
import { a, say } from './administration/texts';
import { showBeds } from './beds/board';
import { showFacilities } from './beds/facilities';
import { showBedReport } from './beds/report';
import { showCase, showCases } from './cases';
import { showCaseImport, showRegistration } from './cases/register';
import { h, problemBox } from './dom';
import { showExposure } from './exposure';
import { keepDraftsOf } from './form';
import { showInvitation } from './invitation';
import { showList } from './list';
import { showLogIn } from './log-in';
import { showPatient } from './patients/patient';
import { showReleases } from './patients/release';
import { showRules } from './patients/rules';
import { showProposal } from './propose';
import { t } from './texts';
import { showWorklist } from './worklist';

export interface Screen { account: Account; root: HTMLElement }

const root = document.getElementById('app')!;
const who = document.getElementById('who')!;
const places = document.getElementById('places')!;
const otherLanguage = document.getElementById('language') as HTMLAnchorElement;

// Where each role works; the first one is where she begins.
const work: Record<Account['roles'][number], (keyof typeof a.nav)[]> = {
  ROLE_ANYONE: [], ROLE_VENUE_OPERATOR: [], ROLE_PATIENT: [], ROLE_HEALTH_OFFICER: ['exposures', 'cases', 'worklist', 'beds', 'releases', 'rules', 'facilities', 'venues'],
  ROLE_ADMINISTRATOR: ['accounts', 'areas', 'policies', 'facilities', 'venues'], ROLE_AUDITOR: ['audit', 'policies'], ROLE_HOSPITAL_STAFF: ['report', 'beds'], ROLE_TRANSPORT_STAFF: [],
};
// Venues are vouched for by whoever has areas of her own.
const placesOf = (account: Account) => [...new Set(account.roles.flatMap((role) => work[role]))].filter((place) => place !== 'venues' || account.areaCodes.length > 0);

function showPlaces(account: Account | null, here: string): void {
  const links = account ? placesOf(account) : [];
  places.replaceChildren(links.length ? h('ul', {}, ...links.map((place) =>
    h('li', {}, h('a', { href: `#/${place}`, 'aria-current': place === here ? 'page' : undefined }, a.nav[place])))) : '');
}

function showWho(account: Account | null): void {
  who.replaceChildren();
  if (!account) return;
  const leave = async () => {
    await post('/v1/sessions:end');
    keepDraftsOf('');
    window.onhashchange = null;  // nobody's screen is drawn any more: it would clear what the next one types
    location.hash = '';
    await start();
  };
  who.append(`${account.displayName} `, h('button', { class: 'plain small', onclick: () => void leave() }, t.logOut));
}

function showCasesAt(screen: Screen, id: string | undefined): Promise<void> | void {
  switch (id) {
    case undefined: return showCases(screen);
    case 'new': return showRegistration(screen);
    case 'import': return showCaseImport(screen);
    default: return showCase(screen, id);
  }
}

// #/new, #/cases, #/cases/<id>, #/exposures/<id>, #/policies/<service>/<name> …: the address bar holds where you are, so that
// a reload loses nothing.
function show(screen: Screen, place: string | undefined, id: string | undefined, part: string | undefined, search: string): Promise<void> | void {
  switch (place) {
    case 'new': return showProposal(screen);
    case 'cases': return showCasesAt(screen, id);
    case 'exposures': return id ? showExposure(screen, id) : showList(screen);
    case 'worklist': return showWorklist(screen);
    case 'patients': return id ? showPatient(screen, id) : showWorklist(screen);
    case 'releases': return showReleases(screen);
    case 'rules': return showRules(screen);
    case 'beds': return showBeds(screen);
    case 'report': return showBedReport(screen, id);
    case 'facilities': return showFacilities(screen);
    case 'venues': return showVenueImport(screen);
    case 'accounts': return id === 'new' ? showInvitationForm(screen) : id ? showAccount(screen, id) : showAccounts(screen);
    case 'areas': return showAreas(screen);
    case 'policies': return id && part ? showPolicy(screen, id, part) : showPolicies(screen, id);
    case 'audit': return showAudit(screen, id, search);
    default: return showList(screen);
  }
}

async function route(account: Account): Promise<void> {
  // A place of its own: an answer that comes late, for where she was before, draws nothing over where she is.
  const screen = { account, root: h('div') };
  root.replaceChildren(screen.root);
  const [path = '', search = ''] = location.hash.split('?');
  const [, place = placesOf(account)[0], id, part] = path.split('/');
  otherLanguage.hash = location.hash;  // to the same screen
  showPlaces(account, place === 'new' ? 'exposures' : place === 'patients' ? 'worklist' : place ?? '');
  try {
    await show(screen, place || placesOf(account)[0], id, part, search);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 401) return start();
    screen.root.append(problemBox(say(error)));
  }
}

async function start(): Promise<void> {
  let account: Account;
  try {
    account = await get<Account>('/v1/me');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    showWho(null);
    showPlaces(null, '');
    window.onhashchange = null;
    return showLogIn(root, start);
  }
  keepDraftsOf(account.id);
  showWho(account);
  // Whoever reads by ear, or works by keys, begins at the new screen's heading.
  window.onhashchange = () => void route(account).then(() => {
    const heading = root.querySelector('h1');
    heading?.setAttribute('tabindex', '-1');
    heading?.focus();
  });
  await route(account);
}

// A mailed invitation; afterwards, and everywhere else, the console.
const invitation = /^\/invitation\/([\w-]{22})$/.exec(location.pathname);
void (invitation ? showInvitation(root, invitation[1]!, start) : start());
