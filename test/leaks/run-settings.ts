import { SETTINGS } from '../../dist/config/settings.js';
import { ConfigError, loadConfig } from '../../dist/config/config.js';
import { explainStartFailure } from '../../dist/config/start-failure.js';
import { type Part, part } from './part.ts';
import { inParallel, Ledger, type Sinks } from './sinks.ts';
import { SERVICE, Subject } from './subject.ts';
import { Sandbox } from './sandbox.ts';

/** Settings that do not exist, but that somebody may have set. */
const FOREIGN = ['NODE_DEBUG', 'APOLLO_KEY', 'APOLLO_SCHEMA_REPORTING', 'DEBUG', 'NODE_ENV'];
const SHAPES: Readonly<Record<string, (pan: string) => string>> = {
  alone: (pan) => pan,
  'in a path': (pan) => `/gone/${pan}/${pan}.pem`,
  'in a URL': (pan) => `redis://user:${pan}@127.0.0.1:1/${pan}`,
  'in another URL': (pan) => `http://127.0.0.1:1/${pan}?key=${pan}`,
  'in a list': (pan) => `a,${pan},b`,
  'as a fraction': (pan) => `${pan}.5`,
};
const AT_ONCE = 3;

interface Wrong {
  readonly name: string;
  readonly setting: string;
  readonly value: string;
}

/** Each setting with a card number for its value: refused by the settings, or by whoever finds that it leads nowhere. */
export async function everySetting(): Promise<Part> {
  const ledger = new Ledger();
  const wrongs = [...SETTINGS.map(({ name }) => name), ...FOREIGN].flatMap((setting) =>
    Object.entries(SHAPES).map(([shape, valueOf]) => {
      const name = `setting: ${setting}, ${shape}`;
      return { name, setting, value: valueOf(ledger.canaryFor(name)) };
    }),
  );
  const said = wrongs.map((wrong) => ({ wrong, text: refusalOf(wrong) }));
  const accepted = said.filter(({ text }) => text === null).map(({ wrong }) => wrong);
  const refused: Sinks = { stderr: said.map(({ text }) => Buffer.from(text ?? '')) };
  const started = await inParallel(onePerSetting(accepted), AT_ONCE, ({ setting, value }) =>
    startWith({ [setting]: value }),
  );
  const all = await startWith(
    Object.fromEntries(
      wrongs.filter(({ name }) => name.endsWith(', alone')).map(({ setting, value }) => [setting, value]),
    ),
  );
  const troubles = all.stderr?.[0]?.includes('PORT: expected') ? [] : ['wrong settings did not stop the start'];
  return part('every setting', ledger, ledger.leaksIn(refused, all, ...started), troubles);
}

/** What the terminal says, or null when the settings have nothing against it. */
function refusalOf({ setting, value }: Wrong): string | null {
  try {
    loadConfig({ [setting]: value });
    return null;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return explainStartFailure(error).lines.join('\n');
  }
}

/** The last shape a setting took: paths and URLs lead further than a bare number. */
function onePerSetting(wrongs: readonly Wrong[]): readonly Wrong[] {
  return [...new Map(wrongs.map((wrong) => [wrong.setting, wrong])).values()].filter(
    ({ setting }) => setting !== 'DEBUG',
  );
}

/** The environment is not searched: that is where we put it. */
async function startWith(env: Readonly<Record<string, string>>): Promise<Sinks> {
  const sandbox = new Sandbox();
  const settings = { PORT: '0', MANAGEMENT_PORT: '0', LOG_LEVEL: 'trace', ...env };
  const subject = new Subject([SERVICE], sandbox, { api: 0, management: 0 }, settings);
  await subject.until(async () => subject.stdout.includes('"started"'));
  await subject.stop();
  const sinks = subject.sinks();
  sandbox.remove();
  return sinks;
}
