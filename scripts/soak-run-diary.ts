/** What the callers of a soak saw, all kinds together. */
export class Diary {
  readonly counts = new Map<string, number>();
  readonly versions = new Set<string>();
  readonly complaints: string[] = [];
  complaintCount = 0;

  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** `what` is ours, never a text of an answer. */
  complain(kind: string, what: string): void {
    this.complaintCount += 1;
    if (this.complaints.length < 10) this.complaints.push(`${kind}: ${what}`);
  }

  /** Does one thing of its kind, and complains when it fails. */
  async attempt(kind: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.count(kind);
    } catch (error) {
      if (error instanceof RefusedError) this.count('refused');
      else this.complain(kind, error instanceof Error ? error.message : 'failed');
    }
  }
}

/** 503: a gate is closed at the moment. Expected now and then, and counted. */
class RefusedError extends Error {}

export function expectStatus(status: number, expected: readonly number[]): void {
  if (status === 503) throw new RefusedError('refused');
  if (!expected.includes(status)) throw new Error(`status ${String(status)}`);
}
