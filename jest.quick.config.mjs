import everything from './jest.config.mjs';

/** For the inner loop: without what starts services, plants violations, or tries many cases for many seconds. `npm test` runs all of it. */
const SLOW = [
  'e2e-spec',
  '/test/bin-data/',
  '/test/fitness/rooms',
  '/test/fitness/lint',
  '/test/ops/service',
  '/test/ops/logging-requests',
  '/test/tracing/tracing',
  '/test/limits/(abuse|gate)',
  '/test/batch/(line-scanner|scan-property|engine)\\.',
  '/test/cli/validate-shards',
  '/test/k8s/(manifests|overlays|schema)\\.',
  'issuer-answer\\.spec',
  'row-conservation\\.spec',
];

/** @type {import('jest').Config} */
export default { ...everything, testPathIgnorePatterns: ['/node_modules/', ...SLOW] };
