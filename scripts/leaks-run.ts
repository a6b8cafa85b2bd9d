/**
 * `npm run leaks:run`: sends a card number of its own through every way in, and looks for it wherever the service and the command line
 * could let it out. Ends with 1 when one came out, or when a leak that was put in on purpose did not.
 */
import { objectionsTo, runEverything, tableOf } from '../test/leaks/everything.ts';

const begin = performance.now();
const verdict = await runEverything((name) => {
  console.log(`${((performance.now() - begin) / 1000).toFixed(0).padStart(4)} s  ${name}`);
});
console.log(`\n${tableOf(verdict)}\n`);
const objections = objectionsTo(verdict);
for (const objection of objections) console.error(`NOT SO: ${objection}`);
console.log(objections.length === 0 ? 'No card number came out.' : `${objections.length} objections.`);
process.exitCode = objections.length === 0 ? 0 : 1;
