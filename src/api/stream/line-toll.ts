import type { FastifyReply } from 'fastify';
import { BatchAborted } from '../../core/batch/batch-summary.js';
import { BudgetExhausted, BudgetUnavailable } from '../../security/card-budget.js';
import type { LineGate } from '../../validation/batch/batch-ports.js';
import { budgetHeaders } from '../access/access-hooks.js';
import type { Visit } from '../access/visit.js';

/** Lets in as many lines of a stream as its client has cards left; a line is a card, whatever stands on it. */
class LineToll implements LineGate {
  #hasAsked = false;

  constructor(
    private readonly visit: Visit,
    private readonly reply: FastifyReply,
  ) {}

  async admit(lines: number): Promise<number> {
    try {
      const admitted = await this.visit.spendUpTo(lines);
      this.#announce();
      return admitted;
    } catch (error) {
      if (error instanceof BudgetExhausted) throw new BatchAborted('rate_limited');
      if (error instanceof BudgetUnavailable) throw new BatchAborted('limits_unavailable');
      throw error;
    }
  }

  answered(lines: number, valid: number): void {
    this.visit.blockAnswered(lines, valid);
  }

  /** The headers go out with the first record, past the hooks, so they say how things stood after the first block. */
  #announce(): void {
    if (!this.#hasAsked) this.reply.headers(budgetHeaders(this.visit));
    this.#hasAsked = true;
  }
}

/** Null where nobody asks who sent a request. */
export function tollOf(reply: FastifyReply): LineGate | null {
  const { visit } = reply.request;
  return visit === null ? null : new LineToll(visit, reply);
}
