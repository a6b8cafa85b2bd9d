/** Why a request was refused without a look at it. */
export type ShedReason = 'turn_spent' | 'in_flight';

/** The names are those of the settings, so that the configuration can be handed over as it is. */
export interface LoadLimits {
  /** 0 lets turns take as long as they take. */
  readonly turnBudgetMs: number;
  readonly requestsInFlightMax: number;
}

/** Of the budget: a turn longer than this is late. */
const LATE_SHARE = 1 / 2;
/** One pause of the garbage collector, or one burst, is not an overload. */
const LATE_TURNS = 3;
/** Of the budget, for each turn while the overload lasts. Short turns keep the wait short, of those answered and of those refused. */
const OVERLOADED_SHARE = 1 / 5;
/** Times the budget without a refusal: the overload is over. */
const CALM_BUDGETS = 2;

/**
 * Of the budget: what requests may spend that came behind others on their connection. Connections are read one after the other, so one
 * that brings fifty requests would else have the turn of those that are read after it.
 */
const PIPELINED_SHARE = 1 / 4;

/** A turn answers as many, pipelined ones not counted, whatever they take: who refuses fewer than that refuses for a pause, and not for a crowd. */
const TURN_REQUESTS_MIN = 8;

/**
 * Decides who is let in. A turn of the event loop reads every connection that has something to say and answers it; when more comes in
 * during a turn than can be done in one, each turn has more to do than the one before. What a turn has done since its first request is
 * all there is to measure. Time of the processor, not of the clock: a process that is held up by its neighbours is late, and refusing
 * makes it no earlier.
 */
export class LoadGate {
  readonly #limits: LoadLimits;
  #turnBeganMs: number | null = null;
  #lateTurns = 0;
  #nowMs = 0;
  #shedInTurn = false;
  #letInTurn = 0;
  #firstInTurn = 0;
  #inFlight = 0;
  /** Null while nothing is wrong. */
  #overloadedAtMs: number | null = null;

  constructor(limits: LoadLimits) {
    this.#limits = limits;
  }

  get isOverloaded(): boolean {
    return this.#overloadedAtMs !== null;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get isInTurn(): boolean {
    return this.#turnBeganMs !== null;
  }

  /**
   * Due before the first request of a turn, and `endTurn` after the last.
   *
   * @param nowMs Of the clock on the wall.
   */
  beginTurn(cpuMs: number, nowMs: number): void {
    this.#turnBeganMs = cpuMs;
    this.#shedInTurn = false;
    this.#letInTurn = 0;
    this.#firstInTurn = 0;
    const calmMs = CALM_BUDGETS * this.#limits.turnBudgetMs;
    if (this.#overloadedAtMs !== null && nowMs - this.#overloadedAtMs >= calmMs) this.#overloadedAtMs = null;
    this.#nowMs = nowMs;
  }

  /**
   * @param isPipelined Others of its connection wait for their answers.
   * @returns null for a request that may come in; `leave` is due when it is over.
   */
  enter(cpuMs: number, isPipelined = false): ShedReason | null {
    const { turnBudgetMs, requestsInFlightMax } = this.#limits;
    if (this.#inFlight >= requestsInFlightMax) return 'in_flight';
    if (turnBudgetMs > 0 && this.#isSpent(cpuMs, isPipelined)) {
      this.#refuse(isPipelined);
      return 'turn_spent';
    }
    this.#letInTurn += 1;
    if (!isPipelined) this.#firstInTurn += 1;
    this.#inFlight += 1;
    return null;
  }

  #isSpent(cpuMs: number, isPipelined: boolean): boolean {
    const share = (this.#overloadedAtMs === null ? 1 : OVERLOADED_SHARE) * (isPipelined ? PIPELINED_SHARE : 1);
    const spentMs = cpuMs - (this.#turnBeganMs ?? cpuMs);
    const letIn = isPipelined ? this.#letInTurn : this.#firstInTurn;
    return spentMs > this.#limits.turnBudgetMs * share && letIn >= TURN_REQUESTS_MIN;
  }

  /** One connection that asks for too much is no overload. */
  #refuse(isPipelined: boolean): void {
    if (isPipelined) return;
    this.#shedInTurn = true;
    if (this.#overloadedAtMs !== null) this.#overloadedAtMs = this.#nowMs;
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  endTurn(cpuMs: number): void {
    const { turnBudgetMs } = this.#limits;
    const tookMs = cpuMs - (this.#turnBeganMs ?? cpuMs);
    this.#turnBeganMs = null;
    const isLong = tookMs > turnBudgetMs * LATE_SHARE && this.#letInTurn > TURN_REQUESTS_MIN;
    const isLate = turnBudgetMs > 0 && (this.#shedInTurn || isLong);
    this.#lateTurns = isLate ? this.#lateTurns + 1 : 0;
    if (this.#lateTurns >= LATE_TURNS) this.#overloadedAtMs = this.#nowMs;
  }
}
