import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, type Observable, switchMap, tap } from 'rxjs';
import { cardsAsked, goodCards } from './asked-cards.js';
import { neededScope } from './needs-scope.js';
import type { Visit, Visited } from './visit.js';

/**
 * Before an answer is made: may the client have it, and has it cards left? Afterwards: what does it look like? A REST request costs a
 * card, or as many as it asks about. Root fields of a GraphQL operation were paid for together before the first of them is called: see
 * graphql/operation-gate.ts.
 */
export class CardsInterceptor implements NestInterceptor {
  constructor(private readonly batchCardsMax: number) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const { visited, asked, isPaid } = openCall(context);
    const { visit } = visited;
    if (visit === null) return next.handle();
    visit.require(neededScope([context.getHandler(), context.getClass()]));
    const cards = cardsAsked(asked);
    const handle = (): Observable<unknown> => observed(next, visit, cards);
    if (isPaid) return handle();
    const spent = visit.spend(costOf(cards.length, this.batchCardsMax));
    return spent === null ? handle() : from(spent).pipe(switchMap(handle));
  }
}

/** Longer batches are refused as such. */
export function costOf(cards: number, batchCardsMax: number): number {
  return cards > batchCardsMax ? 1 : Math.max(1, cards);
}

function observed(next: CallHandler, visit: Visit, cards: readonly string[]): Observable<unknown> {
  return next.handle().pipe(
    tap((answer) => {
      // Digits that are no card have a verdict too.
      const verdicts = goodCards(answer).slice(0, cards.length);
      verdicts.forEach((isGood, index) => visit.cardAnswered(cards[index] ?? '', isGood));
    }),
  );
}

interface Call {
  readonly visited: Visited;
  readonly asked: unknown;
  readonly isPaid: boolean;
}

/** Nest hands a resolver its arguments as graphql-js does: root, arguments, context. */
function openCall(context: ExecutionContext): Call {
  if (context.getType<string>() === 'graphql')
    return { visited: context.getArgByIndex<Visited>(2), asked: context.getArgByIndex<unknown>(1), isPaid: true };
  const request = context.switchToHttp().getRequest<Visited & { readonly body: unknown }>();
  return { visited: request, asked: request.body, isPaid: false };
}
