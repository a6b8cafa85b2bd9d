/** What the kernel says a process used. Only Linux tells; elsewhere the figures are missing. */
import { readFileSync } from 'node:fs';

export interface Usage {
  /** Of all threads, those that ended too. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly rssPeakBytes: number;
}

/** `sysconf(_SC_CLK_TCK)`, which Linux has set to 100 on every architecture Node runs on. */
const MS_PER_TICK = 10;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Null when the process is gone. */
export function usageOf(pid: number): Usage | null {
  try {
    // Behind the name, which may hold anything, and its parenthesis.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const rssPeakBytes = kilobytes('VmHWM') * 1024;
    if (Number.isNaN(rssPeakBytes)) return null;
    return {
      cpuMs: (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * MS_PER_TICK,
      rssBytes: kilobytes('VmRSS') * 1024,
      rssPeakBytes,
    };
  } catch {
    return null;
  }
}

/** Looks again and again, for a process that is gone when it has finished. The last look is at most one interval old. */
export class UsageWatch {
  readonly #timer: NodeJS.Timeout;
  #last: Usage | null = null;

  constructor(pid: number, everyMs = 10) {
    const look = (): void => void (this.#last = usageOf(pid) ?? this.#last);
    look();
    this.#timer = setInterval(look, everyMs);
  }

  stop(): Usage | null {
    clearInterval(this.#timer);
    return this.#last;
  }
}
