import type { ServerProcess } from '../bench/batch/server-process.ts';

const LOOK_EVERY_MS = 50;

/** How much of a processor the service had, and when: neighbours take their part, and it is not the service that is slow then. */
export class CpuDiary {
  readonly #looks: { readonly atMs: number; readonly cpuMs: number }[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(server: ServerProcess) {
    const look = (): void => {
      this.#looks.push({ atMs: performance.timeOrigin + performance.now(), cpuMs: server.usage().cpuMs });
    };
    look();
    this.#timer = setInterval(look, LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @returns Seconds. */
  workedBetween({ beganAtMs, seconds }: { readonly beganAtMs: number; readonly seconds: number }): number {
    const at = (ms: number): number => this.#looks.findLast(({ atMs }) => atMs <= ms)?.cpuMs ?? NaN;
    return (at(beganAtMs + seconds * 1000) - at(beganAtMs)) / 1000;
  }
}
