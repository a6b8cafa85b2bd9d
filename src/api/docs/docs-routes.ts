import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { DOCS_POLICY } from '../http/response-headers.js';
import { DAY_SECONDS, HOUR_SECONDS } from '../http/route-traits.js';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>iinspect API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** No validator badge: it would send the reader's browser to another site. */
const START =
  "window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n";

/** `/openapi.json` and Swagger UI at `/docs`, from files of our own; the page asks no other host for anything. */
export function installDocsRoutes(instance: FastifyInstance, document: () => Promise<OpenAPIObject>): void {
  const read = once(async () => JSON.stringify(await document()));
  const openApi = { isPublic: true, sameBytes: true, cacheSeconds: HOUR_SECONDS };
  instance.get('/openapi.json', { config: openApi }, async (_request, reply) => {
    const text = await read();
    return reply.type('application/json').send(text);
  });
  const page = {
    isPublic: true,
    produces: ['text/html'],
    sameBytes: true,
    cacheSeconds: HOUR_SECONDS,
    contentSecurityPolicy: DOCS_POLICY,
  };
  instance.get('/docs', { config: page }, (_request, reply) => reply.type('text/html').send(PAGE));
  const script = 'text/javascript';
  installAsset(instance, 'start.js', script, () => Promise.resolve(Buffer.from(START)));
  installAsset(instance, 'swagger-ui-bundle.js', script, () => readSwaggerUi('swagger-ui-bundle.js'));
  installAsset(instance, 'swagger-ui.css', 'text/css', () => readSwaggerUi('swagger-ui.css'));
}

/** Bytes and not text: Node would make bytes of it for each caller, and hold a copy for each one that does not read. */
function installAsset(instance: FastifyInstance, name: string, mediaType: string, load: () => Promise<Buffer>): void {
  const loadOnce = once(load);
  const config = { isPublic: true, produces: [mediaType], sameBytes: true, cacheSeconds: DAY_SECONDS };
  instance.get(`/docs/${name}`, { config }, async (_request, reply) => {
    const content = await loadOnce();
    return reply.type(mediaType).send(content);
  });
}

/** The copy that @nestjs/swagger depends on; we do not, so it is looked up from there. */
function readSwaggerUi(name: string): Promise<Buffer> {
  const nest = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger/package.json'));
  return readFile(join(dirname(nest.resolve('swagger-ui-dist/package.json')), name));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
