import { flag, type Kind, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const URL_LENGTH_MAX = 2048;

/** An address that can be called as it is. Who needs a credential puts it into a header, which is never printed. */
const collector: Kind<string | null> = {
  expected: 'an http or https URL without user, password, query and fragment',
  parse(text) {
    if (text === '') return null;
    const url = text.length <= URL_LENGTH_MAX ? URL.parse(text) : null;
    if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
    return url.username + url.password + url.search + url.hash === '' ? url.href : undefined;
  },
};

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,128}$/;
/** What may stand in a header, blanks at its ends aside. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

type Headers = Readonly<Record<string, string>>;

/** As OpenTelemetry writes it: `name=value,name=value`, the values percent-encoded. */
const headers: Kind<Headers> = {
  expected: 'name=value pairs with commas between, values percent-encoded',
  parse(text) {
    if (text.trim() === '') return {};
    const pairs = text.split(',').map(parsePair);
    return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined;
  },
};

function parsePair(text: string): readonly [string, string] | undefined {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0)).trim();
  const value = decoded(text.slice(at + 1).trim());
  return HEADER_NAME.test(name) && value !== null && HEADER_VALUE.test(value) ? [name.toLowerCase(), value] : undefined;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const SERVICE_NAME = /^[A-Za-z][\w.-]{0,63}$/;
/** However they are grouped: a name that may be a card number is a mistake. */
const DIGITS_MAX = 11;

const serviceName: Kind<string> = {
  expected: 'a letter, then at most 63 letters, digits, dots, dashes and underscores, of them at most 11 digits',
  parse: (text) => (SERVICE_NAME.test(text) && text.replace(/\D/g, '').length <= DIGITS_MAX ? text : undefined),
};

/** Settings about traces. Names that OpenTelemetry has are its own. */
export const TRACING_SETTINGS = {
  otelExporterOtlpEndpoint: setting(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    collector,
    { text: 'none', of: () => '' },
    'Collector that traces are sent to, as OTLP over HTTP in JSON; `/v1/traces` is appended. Without it there are no traces, and nothing of OpenTelemetry is loaded.',
  ),
  otelExporterOtlpHeaders: setting(
    'OTEL_EXPORTER_OTLP_HEADERS',
    headers,
    { text: 'none', of: () => '' },
    'Headers for the collector, such as `authorization=Bearer%20…`. They are secrets: neither logged nor traced.',
  ),
  otelServiceName: setting('OTEL_SERVICE_NAME', serviceName, 'iinspect', 'Name of the service in traces.'),
  traceSamplePercent: setting(
    'TRACE_SAMPLE_PERCENT',
    wholeNumber(0, 100),
    '100',
    'Requests that are traced, in percent; those of a trace that goes on follow whoever began it.',
  ),
  trustTraceContext: setting(
    'TRUST_TRACE_CONTEXT',
    flag,
    'false',
    'Go on with the trace in `traceparent`, unless its ids may be a card number. Say so only where callers are your own: what they send is sent on to the collector. `tracestate` and `baggage` are never read.',
  ),
} as const;
