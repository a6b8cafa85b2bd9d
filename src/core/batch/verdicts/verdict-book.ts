import type { BatchPlan } from '../batch-plan.js';
import { BATCH_FINDING_CODES } from '../batch-finding.js';
import type { TallyLayout } from '../batch-tally.js';
import { STATUSES } from '../../report.js';
import { ROWS } from '../lines/line-rows.js';
import { type RecordProgram, RecordPrograms } from '../records/record-program.js';
import { type RecordFacts, templateOf } from '../records/record-template.js';

/** No verdict has this number: a cell that nothing was put into. */
export const UNKNOWN = 0;
/** So many different records are remembered; with those of one lot of rows more, their numbers still fit 16 bits. */
export const VERDICTS_MAX = 30_000;

const NO_PROGRAM: RecordProgram = {
  text: new Uint8Array(0),
  holes: new Int32Array(0),
  afterOffset: null,
};

/**
 * Everything that was ever to be said about a line, once: a verdict is the number of a record, of what it counts for, and of how it is
 * written. Lines differ in little more than their digits, so millions of them share a few hundred verdicts.
 */
export class VerdictBook {
  programs = new RecordPrograms();
  /** By verdict, as all that follows: its record; whether it is written at all. */
  programOf: RecordProgram[] = [NO_PROGRAM];
  readonly isWritten: Uint8Array;
  /** What it counts for, as places in the tally. */
  readonly statusPlace: Uint8Array;
  readonly brandPlace: Uint16Array;
  /** Undefined where there are no findings. */
  findingPlaces: (Uint16Array | undefined)[] = [undefined];
  #byContent = new Map<string, number>();
  #count = 1;
  /** Goes up when all verdicts were thrown away to make room: their numbers mean others from then on. */
  edition = 0;

  constructor(
    private readonly plan: BatchPlan,
    private readonly layout: TallyLayout,
    private readonly verdictsMax = VERDICTS_MAX,
  ) {
    const size = verdictsMax + ROWS;
    this.isWritten = new Uint8Array(size);
    this.statusPlace = new Uint8Array(size);
    this.brandPlace = new Uint16Array(size);
  }

  /**
   * To be called before the rows of a lot are judged: there is room for a new verdict for each of them, and the verdicts given within a
   * lot stay what they are until all its records are written.
   */
  makeRoom(): void {
    if (this.#count > this.verdictsMax) this.#forget();
  }

  /** @returns The verdict of lines with these facts. */
  add(facts: RecordFacts): number {
    const pieces = templateOf(facts, this.plan);
    const status = STATUSES.indexOf(facts.report?.status ?? 'invalid');
    const brand = this.#brandPlaceOf(facts.report?.brand?.id ?? null);
    const content = JSON.stringify([status, brand, facts.codes, pieces]);
    const known = this.#byContent.get(content);
    if (known !== undefined) return known;
    const verdict = this.#count++;
    this.#byContent.set(content, verdict);
    const isWritten = this.plan.only.length === 0 || this.plan.only.includes(STATUSES[status]!);
    this.isWritten[verdict] = isWritten ? 1 : 0;
    this.programs.cards.reserve(verdict);
    this.programOf[verdict] = isWritten ? this.programs.add(verdict, pieces) : NO_PROGRAM;
    this.statusPlace[verdict] = status;
    this.brandPlace[verdict] = brand;
    this.findingPlaces[verdict] = this.#findingPlacesOf(facts);
    return verdict;
  }

  #brandPlaceOf(id: string | null): number {
    const { brandIds, brandAt } = this.layout;
    return brandAt + (id === null ? brandIds.length : brandIds.indexOf(id));
  }

  #findingPlacesOf({ codes }: RecordFacts): Uint16Array | undefined {
    const { findingAt } = this.layout;
    return codes.length === 0
      ? undefined
      : Uint16Array.from(codes, (code) => findingAt + BATCH_FINDING_CODES.indexOf(code));
  }

  #forget(): void {
    this.programs = new RecordPrograms();
    this.programOf = [NO_PROGRAM];
    this.findingPlaces = [undefined];
    this.#byContent = new Map();
    this.#count = 1;
    this.edition++;
  }
}
