import { DECODINGS } from './decodings.ts';
import type { Part } from './part.ts';
import { type Control, plantedControl, stockControl } from './run-controls.ts';
import { everyCommand } from './run-commands.ts';
import { everyCredential, everyGreeting, everyTrace } from './run-guarded.ts';
import { type HeapResult, heapAfterward } from './run-heap.ts';
import { everyBadFile, everyEnding } from './run-lives.ts';
import { everyConversation, everyFatalFault, everyFault, everyRequest, LOG_LEVELS } from './run-requests.ts';
import { everySetting } from './run-settings.ts';
import { inParallel } from './sinks.ts';

/** What a whole run of the harness found. */
export interface Verdict {
  readonly parts: readonly Part[];
  readonly controls: readonly Control[];
  readonly heap: HeapResult;
}

export const STOCK_LEAKS_MIN = 25;
export const PLANTS_MIN = 10;
export const VECTORS_MIN = 150;
/** Half of the time a process waits, for a start or for a timeout. */
const AT_ONCE = 2;

const PARTS: readonly (() => Promise<Part>)[] = [
  everyConversation,
  ...LOG_LEVELS.map((level) => () => everyRequest(level)),
  everyFault,
  everyFatalFault,
  everyEnding,
  everyBadFile,
  everySetting,
  everyTrace,
  everyCredential,
  everyGreeting,
  everyCommand,
];
const CONTROLS: readonly (() => Promise<Control>)[] = [
  () => stockControl('info'),
  () => stockControl('trace'),
  plantedControl,
];

/** @param tell Hears of each part when it is over. */
export async function runEverything(tell: (name: string) => void = () => undefined): Promise<Verdict> {
  const told = async <P extends Part>(run: () => Promise<P>): Promise<P> => {
    const result = await run();
    tell(result.name);
    return result;
  };
  const controls = await inParallel(CONTROLS, AT_ONCE, told);
  const parts = await inParallel(PARTS, AT_ONCE, told);
  return { parts, controls, heap: await heapAfterward() };
}

/** Different ones: a request is sent at each log level, and is one vector. */
export function vectorsOf({ parts }: Pick<Verdict, 'parts'>): readonly string[] {
  return [...new Set(parts.flatMap(({ vectors }) => vectors))];
}

/** What stands between this run and a claim; nothing, if all is well. */
export function objectionsTo({ parts, controls, heap }: Verdict): readonly string[] {
  const stocks = controls.filter(({ name, caught }) => name.startsWith('stock') && caught.length < STOCK_LEAKS_MIN);
  return [
    ...parts.flatMap(({ name, leaks }) => leaks.map(({ vector, sink, how }) => `${name}: ${vector} → ${sink}: ${how}`)),
    ...parts.flatMap(({ name, troubles }) => troubles.map((trouble) => `${name}: ${trouble}`)),
    ...controls.flatMap(({ name, missed }) => missed.map((missing) => `${name}: not caught: ${missing}`)),
    ...stocks.map(({ name, caught }) => `${name}: only ${caught.length} leaks were seen`),
    ...(vectorsOf({ parts }).length < VECTORS_MIN ? ['too few vectors'] : []),
    ...(heap.found > 0 ? [`the heap held ${heap.found} numbers`] : []),
    ...(heap.isControlFound ? [] : ['the heap did not show what was kept on purpose']),
  ];
}

/** For people: a line for each part and each control. */
export function tableOf(verdict: Verdict): string {
  const { parts, controls, heap } = verdict;
  const rows = [
    ['part', 'vectors', 'found', 'searched'],
    ...parts.map((part) => [part.name, part.vectors.length, part.leaks.length, searchedIn(part)]),
    ['together, each once', vectorsOf(verdict).length, parts.flatMap(({ leaks }) => leaks).length, ''],
    ...controls.map(({ name, vectors, caught }) => [`control: ${name}`, vectors.length, caught.length, '']),
    [
      'heap snapshot',
      heap.sent,
      heap.found,
      `${kib(heap.snapshotBytes)}, and the control in it: ${String(heap.isControlFound)}`,
    ],
  ].map((cells) => cells.map(String));
  const encodings = `${Object.keys(DECODINGS).length} ways of writing, each also backwards and inflated: ${Object.keys(DECODINGS).join(', ')}`;
  return [...rows.map(([name = '', ...cells]) => `${name.padEnd(48)}${aligned(cells)}`), encodings].join('\n');
}

function aligned([vectors = '', found = '', searched = '']: readonly string[]): string {
  return `${vectors.padStart(8)}${found.padStart(8)}  ${searched}`.trimEnd();
}

function searchedIn({ searched }: Part): string {
  return [...searched].map(([sink, bytes]) => `${sink} ${kib(bytes)}`).join(', ');
}

function kib(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
