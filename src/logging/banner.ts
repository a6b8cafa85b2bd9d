import { withoutPans } from './card-filter.js';
import type { Log } from './log.js';

/** A published test number, in the one place where a card number may be printed. */
const TEST_CARD = '4242 4242 4242 4242';
const TEST_CARD_HERE = '<test card>';

/** What an operator wants to know about a service that just started. */
export interface StartFacts {
  readonly version: string;
  readonly dataVersion: string;
  readonly ranges: number;
  readonly brands: number;
  readonly issuerData: IssuerFacts;
  /** Origins, as a browser on this machine reaches them; a socket as `unix:` and its path. */
  readonly api: string;
  readonly management: string;
  readonly graphql: boolean;
  readonly docs: boolean;
  /** How callers say who they are, as the setting has it. */
  readonly auth: 'none' | 'api-key' | 'jwt' | 'mtls';
  /** Whether callers have to show a certificate. */
  readonly asksCertificates: boolean;
  readonly warnings: readonly string[];
}

export interface IssuerFacts {
  /** Of the issuer table that answers; null while none does. */
  readonly version: string | null;
  readonly rows: number;
  /** Why the configured data was not taken; null when it was, or when there is none. */
  readonly fault: string | null;
}

/** For a person: the addresses, one to a line, and a call to try. */
export function bannerText(facts: StartFacts): string {
  const { version, dataVersion, ranges, brands, issuerData, api, warnings } = facts;
  const lines = [
    `iinspect ${version} · data ${dataVersion} · ${ranges} ranges of ${brands} brands`,
    ...issuerLines(issuerData),
    '',
    ...addresses(facts).map(([name, url]) => `  ${name.padEnd(9)}${url}`),
    '',
    `  curl -s ${[...exampleOptions(facts), `${curlOrigin(api)}/v1/cards/validate`].join(' ')} -H 'content-type: application/json' -d '{"pan":"${TEST_CARD_HERE}"}'`,
    '',
    ...warnings.flatMap((warning) => [`WARNING: ${warning}`, '']),
  ];
  // It passes no tripwire on its way out, and names hosts that somebody chose.
  return withoutPans(lines.join('\n')).replace(TEST_CARD_HERE, TEST_CARD);
}

const SOCKET = 'unix:';

function socketOf(api: string): string | null {
  return api.startsWith(SOCKET) ? api.slice(SOCKET.length) : null;
}

/** The name of a host is asked for, and any will do. */
function curlOrigin(api: string): string {
  const path = socketOf(api);
  return path === null ? api : `--unix-socket ${inShell(path)} http://localhost`;
}

function inShell(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** What a caller has to add, in words to be replaced: files and credentials are told nobody. */
function exampleOptions({ api, auth, asksCertificates }: StartFacts): readonly string[] {
  return [
    ...(api.startsWith('https:') ? ["--cacert '<authority of TLS_CERT_FILE>'"] : []),
    ...(asksCertificates ? ["--cert '<client certificate>' --key '<its key>'"] : []),
    ...(auth === 'api-key' ? ["-H 'authorization: Bearer <API key>'"] : []),
    ...(auth === 'jwt' ? ["-H 'authorization: Bearer <token>'"] : []),
  ];
}

/** For a machine: the same as one line. */
export function logStart(log: Pick<Log, 'info' | 'warn'>, facts: StartFacts): void {
  const { version, dataVersion, ranges, brands, issuerData, warnings } = facts;
  log.info('started', {
    ...{ version, dataVersion, ranges, brands },
    ...{ issuerDataVersion: issuerData.version, issuerRows: issuerData.rows, issuerDataFault: issuerData.fault },
    ...Object.fromEntries(addresses(facts)),
  });
  // eslint-disable-next-line house/constant-messages -- sentences of src/config, each a constant
  for (const warning of warnings) log.warn(warning);
}

function issuerLines({ version, rows, fault }: IssuerFacts): readonly string[] {
  if (fault !== null) return [`issuer data: none, as it could not be loaded (${fault})`];
  return version === null ? [] : [`issuer data ${version} · ${rows} rows`];
}

function addresses({ api, management, graphql, docs }: StartFacts): readonly (readonly [string, string])[] {
  // As nginx writes it: the colon ends the path of the socket.
  const base = socketOf(api) === null ? api : `${api}:`;
  return [
    ['rest', `${base}/v1`],
    ...(graphql ? ([['graphql', `${base}/graphql`]] as const) : []),
    ...(docs
      ? ([
          ['docs', `${base}/docs`],
          ['openapi', `${base}/openapi.json`],
        ] as const)
      : []),
    ['metrics', `${management}/metrics`],
    ['health', `${management}/readyz`],
  ];
}
