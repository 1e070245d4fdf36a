// SPDX-License-Identifier: Apache-2.0
import { type Area } from './api';
import { allOf } from './pages';

export const allAreas = () => allOf<Area>('/v1/areas', 'areas');

// A prefecture's code covers its municipalities.
export const covers = (own: string, code: string) => own === code || (own.slice(2, 5) === '000' && own.slice(0, 2) === code.slice(0, 2));

// The areas that somebody with these codes may work in; without codes, the whole installation.
export const within = (areas: Area[], codes: string[]) =>
  codes.length === 0 ? areas : areas.filter(({ code }) => codes.some((own) => covers(own, code)));

export const nameOf = (areas: Area[], code: string) => {
  const area = areas.find((one) => one.code === code);
  return area ? `${area.prefecture ? `${area.prefecture} ` : ''}${area.displayName}` : code;
};
