import { TURN_BYTES } from './batch-sizes.js';

/** Lets everything else that is ready be done first, input and output included; awaiting a settled promise does not. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Work that could go on and on lets others have a turn after every so many bytes. */
export class EventLoopTurns {
  #bytesSince = 0;

  /** @param bytes Input or records that were worked on just now. */
  async after(bytes: number): Promise<void> {
    this.#bytesSince += bytes;
    if (this.#bytesSince < TURN_BYTES) return;
    this.#bytesSince = 0;
    await eventLoopTurn();
  }
}
