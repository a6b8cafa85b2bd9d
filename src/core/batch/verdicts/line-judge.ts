import type { LineFindingCode } from '../batch-finding.js';
import { type BlockBytes, ID_KINDS, PAN_KINDS } from '../lines/line-parts.js';
import type { LineRows } from '../lines/line-rows.js';
import type { CardJudge } from './card-judge.js';
import type { OddVerdicts } from './odd-verdicts.js';
import { PanScratch } from './pan-scratch.js';
import { UNKNOWN } from './verdict-book.js';

const LINE_FAULTS: Readonly<Record<number, LineFindingCode>> = {
  [PAN_KINDS.missing]: 'LINE_WITHOUT_PAN',
  [PAN_KINDS.tooLong]: 'LINE_TOO_LONG',
  [PAN_KINDS.notJson]: 'LINE_NOT_JSON',
  [PAN_KINDS.notCsv]: 'LINE_NOT_CSV',
};

/** Names the verdict of every line, and says where the digits are that its record shows. */
export class LineJudge {
  readonly #scratch = new PanScratch();

  constructor(
    private readonly cards: CardJudge,
    private readonly odd: OddVerdicts,
  ) {}

  judge(block: BlockBytes, rows: LineRows): void {
    const { count, verdict } = rows;
    this.cards.forgetOldEdition();
    rows.isApart.fill(0);
    rows.digitsAt.set(rows.panAt);
    this.cards.judgeKnown(block, rows);
    for (let row = 0; row < count; row++) if (verdict[row] === UNKNOWN) verdict[row] = this.#judgeRow(block, rows, row);
  }

  #judgeRow(block: BlockBytes, rows: LineRows, row: number): number {
    if (rows.panKind[row] !== PAN_KINDS.digits) return this.#judgeOdd(block, rows, row);
    const isIdEchoed = rows.idKind[row] !== ID_KINDS.withheld;
    return this.cards.judge(block, rows.panAt[row]!, rows.panLength[row]!, isIdEchoed);
  }

  #judgeOdd(block: BlockBytes, rows: LineRows, row: number): number {
    const isIdEchoed = rows.idKind[row] !== ID_KINDS.withheld;
    const kind = rows.panKind[row]!;
    if (kind === PAN_KINDS.bytes) return this.#judgeApart(this.#scratch.takeBytes(block.bytes, rows, row), rows, row);
    if (kind === PAN_KINDS.text) return this.#judgeApart(this.#scratch.takeText(rows, row), rows, row);
    if (kind === PAN_KINDS.number) return this.odd.ofNumber(isIdEchoed);
    return this.odd.ofLine(LINE_FAULTS[kind] ?? 'LINE_WITHOUT_PAN', isIdEchoed);
  }

  #judgeApart(isPan: boolean, rows: LineRows, row: number): number {
    const { digitCount } = this.#scratch;
    const isIdEchoed = rows.idKind[row] !== ID_KINDS.withheld;
    if (!isPan || digitCount === 0) return this.odd.ofNoPan(isPan, digitCount, isIdEchoed);
    const at = rows.scratchAt(row);
    rows.isApart[row] = 1;
    rows.digitsAt[row] = at;
    return this.cards.judge(rows.scratch, at, digitCount, isIdEchoed);
  }
}
