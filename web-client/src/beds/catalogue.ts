// SPDX-License-Identifier: Apache-2.0
// Classes of beds and what they can do, by the names that the policy in force gives them.
import { get, type Message } from '../api';
import { language } from '../texts';

export type Catalogue = Message<'capacity.v1.Catalogue'>;
type Entry = Catalogue['classes'][number];

export const getCatalogue = () => get<Catalogue>('/v1/bedClasses');
export const nameOf = ({ japaneseName, englishName }: Entry) => (language === 'en' ? englishName : japaneseName);
// A code of which nothing is known any more stands for itself.
export const named = (entries: Entry[], code: string) => {
  const entry = entries.find((one) => one.code === code);
  return entry ? nameOf(entry) : code;
};
