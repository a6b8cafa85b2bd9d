/** Streams that last a while: short ones end by themselves within the drain, long ones outlast the grace of a shutdown. */
import { once } from 'node:events';
import { type Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A published test number. */
const LINE = '4242424242424242\n';
const LINE_MS = 50;

/** `done`: every line was answered. `told`: it was cut, and says how far it came. `cut`: neither. `refused`: it never began. */
export type StreamEnd = 'done' | 'told' | 'cut' | 'refused';

export interface StreamPlan {
  readonly origin: string;
  readonly agent: Agent;
  readonly lines: number;
}

/** Sends line after line, slowly, and reads what comes. */
export async function runStream({ origin, agent, lines }: StreamPlan): Promise<StreamEnd> {
  const call = request(`${origin}/v1/cards/batch`, {
    ...{ method: 'POST', agent },
    headers: { 'content-type': 'text/plain', 'transfer-encoding': 'chunked' },
  });
  let isOver = false;
  // Whoever was told that the stream has ended does not care that the rest of the body is not taken.
  call.on('error', () => (isOver = true));
  const answered = once(call, 'response') as Promise<[IncomingMessage]>;
  const text = answered.then(([answer]) => (answer.statusCode === 200 ? textOf(answer) : null)).catch(() => null);
  void text.then(() => (isOver = true));
  for (let line = 0; line < lines && !isStopped(); line++) {
    call.write(LINE);
    await sleep(LINE_MS);
  }
  call.end();
  return endOf(await text, lines);

  function isStopped(): boolean {
    return isOver || call.destroyed;
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const piece of answer) text += String(piece);
  } catch {
    // What came before counts.
  }
  return text;
}

function endOf(text: string | null, lines: number): StreamEnd {
  if (text === null) return 'refused';
  const records = text.split('\n').slice(0, -1);
  const last = records.at(-1) ?? '';
  if (last.includes('"done":true')) return records.length === lines + 1 ? 'done' : 'cut';
  return last.includes('"aborted":true') && last.includes('"shutting_down"') ? 'told' : 'cut';
}
