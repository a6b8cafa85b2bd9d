import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const PROJECT = join(import.meta.dirname, '..', '..');
const OVERLAYS = join(PROJECT, 'k8s', 'overlays');
const NAMESPACES = readdirSync(OVERLAYS).map(
  (overlay) =>
    (parse(readFileSync(join(OVERLAYS, overlay, 'kustomization.yaml'), 'utf8')) as { readonly namespace: string })
      .namespace,
);

/** Those that do not act on what is in a namespace, or whose files say which. */
const WITHOUT = /^kubectl (?:kustomize|apply|debug|cp)\b/;
const LINE = /`(kubectl [^`\n]+)`|^(kubectl .*)$|\| (kubectl .*)$/gm;

function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(LINE)].map(([, quoted, line, piped]) => quoted ?? line ?? piped ?? '');
}

function namespaceOf(command: string): string | undefined {
  return /^kubectl -n (\S+) /.exec(command)?.[1];
}

/** Commands that ask in no namespace, or in one that nothing here makes. */
function lostIn(text: string): readonly string[] {
  return commandsOf(text).filter((command) => {
    const namespace = namespaceOf(command);
    return namespace === undefined ? !WITHOUT.test(command) : !NAMESPACES.includes(namespace);
  });
}

const RUNBOOK = read('docs/runbook.md');

function read(page: string): string {
  return readFileSync(join(PROJECT, page), 'utf8');
}

describe('commands for a cluster', () => {
  it.each(['docs/runbook.md', 'docs/deploy.md', 'k8s/README.md'])('of %s name a namespace of an overlay', (page) => {
    const named = [...read(page).matchAll(/kubectl -n (\S+)/g)].map(([, namespace = '']) => namespace);
    expect(named.filter((namespace) => !NAMESPACES.includes(namespace))).toEqual([]);
    expect(named.length).toBeGreaterThan(2);
  });

  it('of the runbook say in which namespace, each of them', () => {
    expect(lostIn(RUNBOOK)).toEqual([]);
    expect(commandsOf(RUNBOOK).length).toBeGreaterThan(10);
  });

  it('would be seen to say it wrong, or not at all', () => {
    expect(lostIn('```sh\nkubectl -n cards get pods\n```\n')).toEqual(['kubectl -n cards get pods']);
    expect(lostIn('Say `kubectl rollout undo deploy/iinspect`.')).toHaveLength(1);
    expect(lostIn('`kubectl -n iinspect get pods`, `kubectl apply -k k8s`')).toEqual([]);
  });

  it('read the log of every pod and not of one, and send no signal', () => {
    expect(RUNBOOK).not.toMatch(/logs (?:deploy(?:ment)?|rs|service|svc)\//);
    expect(RUNBOOK.match(/logs -l app\.kubernetes\.io\/name=iinspect --tail=-1/g)?.length).toBeGreaterThan(2);
    expect(RUNBOOK).not.toContain('SIGHUP');
  });
});
