import type { HTTPMethods } from 'fastify';

/** Which methods each path knows, learned from the routes as they are registered. */
export class RouteTable {
  readonly #routes: { readonly segments: readonly string[]; readonly methods: Set<string> }[] = [];

  add(url: string, methods: HTTPMethods | readonly HTTPMethods[]): void {
    const segments = url.split('/');
    const known = this.#routes.find((route) => route.segments.join('/') === url);
    const route = known ?? { segments, methods: new Set(['OPTIONS']) };
    if (known === undefined) this.#routes.push(route);
    for (const method of [methods].flat()) route.methods.add(method);
  }

  /**
   * The `Allow` header of a path, or null when no route has it.
   *
   * @throws URIError when the path is not validly percent-encoded.
   */
  allowed(url: string): string | null {
    const segments = pathOf(url).split('/');
    return allowOf(this.#routes.filter((route) => matches(route.segments, segments)));
  }

  /** What the server as a whole takes (`OPTIONS *`). */
  allowedAnywhere(): string {
    return allowOf(this.#routes) ?? 'OPTIONS';
  }
}

function allowOf(routes: readonly { readonly methods: Set<string> }[]): string | null {
  const methods = routes.flatMap((route) => [...route.methods]);
  return methods.length === 0 ? null : [...new Set(methods)].sort().join(', ');
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  );
}

/** As the router reads a target: absolute form too, an encoded slash stays one. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return decodeURI((end === -1 ? url : url.slice(0, end)).replace(/^https?:\/\/[^/]*(?=\/)/, ''));
}
