/** Lets everything else that is ready be done first, input and output included; awaiting a settled promise does not. */
export function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
