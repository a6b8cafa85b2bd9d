/** `sequential`: many numbers of one run, as when somebody tries which of them exist. `fail_ratio`: many that are no good. */
export const ABUSE_SIGNALS = ['sequential', 'fail_ratio'] as const;
export type AbuseSignal = (typeof ABUSE_SIGNALS)[number];

export const ABUSE_LEVELS = ['suspicious', 'alarming'] as const;
export type AbuseLevel = (typeof ABUSE_LEVELS)[number];

/** How many clients stand where, each signal by itself. */
export type AbuseCensus = Readonly<Record<AbuseSignal, Readonly<Record<AbuseLevel, number>>>>;

/** Told when a client begins to look like somebody who tests cards; must not throw. */
export interface AbuseObserver {
  clientAlarming(client: {
    readonly clientId: string | null;
    readonly address: string;
    readonly signal: AbuseSignal;
  }): void;
}
