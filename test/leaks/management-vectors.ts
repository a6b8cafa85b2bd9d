import { post, request } from './raw-http.ts';
import type { Vector } from './vectors.ts';

/** Requests to the port of metrics and probes, which sees no card number unless somebody is lost. */
export const MANAGEMENT: Readonly<Record<string, Vector>> = {
  'an unknown path there': (pan) => request('GET', `/${pan}`),
  'the query of the metrics': (pan) => request('GET', `/metrics?pan=${pan}`),
  'the query of a probe': (pan) => request('GET', `/readyz?verbose=${pan}`),
  'a card sent there': (pan) => post('/v1/cards/validate', { pan }),
  'a host there': (pan) => request('GET', '/livez', { headers: { host: `${pan}.example` } }),
  'a request id there': (pan) => request('GET', '/livez', { headers: { 'x-request-id': pan } }),
  'a media type there': (pan) => request('GET', '/metrics', { headers: { accept: `text/${pan}` } }),
  'a method there': (pan) => request('DELETE', `/metrics/${pan}`),
  'no HTTP there': (pan) => `${pan}\r\n\r\n`,
  'bad percent-encoding there': (pan) => request('GET', `/%zz${pan}`),
};
