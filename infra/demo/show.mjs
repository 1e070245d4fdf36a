// SPDX-License-Identifier: Apache-2.0
// Prints a demo town's log-ins and where to begin: show.mjs FILE
import { readFileSync } from 'node:fs';

const town = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log('\n  Demo log-ins (staff):');
for (const { userName, password, displayName, roles } of town.accounts) {
  console.log(`    ${userName.padEnd(8)} ${password}   ${displayName} (${roles.join(', ').toLowerCase().replaceAll('_', ' ')})`);
}
console.log('  Demo venues; open one as if its code was scanned:');
for (const { displayName, codeUrl } of town.venues) {
  // The code's URL is upper case for a smaller symbol; this form is easier to read.
  console.log(`    ${new URL(codeUrl).href}  ${displayName}`);
}
