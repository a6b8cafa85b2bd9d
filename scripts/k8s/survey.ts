/** One rendering after the other: rendered by whatever is here, compared, parsed, checked. */
import { isDeepStrictEqual } from 'node:util';
import { check } from './check.ts';
import type { RuledFinding } from './finding.ts';
import { ManifestError, parseManifests } from './manifests.ts';
import { type Manifest, nameOf } from './objects.ts';
import { render, RenderError, type Renderer, type Subject } from './render.ts';
import type { Schema } from './schema.ts';
import type { ServiceFacts } from './service-facts.ts';

export interface Survey {
  readonly name: string;
  readonly objects: number;
  readonly findings: readonly RuledFinding[];
  /** What kept the rules from being asked, or makes their answer doubtful. */
  readonly faults: readonly string[];
}

export interface SurveyTools {
  readonly renderersFor: (subject: Subject) => readonly Renderer[];
  readonly service: ServiceFacts;
  readonly schema: Schema | null;
}

export function surveyAll(subjects: readonly Subject[], tools: SurveyTools): Promise<readonly Survey[]> {
  return Promise.all(subjects.map((subject) => survey(subject, tools)));
}

async function survey(subject: Subject, { renderersFor, service, schema }: SurveyTools): Promise<Survey> {
  const { name, folder } = subject;
  try {
    const [ours = '', ...others] = await Promise.all(renderersFor(subject).map((renderer) => render(folder, renderer)));
    const manifests = parseManifests(ours, name);
    const faults = others
      .filter((text) => text !== ours)
      .flatMap((text) => differences(manifests, parseManifests(text, name)));
    if (manifests.length === 0) faults.push('nothing was rendered');
    return { name, objects: manifests.length, findings: await check(manifests, service, schema), faults };
  } catch (error) {
    if (!(error instanceof RenderError || error instanceof ManifestError)) throw error;
    return { name, objects: 0, findings: [], faults: [error.message] };
  }
}

export async function renderedBy(renderer: Renderer, folder: string): Promise<readonly Manifest[]> {
  return parseManifests(await render(folder, renderer), renderer);
}

/** The order of objects and fields means nothing; operators use kubectl, which has another edition of kustomize in it. */
export function differences(ours: readonly Manifest[], theirs: readonly Manifest[]): string[] {
  const find = (all: readonly Manifest[], name: string): Manifest | undefined =>
    all.find((each) => nameOf(each) === name);
  const names = new Set([...ours, ...theirs].map(nameOf));
  return [...names]
    .filter((name) => !isDeepStrictEqual(find(ours, name), find(theirs, name)))
    .map((name) => `${name}: kubectl and kustomize render it differently`);
}
