/**
 * The rooms of the house (docs/architecture.md) as rules. `npm run arch` applies them; test/fitness/rooms.spec.ts plants
 * a violation of each kind and watches it fail by name. Rules name frameworks, so that moving a file does not silence one.
 */

const SPEC = String.raw`\.spec\.ts$`;

/** Files directly in src/ put the rooms together. */
const WIRING = String.raw`^src/[^/]+\.ts$`;

/** A package, wherever npm put it: `npmPackage('@nestjs/.+', 'rxjs')`. */
function npmPackage(...names) {
  return `(^|/)node_modules/(${names.join('|')})/`;
}

/** A module of Node itself: dependency-cruiser reports `node:fs` as `fs`. */
function nodeModule(...names) {
  return `^(node:)?(${names.join('|')})$`;
}

const ANY_NPM = '(^|/)node_modules/';
const HTTP_STACK = npmPackage(
  '@nestjs/(apollo|graphql|platform-.+|swagger|terminus)',
  '@apollo/.+',
  '@as-integrations/.+',
  '@?fastify',
  '@fastify/.+',
  'graphql',
);
const GRAPHQL = npmPackage('@nestjs/(apollo|graphql)', '@apollo/.+', '@as-integrations/.+', 'graphql');
const NETWORK = nodeModule('dgram', 'dns', 'dns/promises', 'http', 'http2', 'https', 'net', 'tls');

const FRAMEWORK_RULES = [
  {
    name: 'core-imports-nothing',
    comment:
      'src/core is plain TypeScript for servers and browsers: no NestJS, no npm package, no node: module, no other room.',
    from: { path: '^src/core/', pathNot: SPEC },
    to: { pathNot: '^src/core/' },
  },
  {
    name: 'validation-imports-core-only',
    comment: 'src/validation is plain classes over src/core: no NestJS, Fastify, GraphQL, prom-client or node: module.',
    from: { path: '^src/validation/', pathNot: SPEC },
    to: { pathNot: '^src/(core|validation)/' },
  },
  {
    name: 'nest-stops-at-the-door',
    comment: 'NestJS and its decorators live where the world meets us: never in core, validation, cli or web.',
    from: { path: '^(src/(core|validation|cli)|web)/', pathNot: SPEC },
    to: { path: npmPackage('@nestjs/.+', 'class-validator', 'class-transformer', 'reflect-metadata', 'rxjs') },
  },
  {
    name: 'http-stack-where-http-is-spoken',
    comment: 'Fastify, Apollo, graphql, Swagger: in api, security, metrics and health (they listen), and the wiring.',
    from: {
      path: '^src/',
      pathNot: [SPEC, '^src/(api|security|metrics|health)/', WIRING],
    },
    to: { path: HTTP_STACK },
  },
  {
    name: 'graphql-in-its-door',
    comment:
      '@nestjs/graphql, Apollo and graphql-js are known to src/api/graphql; what both doors share says what it has to say late.',
    from: { path: '^src/', pathNot: [SPEC, '^src/api/graphql/', String.raw`^src/api/late-decorators\.ts$`] },
    to: { path: GRAPHQL },
  },
  {
    name: 'graphql-is-loaded-late',
    comment:
      'The GraphQL door is imported by `import()` alone, so that neither it nor any library of GraphQL is loaded while it is off.',
    from: { path: '^src/', pathNot: [SPEC, '^src/api/graphql/'] },
    to: { path: [GRAPHQL, '^src/api/graphql/'], dependencyTypesNot: ['dynamic-import', 'type-only'] },
  },
  {
    name: 'openapi-is-loaded-late',
    comment:
      '@nestjs/swagger is loaded by whoever makes the OpenAPI document, and that by `import()` alone, when somebody asks for it.',
    from: { path: '^src/', pathNot: [SPEC, String.raw`^src/api/docs/openapi\.ts$`] },
    to: {
      path: [npmPackage('@nestjs/swagger'), String.raw`^src/api/docs/openapi\.ts$`],
      dependencyTypesNot: ['dynamic-import', 'type-only'],
    },
  },
  {
    name: 'prom-client-only-in-metrics',
    comment: 'Every metric and label is declared in src/metrics; other rooms call a port.',
    from: { path: '^src/', pathNot: [SPEC, '^src/metrics/'] },
    to: { path: npmPackage('prom-client') },
  },
  {
    name: 'pino-only-in-logging',
    comment: 'Every log line is written by src/logging, which lets no card number pass; the wiring says where to.',
    from: { path: '^src/', pathNot: [SPEC, '^src/logging/', WIRING] },
    to: { path: npmPackage('pino') },
  },
  {
    name: 'opentelemetry-only-in-tracing',
    comment: 'Spans are written by src/tracing, by hand and from a closed list; nothing else knows what writes them.',
    from: { path: '^src/', pathNot: [SPEC, '^src/tracing/'] },
    to: { path: npmPackage('@opentelemetry/.+') },
  },
  {
    name: 'tracing-is-loaded-late',
    comment:
      'What imports OpenTelemetry is itself imported by `import()` alone, so that nothing of it is loaded while tracing is off.',
    from: { path: '^src/', pathNot: [SPEC, '^src/tracing/'] },
    to: {
      path: String.raw`^src/tracing/(open-tracing|span-exports)\.ts$`,
      dependencyTypesNot: ['dynamic-import', 'type-only'],
    },
  },
  {
    name: 'redis-and-tokens-are-loaded-late',
    comment:
      'The client of Redis takes 0.1 s to load and the library of tokens 0.03: what imports them is itself imported by `import()` alone.',
    from: { path: '^src/', pathNot: [SPEC, '^src/security/jwt/', '^src/security/budget/redis-'] },
    to: {
      path: [
        npmPackage('@redis/.+', 'jose'),
        String.raw`^src/security/(budget/redis-(link|script)|jwt/(jwk-set|jwt-authenticator|token-refusal))\.ts$`,
      ],
      dependencyTypesNot: ['dynamic-import', 'type-only'],
    },
  },
  {
    name: 'terminus-only-in-health',
    comment: '@nestjs/terminus answers the probes, in src/health alone.',
    from: { path: '^src/', pathNot: [SPEC, '^src/health/'] },
    to: { path: npmPackage('@nestjs/terminus') },
  },
];

