import type { Rule } from './rule-files.js';

/** An alert that is a little wrong. `caughtBy`: the kind of case that must see it. */
export interface Mutant {
  readonly what: string;
  readonly rule: Rule;
  readonly caughtBy: 'fires' | 'is silent';
}

const BOUND = /(==|>=|<=|>|<)(\s+)(\d+(?:\.\d+)?)/g;
const COMPARISON = />=(\s+)(?=[a-z])/g;

/** Moved by one, or by a quarter: a case that does not see that is not near enough. */
function moved(bound: number): readonly [more: number, less: number] {
  if (bound === 0) return [1.5, 0];
  return Number.isInteger(bound) && bound <= 4 ? [bound + 1, bound - 1] : [bound * 1.25, bound * 0.75];
}

/** Each bound moved both ways, each wait halved and doubled. */
export function mutantsOf(rule: Rule): readonly Mutant[] {
  return [...boundMutants(rule), ...comparisonMutants(rule), ...waitMutants(rule)];
}

function boundMutants(rule: Rule): readonly Mutant[] {
  return [...rule.expr.matchAll(BOUND)].flatMap(({ index, 0: whole, 1: operator = '', 3: digits = '' }) => {
    const bound = Number(digits);
    const put = (text: string, caughtBy: Mutant['caughtBy']): Mutant => ({
      what: `${whole} at ${index} becomes ${text}`,
      rule: { ...rule, expr: `${rule.expr.slice(0, index)}${text}${rule.expr.slice(index + whole.length)}` },
      caughtBy,
    });
    if (operator === '==') return [put(`== ${1 - bound}`, 'fires'), put('>= 0', 'is silent')];
    const [more, less] = moved(bound);
    if (operator.startsWith('<')) return [put(`< ${more}`, 'is silent'), put(`< ${less}`, 'fires')];
    return [put(`> ${more}`, 'fires'), put(bound === 0 ? '>= 0' : `${operator} ${less}`, 'is silent')];
  });
}

function comparisonMutants(rule: Rule): readonly Mutant[] {
  if (!COMPARISON.test(rule.expr)) return [];
  return [
    { what: '>= becomes >', rule: { ...rule, expr: rule.expr.replace(COMPARISON, '> ') }, caughtBy: 'fires' },
    {
      what: '>= bears a tenth',
      rule: { ...rule, expr: rule.expr.replace(COMPARISON, '>= 0.9 * ') },
      caughtBy: 'is silent',
    },
  ];
}

function waitMutants(rule: Rule): readonly Mutant[] {
  if (rule.for === undefined) return [];
  const minutes = Number.parseInt(rule.for, 10) * (rule.for.endsWith('h') ? 60 : 1);
  return [0.5, 2].map((factor) => {
    const wait = `${minutes * 60 * factor}s`;
    return { what: `for ${rule.for ?? ''} becomes ${wait}`, rule: { ...rule, for: wait }, caughtBy: 'fires' };
  });
}
