// SPDX-License-Identifier: Apache-2.0
// The page's own, BCP 47: each language has a script of its own (build.mjs), without the texts of the others.
declare const LANGUAGE: string;
