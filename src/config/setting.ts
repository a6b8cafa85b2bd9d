import type { Kind } from './kinds.js';

/** Reads another setting as text, so that a default can follow it. */
export type ReadSetting = (name: string) => string | undefined;

/** One environment variable that means something to us. */
export interface Setting<T> {
  /** The name of the environment variable. */
  readonly name: string;
  readonly kind: Kind<T>;
  /** What holds when the variable is absent or empty, as text of the same kind. */
  readonly fallback: string | FollowingDefault;
  readonly meaning: string;
}

/** A default that depends on another setting. */
export interface FollowingDefault {
  /** As the documentation says it. */
  readonly text: string;
  of(read: ReadSetting): string;
}

export function setting<T>(
  name: string,
  kind: Kind<T>,
  fallback: string | FollowingDefault,
  meaning: string,
): Setting<T> {
  return { name, kind, fallback, meaning };
}
