import type { ScanTask } from './scan-task.js';

export type Tasks = Iterable<ScanTask> | AsyncIterable<ScanTask>;

export function iteratorOf(tasks: Tasks): AsyncIterator<ScanTask> {
  if (Symbol.asyncIterator in tasks) return tasks[Symbol.asyncIterator]();
  const iterator = tasks[Symbol.iterator]();
  return {
    next: () => Promise.resolve(iterator.next()),
    return: () => Promise.resolve({ done: true, value: iterator.return?.() }),
  };
}

/** Nobody asks it for more. */
export function letGo(iterator: AsyncIterator<unknown>): void {
  if (iterator.return !== undefined) void quietly(iterator.return());
}

/** Whoever awaits it hears of a failure; nobody else needs to. */
export function quietly<Value>(promise: Promise<Value>): Promise<Value> {
  void promise.then(undefined, () => undefined);
  return promise;
}
