// SPDX-License-Identifier: Apache-2.0
// What a service says of a table, line by line, and the table's own lines to show beside.
import { textOf } from '../office-text';

export interface LineProblem { line: number; column: number; sentence: string }

// "line 3, column 2: a name is …; line 5: …; and 4 more", as platform::CsvFailure writes it.
export function lineProblems(detail: string): { problems: LineProblem[]; more: number } {
  const more = /; and (\d+) more$/.exec(detail);
  const told = more ? detail.slice(0, more.index) : detail;
  const problems = told.split(/; (?=line \d+[,:])/).flatMap((part) => {
    const match = /^line (\d+)(?:, column (\d+))?: (.*)$/s.exec(part);
    return match ? [{ line: Number(match[1]), column: Number(match[2] ?? 0), sentence: match[3]! }] : [];
  });
  return { problems, more: more ? Number(more[1]) : 0 };
}

// A table's lines as they were saved.
export const linesOf = (bytes: ArrayBuffer) => textOf(bytes).split(/\r?\n/);
