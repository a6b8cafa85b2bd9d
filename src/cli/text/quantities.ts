const GROUPED = new Intl.NumberFormat('en-US');
const UNITS = ['B', 'kB', 'MB', 'GB'];

/** `12,400` */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** `1 row`, `12,400 rows` */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** `8.6 MB`: powers of ten, as disks and networks count. */
export function bytes(value: number): string {
  let [amount, unit] = [value, 0];
  while (amount >= 999.5 && unit < UNITS.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${unit === 0 || amount >= 99.95 ? amount.toFixed(0) : amount.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** `950`, `12.4k`, `2.31M`: three digits, for what changes all the time. */
export function rough(value: number): string {
  const unit = value >= 999_500 ? 'M' : value >= 999.5 ? 'k' : '';
  const amount = unit === 'M' ? value / 1_000_000 : unit === 'k' ? value / 1000 : value;
  return `${unit === '' || amount >= 99.95 ? amount.toFixed(0) : amount.toPrecision(3)}${unit}`;
}

/** `12.4 %`. What is not nothing never reads as nothing, and what is not everything never as everything. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  if (part > 0 && percent < 0.1) return '<0.1 %';
  if (part < whole && percent > 99.9) return '>99.9 %';
  return `${percent.toFixed(1)} %`;
}

/** `0.84 s`, `12 s`, `1:05 min` */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  return `${clock(ms)} min`;
}

/** `1:05` */
export function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
