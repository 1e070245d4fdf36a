// SPDX-License-Identifier: Apache-2.0
// One reading over time, as a drawing that prints. What it shows stands in the table below it, too.
import { nice, ticks } from 'd3-array';
import { drawn, h } from '../dom';
import { language, showTime } from '../texts';
import { toLocal } from '../zone';

export interface Point { time: string; value: number; grave: boolean }

const [width, height] = [640, 200];
const edge = { left: 44, right: 12, top: 12, bottom: 26 };

const along = ([from, to]: [number, number], [start, end]: [number, number]) => (value: number) => start + (value - from) / (to - from || 1) * (end - start);

// At most seven moments that people count by: full hours, midnights, weeks.
const aDay = 86_400_000;
function hoursBetween(from: number, to: number): number[] {
  const step = [1 / 24, 1 / 8, 1 / 4, 1 / 2, 1, 2, 7, 14, 28].map((days) => days * aDay).find((one) => (to - from) / one <= 6) ?? (to - from) / 6;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, at) => first + at * step);
}

// `least` and `most` are always in sight, so that a small change looks small. Times are those of `zone`.
export function chart(title: string, points: Point[], [least, most]: [number, number], zone: string): HTMLElement | null {
  if (points.length < 2) return null;
  const wall = (time: string) => Date.parse(`${toLocal(new Date(time), zone)}:00Z`);
  const sorted = [...points].sort((one, other) => one.time.localeCompare(other.time));
  const values = sorted.map(({ value }) => value);
  const [low, high] = nice(Math.min(least, ...values), Math.max(most, ...values), 4);
  const x = along([wall(sorted[0]!.time), wall(sorted.at(-1)!.time)], [edge.left, width - edge.right]);
  const y = along([low, high], [height - edge.bottom, edge.top]);
  const day = new Intl.DateTimeFormat(language, { month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  const hour = new Intl.DateTimeFormat(language, { hour: 'numeric', timeZone: 'UTC' });
  const picture = drawn('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'readings', 'aria-label': `${title}: ${showTime(sorted[0]!.time, zone)} – ${showTime(sorted.at(-1)!.time, zone)}, ${Math.min(...values)} – ${Math.max(...values)}` });
  const marks = ticks(low, high, 4);
  const digits = marks.every(Number.isInteger) ? 0 : 1;
  for (const value of marks) {
    picture.append(drawn('line', { x1: edge.left, x2: width - edge.right, y1: y(value), y2: y(value), class: 'grid' }),
      drawn('text', { x: edge.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, value.toFixed(digits)));
  }
  for (const time of hoursBetween(wall(sorted[0]!.time), wall(sorted.at(-1)!.time))) {
    picture.append(drawn('text', { x: x(time), y: height - 6, 'text-anchor': 'middle' }, (time % aDay === 0 ? day : hour).format(time)));
  }
  picture.append(drawn('polyline', { points: sorted.map((point) => `${x(wall(point.time))},${y(point.value)}`).join(' '), class: 'run' }));
  for (const point of sorted) {
    const at = { cx: x(wall(point.time)), cy: y(point.value) };
    // Told by its form as well as by its colour.
    const dot = point.grave ? drawn('rect', { x: at.cx - 5, y: at.cy - 5, width: 10, height: 10, class: 'grave' }) : drawn('circle', { ...at, r: 4, class: 'calm' });
    dot.append(drawn('title', {}, `${showTime(point.time, zone)}: ${point.value}`));
    picture.append(dot);
  }
  const figure = h('figure', {}, h('figcaption', {}, title));
  figure.append(picture);
  return figure;
}
