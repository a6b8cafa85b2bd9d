/** There is no answer to be had now. Holds nothing of what the server said. */
export class RedisLost extends Error {
  constructor() {
    super('Redis does not answer.');
  }
}
