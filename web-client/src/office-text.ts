// SPDX-License-Identifier: Apache-2.0
// Text as Japanese offices save it: UTF-8, else Shift_JIS.
export function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('shift_jis').decode(bytes);
  }
}
