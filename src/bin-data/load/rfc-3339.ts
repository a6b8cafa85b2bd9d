const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Null for what is not a time as RFC 3339 writes it. */
export function timeOf(text: string): Date | null {
  const time = new Date(text);
  return RFC_3339.test(text) && !Number.isNaN(time.getTime()) ? time : null;
}

/** RFC 3339, UTC. */
export function wholeSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}
