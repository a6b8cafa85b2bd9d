/**
 * `npm run k8s:check`: renders every overlay and every component of k8s/ and asks the rules of scripts/k8s/ about what comes out. Needs no
 * cluster. Ends with 1 when something is wrong. What is checked, and why so: docs/adr/0028-manifests-checked-without-a-cluster.md.
 */
import { Readable, Writable } from 'node:stream';
import { Drafts } from '../dist/cli/drafts.js';
import { runCli } from '../dist/cli/program.js';
import { ConfigError, loadConfig } from '../dist/config/config.js';
import { SETTING_TABLE } from '../dist/config/settings.js';
import { RULE_NAMES } from './k8s/check.ts';
import { textOf } from './k8s/finding.ts';
import {
  isThere,
  overlaySubjects,
  type Renderer,
  RENDERERS,
  type Subject,
  withComponentSubjects,
} from './k8s/render.ts';
import { loadSchema, NO_SCHEMA } from './k8s/schema-source.ts';
import { type ServiceModules, serviceFacts } from './k8s/service-facts.ts';
import { surveyAll, type Survey } from './k8s/survey.ts';

const NOWHERE = new Writable({ write: (_chunk, _encoding, done) => done() });

const modules: ServiceModules = {
  settingTable: SETTING_TABLE,
  loadConfig,
  isConfigError: (error) => error instanceof ConfigError,
  runCli: (args) => runCli(args, silentIo(), () => Promise.resolve()),
};

const startedMs = performance.now();
const schema = loadSchema();
const renderers = await renderersHere();
if (renderers.length === 0) {
  console.log('Skipped: there is neither kustomize nor kubectl here.');
  process.exitCode = process.env['CI'] === 'true' ? 1 : 0;
} else {
  report(await surveyEverything());
}

function surveyEverything(): Promise<readonly Survey[]> {
  const service = serviceFacts(modules);
  return withComponentSubjects((components) =>
    surveyAll([...overlaySubjects(), ...components], { renderersFor, service, schema }),
  );
}

/**
 * What operators apply is rendered by everything there is; components by one program, and the fastest: kustomize 4 takes a second for each folder,
 * kubectl a quarter. test/k8s/ compares the two everywhere.
 */
function renderersFor(subject: Subject): readonly Renderer[] {
  return subject.name.startsWith('overlays/') ? renderers : renderers.slice(-1);
}

async function renderersHere(): Promise<readonly Renderer[]> {
  const found = await Promise.all(RENDERERS.map(isThere));
  return RENDERERS.filter((_, index) => found[index]);
}

function report(all: readonly Survey[]): void {
  const width = Math.max(...all.map(({ name }) => name.length));
  for (const { name, objects, findings, faults } of all) {
    const wrong = findings.length + faults.length;
    console.log(`${wrong === 0 ? 'ok     ' : 'FAILED '} ${name.padEnd(width)}  ${String(objects).padStart(3)} objects`);
    for (const fault of faults) console.log(`          ${fault}`);
    for (const finding of findings) console.log(`          ${textOf(finding)}`);
  }
  const findings = all.reduce((sum, each) => sum + each.findings.length + each.faults.length, 0);
  const objects = all.reduce((sum, each) => sum + each.objects, 0);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  if (schema === null) console.log(`\nSkipped: ${NO_SCHEMA}`);
  if (!renderers.includes('kubectl')) console.log('\nSkipped: what kubectl renders, for there is no kubectl here');
  console.log(
    `\n${all.length} renderings, ${objects} objects, ${RULE_NAMES.length} rules, ${findings} findings, ${seconds} s.`,
  );
  process.exitCode = findings === 0 && all.length > 0 ? 0 : 1;
}

/** What the command line says to people is of no interest here, only whether it takes its arguments. */
function silentIo(): Parameters<typeof runCli>[1] {
  return {
    stdout: NOWHERE,
    stderr: NOWHERE,
    stdin: () => Readable.from([]),
    stdinIsTerminal: () => false,
    stdoutIsTerminal: () => false,
    stderrColumns: () => null,
    monotonicMs: () => 0,
    drafts: new Drafts(),
  };
}
