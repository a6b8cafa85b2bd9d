import type { FastifyInstance } from 'fastify';

/** Media types of bodies that are read line by line, without end. */
export const STREAM_TYPES = ['application/x-ndjson', 'text/csv', 'text/plain'] as const;
export type StreamType = (typeof STREAM_TYPES)[number];

const STREAM = 'stream';

/** Of a route that reads streams; it stands beside the one of the same address that reads JSON. */
export const READS_STREAMS = { bodyKind: STREAM } as const;

/** The media type without its parameters. */
function mediaTypeOf(header: string): string {
  const end = header.indexOf(';');
  return (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
}

function isStreamType(mediaType: string): mediaType is StreamType {
  return STREAM_TYPES.some((type) => type === mediaType);
}

type Strategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type Route = Parameters<ReturnType<Strategy['storage']>['set']>[1];

/** How the router chooses between the two: everything but a stream goes to the route without this constraint, wrong types too. */
export const bodyKindStrategy: Strategy = {
  name: 'bodyKind',
  // Every address without such a route is found as if nothing had been asked for.
  mustMatchWhenDerived: false,
  storage() {
    const routes = new Map<unknown, Route>();
    return { get: (kind) => routes.get(kind) ?? null, set: (kind, route) => void routes.set(kind, route) };
  },
  deriveConstraint({ headers }) {
    const given = headers['content-type'];
    return given !== undefined && isStreamType(mediaTypeOf(given)) ? STREAM : undefined;
  },
};
