import type { DocumentNode } from 'graphql';

/** More than the distinct operations of any client we know of; the documents are short (tokens are limited). */
const DOCUMENTS_MAX = 200;

/**
 * Parsed and validated documents by Apollo's hash of their text, the least recently used one dropped first. Parsing and validating
 * again would be most of the work of a request.
 */
export class DocumentStore {
  readonly #documents = new Map<string, DocumentNode>();

  get(key: string): Promise<DocumentNode | undefined> {
    const document = this.#documents.get(key);
    if (document !== undefined) this.#touch(key, document);
    return Promise.resolve(document);
  }

  set(key: string, document: DocumentNode): Promise<void> {
    this.#touch(key, document);
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > DOCUMENTS_MAX && oldest !== undefined) this.#documents.delete(oldest);
    return Promise.resolve();
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.#documents.delete(key));
  }

  /** A Map lists its keys in the order they were put in. */
  #touch(key: string, document: DocumentNode): void {
    this.#documents.delete(key);
    this.#documents.set(key, document);
  }
}
