import type { Output } from '../../src/start-service.js';

/** Collects what is written to stdout. */
export class LogCapture implements Output {
  text = '';

  constructor(readonly isTerminal = false) {}

  write(text: string): void {
    this.text += text;
  }

  /** The lines that are JSON, parsed. */
  get lines(): readonly Readonly<Record<string, unknown>>[] {
    return this.text
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  withMessage(message: string): readonly Readonly<Record<string, unknown>>[] {
    return this.lines.filter(({ msg }) => msg === message);
  }
}
