// SPDX-License-Identifier: Apache-2.0
// The questions of a report, one at a time, emergency signs first. What is not answered is not told, which is never "no".
import { field, h } from '../dom';
import { t } from './texts';

export interface Answers {
  temperature?: number; spo2?: number; pulse?: number; respiratoryRate?: number;
  signsAsked?: boolean; signs?: string[]; symptomsAsked?: boolean; symptoms?: string[];
  feverReducer?: boolean; food?: number; water?: number; urine?: number; note?: string;
}

export interface Question {
  name: string;  // as the service names the field, in its way of writing
  heading: string;
  body: HTMLElement[];
  // What is told by what stands there now; nothing where it was skipped.
  told: () => Answers;
  // The button beside "next" that tells nothing, or none of it.
  other: string;
  otherTold: Answers;
}

function ticks(name: 'signs' | 'symptoms', heading: string, names: Record<string, string>, hint: string): Question {
  const prefix = name === 'signs' ? 'EMERGENCY_SIGN_' : 'SYMPTOM_';
  const boxes = Object.entries(names).map(([word, text]) => {
    const box = h('input', { type: 'checkbox', name, value: `${prefix}${word}` });
    return { box, label: h('label', { class: 'tick' }, box, h('span', {}, text)) };
  });
  const asked = (chosen: string[]): Answers => (name === 'signs' ? { signsAsked: true, signs: chosen } : { symptomsAsked: true, symptoms: chosen });
  return {
    name, heading, body: [...(hint ? [h('p', { class: 'hint' }, hint)] : []), ...boxes.map(({ label }) => label)],
    told: () => {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
      return chosen.length > 0 ? asked(chosen) : {};
    },
    other: t.none, otherTold: asked([]),
  };
}

function reading(name: string, key: 'temperature' | 'spo2' | 'pulse' | 'respiratoryRate', heading: string, [min, max, step]: [string, string, string], last?: number, hint?: string): Question {
  const input = h('input', { type: 'number', name: key, inputmode: 'decimal', min, max, step, autocomplete: 'off', class: 'figure' });
  return {
    name, heading, body: [field(heading, input, [hint, last === undefined ? '' : t.lastTime(String(last))].filter(Boolean).join(' '))],
    told: () => (input.value === '' ? {} : { [key]: Number(input.value) }), other: t.skip, otherTold: {},
  };
}

function scales(): Question {
  const rows = ([['food', t.food], ['water', t.water], ['urine', t.urine]] as const).map(([name, text]) => {
    const radios = t.grades.map((grade, index) => {
      const radio = h('input', { type: 'radio', name, value: String(index + 1) });
      return { radio, label: h('label', { class: 'tick' }, radio, h('span', {}, grade)) };
    });
    return { name, radios, set: h('fieldset', {}, h('legend', {}, text), ...radios.map(({ label }) => label)) };
  });
  return {
    name: 'scales', heading: t.scales, body: rows.map(({ set }) => set),
    told: () => Object.fromEntries(rows.flatMap(({ name, radios }) => radios.filter(({ radio }) => radio.checked).map(({ radio }) => [name, Number(radio.value)]))),
    other: t.skip, otherTold: {},
  };
}

function reducer(): Question {
  const radios = ([['true', t.yes], ['false', t.no]] as const).map(([value, text]) => {
    const radio = h('input', { type: 'radio', name: 'feverReducer', value });
    return { radio, label: h('label', { class: 'tick' }, radio, h('span', {}, text)) };
  });
  return {
    name: 'fever_reducer', heading: t.reducer, body: [h('fieldset', { 'aria-label': t.reducer }, ...radios.map(({ label }) => label))],
    told: () => {
      const chosen = radios.find(({ radio }) => radio.checked);
      return chosen ? { feverReducer: chosen.radio.value === 'true' } : {};
    },
    other: t.skip, otherTold: {},
  };
}

function note(): Question {
  const text = h('textarea', { name: 'note', rows: '4', maxlength: '1000' });
  return { name: 'note', heading: t.note, body: [field(t.note, text, t.noteHint)], told: () => (text.value.trim() ? { note: text.value.trim() } : {}), other: t.skip, otherTold: {} };
}

// `last`: what was told last, shown and never sent again.
export function questions(last: Answers): Question[] {
  return [
    ticks('signs', t.signs, t.signNames, t.signsHint),
    reading('temperature', 'temperature', t.temperature, ['25', '45', '0.1'], last.temperature),
    reading('spo2', 'spo2', t.spo2, ['30', '100', '1'], last.spo2, t.spo2Hint),
    reading('pulse', 'pulse', t.pulse, ['10', '300', '1'], last.pulse),
    reading('respiratory_rate', 'respiratoryRate', t.respiratoryRate, ['1', '120', '1'], last.respiratoryRate),
    ticks('symptoms', t.symptoms, t.symptomNames, ''),
    reducer(), scales(), note(),
  ];
}
