import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { describe, expect, test } from '@jest/globals';
import { bundledPackages, licenceTexts } from '../../scripts/bundle-packages.js';
import { ENTRIES, importFaults, LEFT_OUT, PROJECT } from '../../scripts/bundle-plan.js';
import { bundleSbom, unbilled } from '../../scripts/bundle-sbom.js';

function metafile(external: readonly string[], inputs: readonly string[] = []): Metafile {
  const output = {
    bytes: 1,
    inputs: Object.fromEntries(inputs.map((path) => [path, { bytesInOutput: 10 }])),
    imports: external.map((path) => ({ path, kind: 'dynamic-import' as const, external: true })),
    exports: [],
  };
  return { inputs: {}, outputs: { 'a.js': output } };
}

const SOURCES = join(PROJECT, 'src');
const AS_PLANNED = Object.keys(LEFT_OUT);

describe('imports of the bundle', () => {
  test('are Node itself, or left out for a reason', () => {
    expect(
      importFaults(metafile([...AS_PLANNED, 'node:fs', 'fs/promises', '@nestjs/websockets/socket-module.js'])),
    ).toEqual([]);
  });

  test('of anything else are faults', () => {
    const faults = importFaults(metafile([...AS_PLANNED, '@scope/gone/file.js']));
    expect(faults).toEqual(['@scope/gone: imported, and neither there nor left out']);
  });

  test('that are left out without anybody asking are faults', () => {
    const faults = importFaults(metafile(AS_PLANNED.filter((name) => name !== 'ts-morph')));
    expect(faults).toEqual(['ts-morph: left out, and nobody asks for it']);
  });
});

describe('entries of the bundle', () => {
  /** What code starts by the name of a file beside it; of others, such as tables, there is one, which the bundle writes itself. */
  const started = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .flatMap((file) =>
      [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/g)].map(
        ([, name = '']) => [name, `dist/${join(dirname(file), name)}.js`] as const,
      ),
    );

  test('are the command line, the worker of the library for threads, and all that the sources start', () => {
    const { iinspect, worker, ...ours } = ENTRIES;
    expect([iinspect, worker]).toEqual(['dist/cli/main.js', 'node_modules/piscina/dist/worker.js']);
    expect(started.length).toBeGreaterThanOrEqual(3);
    expect(ours).toEqual(Object.fromEntries(started));
  });

  test('are found by the one way in which the sources start a thread', () => {
    const threads = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('-worker.ts'))
      .map((file) => `dist/${file.replace(/ts$/, 'js')}`);
    expect(threads.sort()).toEqual(started.map(([, file]) => file).sort());
  });
});

describe('packages of the bundle', () => {
  const packages = bundledPackages(
    metafile([], ['src/main.ts', 'node_modules/fastify/lib/a.js', 'node_modules/fastify/b.js']),
  );

  test('are counted by what is in it of them', () => {
    expect(packages.find(({ name }) => name === 'fastify')).toMatchObject({ bytes: 20, licence: 'MIT' });
    expect(packages.map(({ name }) => name).sort()).toEqual(['@nestjs/swagger', 'fastify', 'swagger-ui-dist']);
  });

  test('each bring the text of their licence', () => {
    const text = licenceTexts(packages);
    expect(text).toMatch(/^fastify@[\d.]+ \(MIT\)$/m);
    expect(text).toContain('Copyright (c) 2016-present The Fastify team');
    expect(text).toMatch(/^swagger-ui-dist@[\d.]+ \(Apache-2\.0\)$/m);
    expect(text).toContain('TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION');
  });

  test('that ship but are locked for development only are seen', () => {
    const component = {
      'bom-ref': 'x',
      name: 'fastify',
      version: packages.find(({ name }) => name === 'fastify')!.version,
    };
    const root = { 'bom-ref': 'root', name: 'iinspect', version: '0' };
    const whole = { serialNumber: 'a', metadata: { component: root }, components: [component], dependencies: [] };
    const sbom = bundleSbom(whole, packages, '24.0.0');
    expect(sbom.components.map(({ name }) => name)).toEqual(['fastify', 'node']);
    expect(
      unbilled(sbom, packages)
        .map((identity) => identity.replace(/@[\d.]+$/, ''))
        .sort(),
    ).toEqual(['@nestjs/swagger', 'swagger-ui-dist']);
  });
});
