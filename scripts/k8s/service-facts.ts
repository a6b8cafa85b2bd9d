/** What the rules know of the service: what it says of itself, from its own code, so that manifests cannot drift away from it. */

type Environment = Readonly<Record<string, string>>;

/** Of `Config` in src/config, what the rules look at. */
export interface ServedSettings {
  readonly auth: string;
  readonly host: string;
  readonly port: number;
  readonly managementHost: string;
  readonly managementPort: number;
  readonly redisUrl: string | null;
  readonly shutdownDrainMs: number;
  readonly shutdownGraceMs: number;
}

export interface ServiceFacts {
  readonly settingNames: ReadonlySet<string>;
  /** Sentences of the service about these settings: why it would not start. */
  mistakesIn(environment: Environment): readonly string[];
  /** @throws what the service throws, unless `mistakesIn` is empty. */
  settingsFrom(environment: Environment): ServedSettings;
  /** Whether the command line takes these arguments. */
  takes(args: readonly string[]): Promise<boolean>;
}

/** The modules of src/config and src/cli, from wherever they were loaded: scripts read `dist/`, tests read `src/`. */
export interface ServiceModules {
  readonly settingTable: Readonly<Record<string, { readonly name: string }>>;
  loadConfig(environment: Environment): ServedSettings;
  isConfigError(error: unknown): error is { lines(): readonly string[] };
  /** @returns The exit code. */
  runCli(args: readonly string[]): Promise<number>;
}

/** `sysexits.h`, as src/cli/exit-codes.ts has it: the command line cannot be understood. */
const USAGE = 64;

export function serviceFacts(modules: ServiceModules): ServiceFacts {
  return {
    settingNames: new Set(Object.values(modules.settingTable).map(({ name }) => name)),
    mistakesIn(environment) {
      try {
        modules.loadConfig(environment);
        return [];
      } catch (error) {
        if (modules.isConfigError(error)) return error.lines();
        throw error;
      }
    },
    settingsFrom: (environment) => modules.loadConfig(environment),
    takes: async (args) => (await modules.runCli(args.map(elsewhere))) !== USAGE,
  };
}

/** The command is really run: what it reads and writes must not be there. */
function elsewhere(arg: string): string {
  return arg.replace(/^(--[\w-]+=)?\//, '$1/nonexistent/k8s-check/');
}
