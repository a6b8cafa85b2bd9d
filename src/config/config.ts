import { type SettingField, type Settings, SETTING_TABLE } from './settings.js';
import { idleSettings } from './idle-settings.js';
import { exposureWarnings } from './exposure.js';
import { type Mistake, contradictions } from './rules.js';

/** Every setting, parsed and frozen, and what the operator should hear although the start goes on. */
export interface Config extends Settings {
  readonly warnings: readonly string[];
}

/** The start stops: every mistake at once, none with the value that was given. */
export class ConfigError extends Error {
  constructor(readonly mistakes: readonly Mistake[]) {
    super('The settings hold mistakes.');
  }

  /** One line each, for the terminal. */
  lines(): readonly string[] {
    return this.mistakes.map(({ name, expected }) => `${name}: expected ${expected}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError with every mistake, not the first. */
export function loadConfig(env: Environment): Config {
  const { values, mistakes } = parseAll(env);
  const found = [...mistakes, ...contradictions(values, env), ...idleSettings(values, env)];
  if (found.length > 0 || !isComplete(values)) throw new ConfigError(found);
  return Object.freeze({ ...values, warnings: Object.freeze(exposureWarnings(values)) });
}

/** The only place that reads `process.env`. */
export function configFromEnvironment(): Config {
  return loadConfig(process.env);
}

type Parsed = { values: Partial<Settings>; mistakes: Mistake[] };

function parseAll(env: Environment): Parsed {
  // Compose files and pod specs pass "" for a variable that somebody left out: empty means absent.
  const read = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const values: Partial<Record<SettingField, unknown>> = {};
  const mistakes: Mistake[] = [];
  for (const [field, { name, kind, fallback }] of Object.entries(SETTING_TABLE)) {
    const given = read(name);
    const value = kind.parse(given ?? (typeof fallback === 'string' ? fallback : fallback.of(read)));
    // A default that follows a wrong setting fails with it; one line for the two is enough.
    if (value === undefined && given !== undefined) mistakes.push({ name, expected: kind.expected });
    if (value !== undefined) values[field as SettingField] = value;
  }
  return { values: values as Partial<Settings>, mistakes };
}

function isComplete(values: Partial<Settings>): values is Settings {
  return Object.keys(SETTING_TABLE).every((field) => field in values);
}
