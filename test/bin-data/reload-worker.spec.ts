import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { IssuerDataError } from '../../src/bin-data/issuer-data-error.js';
import { WorkerIssuerLoader } from '../../src/bin-data/reload/issuer-loader.js';
import { LIMITS, Scratch } from './reload-support.js';

// Longer than whatever is waited for in here.
jest.setTimeout(60_000);

let scratch: Scratch;
let loader: WorkerIssuerLoader;

beforeEach(() => {
  scratch = new Scratch();
});
afterEach(async () => {
  await loader.stop();
  scratch.remove();
});

/** A loader whose thread does as told for each `request`; the real one is tried in test/ops/reload.e2e-spec.ts. */
function loaderOf(code: string, lingerMs = 10_000): WorkerIssuerLoader {
  const text = `import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (request) => {
      ${code}
    });`;
  loader = new WorkerIssuerLoader({
    entry: pathToFileURL(scratch.write('worker.mjs', text)),
    lingerMs,
    heapMibMax: 64,
  });
  return loader;
}

const REQUEST = { path: 'issuers.iin', limits: LIMITS, current: null };
const PATIENT_MS = 30_000;

async function faultOf(loading: Promise<unknown>): Promise<IssuerDataError> {
  return loading.then(
    () => {
      throw new Error('It was loaded.');
    },
    (error: unknown) => error as IssuerDataError,
  );
}

describe('the thread that loads', () => {
  it('is handed the request and hands back shared memory, uncopied', async () => {
    loaderOf(`
      const view = new Uint8Array(request.current);
      view[1] = request.path.length;
      parentPort.postMessage({ intake: { bytes: request.current, changedShare: 0.5 } });`);
    const current = new SharedArrayBuffer(8);
    const { bytes, changedShare } = await loader.load({ ...REQUEST, current }, PATIENT_MS);
    expect(changedShare).toBe(0.5);
    expect([...new Uint8Array(bytes)]).toEqual([...new Uint8Array(current)]);
    expect(new Uint8Array(current)[1]).toBe('issuers.iin'.length);
  });

  it('tells why the data cannot be taken, and where', async () => {
    loaderOf(`parentPort.postMessage({ fault: 'malformed', place: { file: 'a.csv', line: 7 } });`);
    const error = await faultOf(loader.load(REQUEST, PATIENT_MS));
    expect(error).toMatchObject({ fault: 'malformed', place: { file: 'a.csv', line: 7 } });
  });

  it('takes no more rows of text than its memory bears, and says so', async () => {
    const load = loaderOf(
      `const fault = request.limits.rowsMax === 64_000 ? 'too_many_rows' : 'malformed';
      parentPort.postMessage({ fault, place: { line: 64_001 } });`,
    );
    const limits = { ...LIMITS, rowsMax: 1_000_000 };
    expect(await faultOf(load.load({ ...REQUEST, limits }, PATIENT_MS))).toMatchObject({
      fault: 'too_many_rows',
      place: { line: 64_001, hint: expect.stringContaining('memory') },
    });
  });

  it('is ended when it takes too long, even if it never comes round', async () => {
    expect(await faultOf(loaderOf('while (true);').load(REQUEST, 200))).toMatchObject({ fault: 'timed_out' });
    expect(await faultOf(loaderOf('setInterval(() => {}, 1000);').load(REQUEST, 200))).toMatchObject({
      fault: 'timed_out',
    });
  });

  it.each([
    ['throws', 'throw new Error("4539578763621486");'],
    ['exits', 'process.exit(3);'],
    ['ends without a word', 'parentPort.close();'],
    ['does not parse', 'this is no program'],
    ['runs out of memory', 'let rows = null; while (true) rows = { rows };'],
  ])('that %s is told as loader_failed, without its words', async (_what, code) => {
    const error = await faultOf(loaderOf(code).load(REQUEST, PATIENT_MS));
    expect(error.fault).toBe('loader_failed');
    expect(JSON.stringify([error.message, error.place])).not.toContain('4539578763621486');
  });

  it('has its kind told when it throws what nobody expected', async () => {
    const error = await faultOf(loaderOf('throw new RangeError("4539578763621486");').load(REQUEST, PATIENT_MS));
    expect(error.place).toEqual({ hint: 'The loader failed with a RangeError.' });
  });

  it('is not asked twice at once: nobody is handed the answer of another', async () => {
    loaderOf(`
      const bytes = new SharedArrayBuffer(request.path.length);
      setTimeout(() => parentPort.postMessage({ intake: { bytes, changedShare: null } }), 20);`);
    const first = loader.load(REQUEST, PATIENT_MS);
    await expect(loader.load({ ...REQUEST, path: 'x' }, PATIENT_MS)).rejects.toThrow('one at a time');
    expect((await first).bytes.byteLength).toBe(REQUEST.path.length);
    expect((await loader.load({ ...REQUEST, path: 'x' }, PATIENT_MS)).bytes.byteLength).toBe(1);
  });

  it('can be tried again at once after it was stopped', async () => {
    loaderOf(`
      if (request.path === 'slow') return void setInterval(() => {}, 1000);
      parentPort.postMessage({ intake: { bytes: new SharedArrayBuffer(8), changedShare: null } });`);
    const fault = faultOf(loader.load({ ...REQUEST, path: 'slow' }, PATIENT_MS));
    await loader.stop();
    expect((await loader.load(REQUEST, PATIENT_MS)).bytes.byteLength).toBe(8);
    expect(await fault).toMatchObject({ fault: 'loader_failed' });
  });

  it('that is stopped rejects at once', async () => {
    loaderOf('setInterval(() => {}, 1000);');
    const fault = faultOf(loader.load(REQUEST, PATIENT_MS));
    await loader.stop();
    expect(await fault).toMatchObject({ fault: 'loader_failed' });
    await loader.stop();
  });

  it('sees neither the environment nor the flags of the service, and prints nowhere', async () => {
    loaderOf(`
      console.log('4539578763621486');
      const seen = Object.keys(process.env).length + process.execArgv.length;
      parentPort.postMessage({ intake: { bytes: new SharedArrayBuffer(8), changedShare: seen } });`);
    expect((await loader.load(REQUEST, PATIENT_MS)).changedShare).toBe(0);
  });

  it('can be tried again after it failed', async () => {
    loaderOf(`
      if (request.path === 'bad') throw new Error();
      parentPort.postMessage({ intake: { bytes: new SharedArrayBuffer(8), changedShare: null } });`);
    expect(await faultOf(loader.load({ ...REQUEST, path: 'bad' }, PATIENT_MS))).toMatchObject({
      fault: 'loader_failed',
    });
    expect((await loader.load(REQUEST, PATIENT_MS)).bytes.byteLength).toBe(8);
  });

  it('stays for the next load, and is gone a while after the last', async () => {
    const load = loaderOf(
      `globalThis.loads = (globalThis.loads ?? 0) + 1;
      parentPort.postMessage({ intake: { bytes: new SharedArrayBuffer(8), changedShare: globalThis.loads } });`,
      100,
    );
    expect((await load.load(REQUEST, PATIENT_MS)).changedShare).toBe(1);
    expect((await load.load(REQUEST, PATIENT_MS)).changedShare).toBe(2);
    let loads = 3;
    for (let round = 0; round < 50 && loads > 1; round++) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      loads = (await load.load(REQUEST, PATIENT_MS)).changedShare ?? 0;
    }
    expect(loads).toBe(1);
  });
});
