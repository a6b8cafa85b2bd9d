import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A name in a source file. */
export interface Identifier {
  readonly name: string;
  readonly file: string;
}

/** What `src/` calls things: identifiers and the words of string literals; comments and prose are left out. */
export interface Vocabulary {
  readonly identifiers: readonly Identifier[];
  /** Whole string literals, such as members of a union: `co_badge`. */
  readonly literals: ReadonlySet<string>;
}

export function vocabularyOf(folder: string): Vocabulary {
  const identifiers: Identifier[] = [];
  const literals = new Set<string>();
  const visit = (node: ts.Node, file: string): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) identifiers.push({ name: node.text, file });
    if (ts.isStringLiteral(node)) literals.add(node.text);
    ts.forEachChild(node, (child) => visit(child, file));
  };
  for (const file of sourceFiles(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2024), file);
  }
  return { identifiers, literals };
}

/** `#panLengths` → pan, lengths. `CARD_NUMBER` → card, number. */
export function wordsOf(identifier: string): readonly string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .sort();
}
