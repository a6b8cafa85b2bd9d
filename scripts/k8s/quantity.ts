/**
 * Quantities: `500m`, `256Mi`, `1e3`. Source: description of io.k8s.apimachinery.pkg.api.resource.Quantity, in Kubernetes' OpenAPI file.
 */
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;

const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** @returns null for what is no quantity. */
export function quantityOf(given: unknown): number | null {
  if (typeof given === 'number') return Number.isFinite(given) ? given : null;
  const [, digits, suffix = ''] = typeof given === 'string' ? (QUANTITY.exec(given) ?? []) : [];
  if (digits === undefined) return null;
  return Number(digits) * factorOf(suffix);
}

function factorOf(suffix: string): number {
  const binary = BINARY.indexOf(suffix);
  if (binary >= 0) return 1024 ** binary;
  const decimal = DECIMAL.indexOf(suffix);
  if (decimal >= 0) return 1000 ** (decimal - DECIMAL.indexOf(''));
  return 10 ** Number(suffix.slice(1));
}