const ROOM_RULES = [
  {
    name: 'bin-data-serves-validation',
    comment: 'src/bin-data fills the ports of validation and takes settings from config; no door, no metric.',
    from: { path: '^src/bin-data/', pathNot: SPEC },
    to: { path: '^src/', pathNot: '^src/(bin-data|config|core|validation)/' },
  },
  {
    name: 'bin-data-reads-files-only',
    comment: 'Of npm, what reads CSV and names countries; of Node, everything but the network.',
    from: { path: '^src/bin-data/', pathNot: SPEC },
    to: { path: [ANY_NPM, NETWORK], pathNot: npmPackage('@nestjs/common', 'csv-parse', 'validator') },
  },
  {
    name: 'batch-workers-serve-validation',
    comment: 'src/batch-workers fills one port of validation with threads; no door, no store, no metric.',
    from: { path: '^src/batch-workers/', pathNot: SPEC },
    to: { path: '^src/', pathNot: '^src/(batch-workers|core|validation)/' },
  },
  {
    name: 'batch-workers-only-start-threads',
    comment:
      'Of npm, the pool; of Node, what starts a thread. A thread that scans neither reads a file nor opens a socket.',
    from: { path: '^src/batch-workers/', pathNot: SPEC },
    to: {
      dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
      pathNot: [npmPackage('piscina'), nodeModule('url', 'worker_threads')],
    },
  },
  {
    name: 'threads-are-handed-over',
    comment: 'Only the wiring and the command line know that blocks are scanned by threads; the others know the port.',
    from: { path: '^src/', pathNot: [SPEC, '^src/(batch-workers|cli)/', WIRING] },
    to: { path: ['^src/batch-workers/', npmPackage('piscina')] },
  },
  {
    name: 'api-does-not-touch-bin-data',
    comment: 'A controller or resolver asks the NestJS-free services of src/validation, never the store behind them.',
    from: { path: '^src/api/', pathNot: SPEC },
    to: { path: '^src/bin-data/' },
  },
  {
    name: 'api-asks-validation',
    comment:
      'The doors know validation, core types, config values and the errors of security; not metrics, health or cli.',
    from: { path: '^src/api/', pathNot: SPEC },
    to: { path: '^src/', pathNot: '^src/(api|bin-data|config|core|security|validation)/' },
  },
  {
    name: 'rest-and-graphql-do-not-meet',
    comment:
      'Two doors of one house: Nest controllers and Apollo resolvers share src/api/views and nothing of each other.',
    from: { path: '^src/api/(rest|graphql)/', pathNot: SPEC },
    to: { path: '^src/api/(rest|graphql)/', pathNot: '^src/api/$1/' },
  },
  {
    name: 'shared-api-knows-no-door',
    comment: 'What both doors share (requests, views, problems) cannot depend on one of them.',
    from: { path: '^src/api/[^/]+/', pathNot: [SPEC, '^src/api/(rest|graphql)/'] },
    to: { path: '^src/api/(rest|graphql)/' },
  },
  {
    name: 'operations-see-ports-only',
    comment:
      'metrics, health, logging, tracing and security watch through the ports of validation; they know neither the doors, the store, nor each other.',
    from: { path: '^src/(metrics|health|logging|security|tracing)/', pathNot: SPEC },
    to: { path: '^src/', pathNot: '^src/($1|config|core|validation)/' },
  },
  {
    name: 'config-depends-on-nothing',
    comment: 'Settings are read before anything else exists.',
    from: { path: '^src/config/', pathNot: SPEC },
    to: { path: '^src/', pathNot: '^src/config/' },
  },
  {
    name: 'cli-without-http',
    comment:
      'The command line works without NestJS, Fastify or Apollo; `serve` hands over to the wiring. Of security, the file of keys.',
    from: { path: '^src/cli/', pathNot: SPEC },
    to: {
      path: ['^src/', ANY_NPM],
      pathNot: [
        '^src/(batch-workers|bin-data|cli|config|core|validation)/',
        String.raw`^src/security/(keys/|scope\.ts$)`,
        WIRING,
        npmPackage('commander'),
      ],
    },
  },
  {
    name: 'only-cli-reaches-the-wiring',
    comment: 'The files directly in src/ (main.ts, app.module.ts) know every room; no room knows them.',
    from: { path: '^src/', pathNot: [SPEC, '^src/cli/', WIRING] },
    to: { path: WIRING },
  },
  {
    name: 'web-imports-core-only',
    comment: 'The page computes with src/core and asks the public API for the rest.',
    from: { path: '^web/' },
    to: { path: '^(src|dist)/', pathNot: '^(src|dist)/core/' },
  },
];

