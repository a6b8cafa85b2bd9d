/** What goes into the bundle, and what is left out knowingly. */
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, Metafile, Plugin } from 'esbuild';

export const PROJECT = join(import.meta.dirname, '..');

/**
 * Files that are started by name, beside the code that starts them: each asks for its neighbour (`new URL('./scan-worker.js',
 * import.meta.url)`, piscina `worker.js`), so all of them and all chunks lie in one folder.
 */
export const ENTRIES: Readonly<Record<string, string>> = {
  iinspect: 'dist/cli/main.js',
  'batch-worker': 'dist/batch-workers/batch-worker.js',
  'issuer-loader-worker': 'dist/bin-data/reload/issuer-loader-worker.js',
  'scan-worker': 'dist/cli/validate/threads/scan-worker.js',
  worker: 'node_modules/piscina/dist/worker.js',
};

/** Packages that something in the bundle would load if it were asked to, and why it never is. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  '@apollo/gateway': 'federation, which we do not speak',
  '@apollo/subgraph': 'federation, which we do not speak',
  '@as-integrations/express5': 'Apollo on Express; ours runs on Fastify',
  '@fastify/multipart': 'uploads of forms; no route takes one',
  '@fastify/view': 'templates; no route has one',
  '@napi-rs/nice': 'piscina, for threads of another priority; ours have their own',
  '@nestjs/microservices': 'other transports of Nest; it looks whether they are there and goes on without',
  '@nestjs/platform-express': "Nest's adapter when none is given; ours is given",
  '@nestjs/websockets': 'other transports of Nest; it looks whether they are there and goes on without',
  '@node-rs/xxhash': 'a digest of values in Redis; our scripts need none',
  bufferutil: 'ws, faster; the subscriptions that use it are off',
  'supports-color': 'debug, for colours; here it would be the copy of a development package',
  'ts-morph': 'writes TypeScript from a schema; ours comes from classes',
  'utf-8-validate': 'ws, faster; the subscriptions that use it are off',
};

/** Swagger UI is read from its files when somebody opens /docs (src/api/docs/docs-routes.ts), found by way of @nestjs/swagger. */
export const FILES: readonly string[] = [
  'node_modules/@nestjs/swagger/package.json',
  'node_modules/swagger-ui-dist/package.json',
  'node_modules/swagger-ui-dist/swagger-ui-bundle.js',
  'node_modules/swagger-ui-dist/swagger-ui.css',
];

/** CommonJS inside of the chunks finds there what Node gives to a CommonJS file. */
const COMMON_JS = [
  "import { createRequire as bundleRequire } from 'node:module';",
  'const require = bundleRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
].join('\n');

export function optionsFor(folder: string): BuildOptions & { metafile: true } {
  return {
    absWorkingDir: PROJECT,
    entryPoints: { ...ENTRIES },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // What is loaded late stays a file of its own: Redis, OpenTelemetry, tokens, pino-pretty, and everything that `iinspect validate` needs not.
    splitting: true,
    // GraphQL types are named after classes, and two classes of one name would get another one.
    keepNames: true,
    // Not minified: a stack in a log names functions and lines that can be read.
    minify: false,
    // All texts are in one file, THIRD-PARTY-LICENSES.txt.
    legalComments: 'none',
    banner: { js: COMMON_JS },
    metafile: true,
    logLevel: 'warning',
    plugins: [leaveOut, nameExports],
  };
}

const leaveOut: Plugin = {
  name: 'left out',
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, ({ path }) =>
      packageOf(path) in LEFT_OUT ? { path, external: true } : undefined,
    );
  },
};

/**
 * `import()` of CommonJS has named exports in Node and none in a bundle (pino-pretty, class-transformer): the names Node would give are
 * written down.
 */
const nameExports: Plugin = {
  name: 'named exports of CommonJS',
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (kind !== 'dynamic-import' || pluginData === AGAIN || isBuiltin(path)) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: AGAIN });
      if (found.external || found.errors.length > 0) return found;
      const names = await commonJsNames(found.path);
      if (names === null) return found;
      // esbuild writes it into a comment, and where it was built is nobody's business, nor the same twice.
      return { path: relative(PROJECT, found.path), namespace: NAMED, pluginData: names };
    });
    build.onLoad({ filter: /.*/, namespace: NAMED }, ({ path, pluginData }) => {
      const names = pluginData as readonly string[];
      const file = JSON.stringify(`./${path}`);
      return {
        contents: `const all = require(${file});\nexport default all;\nexport const { ${names.join(', ')} } = all;\n`,
        resolveDir: PROJECT,
      };
    });
  },
};
const AGAIN = 'again';
const NAMED = 'named';

/** Null for a module that is none of CommonJS. */
async function commonJsNames(file: string): Promise<readonly string[] | null> {
  const exported = Object.keys((await import(pathToFileURL(file).href)) as object);
  if (!exported.includes('module.exports')) return null;
  return exported.filter((name) => /^[\p{L}_$][\w$]*$/u.test(name) && name !== 'default' && name !== '__esModule');
}

/** @returns Imports of the bundle that nothing would answer, and reasons for imports that are not there any more. */
export function importFaults({ outputs }: Metafile): readonly string[] {
  const left = new Set(
    Object.values(outputs)
      .flatMap(({ imports }) => imports)
      .filter(({ path, external }) => external === true && !isBuiltin(path))
      .map(({ path }) => packageOf(path)),
  );
  return [
    ...[...left]
      .filter((name) => !(name in LEFT_OUT))
      .map((name) => `${name}: imported, and neither there nor left out`),
    ...Object.keys(LEFT_OUT)
      .filter((name) => !left.has(name))
      .map((name) => `${name}: left out, and nobody asks for it`),
  ];
}

/** `@a/b/c.js` is of `@a/b`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
