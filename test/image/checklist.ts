/** Checks that run one after the other, each counted, and what they have to say. */
export type Check = () => Promise<string | undefined>;

export class Checklist {
  passed = 0;
  failed = 0;

  /** @param check Throws when it does not hold; what it returns stands beside its name. */
  async run(name: string, check: Check): Promise<void> {
    const started = performance.now();
    try {
      const remark = await check();
      this.passed++;
      say(`ok      ${name}${remark === undefined ? '' : `: ${remark}`} (${seconds(started)})`);
    } catch (error) {
      this.failed++;
      say(`FAILED  ${name} (${seconds(started)})\n        ${String(error).replaceAll('\n', '\n        ')}`);
    }
  }
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function same(found: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

export function holds(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