const HYGIENE_RULES = [
  {
    name: 'no-cycles',
    comment: 'Two modules that need each other are one module, or hide a third.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A module that nobody uses is dead.',
    from: { orphan: true, path: '^(src|web)/', pathNot: [SPEC, String.raw`\.d\.ts$`, String.raw`^src/main\.ts$`] },
    to: {},
  },
  {
    name: 'no-unresolvable',
    comment: 'Every import leads somewhere; otherwise the rules above would look at nothing.',
    from: {},
    // What the build makes need not be there yet.
    to: { couldNotResolve: true, pathNot: '(^|/)dist/' },
  },
  {
    name: 'not-to-undeclared-dep',
    comment: 'A package we use stands in package.json, not only in the lockfile by somebody else’s wish.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'not-to-dev-dep',
    comment: 'The image holds no development package: what runs may not import one.',
    from: { path: '^src/', pathNot: SPEC },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-barrels',
    comment: 'Import a concept from its own file. src/core/index.ts is the one public surface (browsers, scripts).',
    from: { path: String.raw`/index\.ts$`, pathNot: String.raw`^src/core/index\.ts$` },
    to: {},
  },
  {
    name: 'no-drawers',
    comment: 'A thing lives with the concept it serves: no folder for things that have only their kind in common.',
    from: {},
    to: { path: '/(common|shared|utils|helpers|types|interfaces|constants)/', pathNot: 'node_modules/' },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...FRAMEWORK_RULES, ...ROOM_RULES, ...HYGIENE_RULES].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // `./pan.js` in a source file means pan.ts: dependency-cruiser falls back as TypeScript does.
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
