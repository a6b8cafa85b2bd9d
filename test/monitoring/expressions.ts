/** A metric as an expression asks for it, such as `card_shed_total{reason="in_flight"}`. */
export interface Selector {
  readonly text: string;
  readonly metric: string;
  readonly labels: readonly string[];
}

const STRING = /"(?:[^"\\]|\\.)*"/g;
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g;
const RANGE = /\[[^\]]*\]/g;
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'offset']);
/** A name with its matchers, if it has any; a name before a bracket is a function. */
const NAMED = /(?<![\w.:])([A-Za-z_:][\w:]*)(\{[^}]*\})?(?![\w:{]|\s*\()/g;
const LABEL = /([A-Za-z_]\w*)\s*(?:=~|!~|!=|=)/g;

/** Every metric an expression asks for. Strings are taken out first and put back at the end, so that what stands in them is not read. */
export function selectorsOf(expr: string): readonly Selector[] {
  const strings: string[] = [];
  const bare = expr
    .replaceAll(STRING, (text) => `"${strings.push(text) - 1}"`)
    .replaceAll(GROUPING, ' ')
    .replaceAll(RANGE, ' ');
  return [...bare.matchAll(NAMED)]
    .filter(([, metric = '']) => !KEYWORDS.has(metric))
    .map(([text, metric = '', matchers = '']) => ({
      text: text.replaceAll(/"(\d+)"/g, (_, index) => strings[Number(index)] ?? ''),
      metric,
      labels: [...matchers.matchAll(LABEL)].map(([, label = '']) => label),
    }));
}
