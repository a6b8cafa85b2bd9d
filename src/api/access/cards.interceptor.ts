import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, type Observable, switchMap, tap } from 'rxjs';
import { cardsAsked, goodCards } from './asked-cards.js';
import { NEEDED_SCOPE, type NeedsScopeTarget } from './needs-scope.js';
import type { Visited } from './visit.js';
import type { Scope } from '../../security/scope.js';

/**
 * Before an answer is made: may the client have it, and has it cards left? Afterwards: what does it look like? One call of a handler,
 * which is one REST request or one root field of a GraphQL operation, costs a card, or as many as it asks about.
 */
export class CardsInterceptor implements NestInterceptor {
  constructor(private readonly batchCardsMax: number) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const { visited, asked } = openCall(context);
    const { visit } = visited;
    if (visit === null) return next.handle();
    visit.require(scopeOf(context));
    const cards = cardsAsked(asked);
    // Longer batches are refused as such.
    const cost = cards.length > this.batchCardsMax ? 1 : Math.max(1, cards.length);
    const handle = (): Observable<unknown> =>
      next.handle().pipe(
        tap((answer) => {
          goodCards(answer).forEach((isGood, index) => visit.cardAnswered(cards[index] ?? '', isGood));
        }),
      );
    const spent = visit.spend(cost);
    return spent === null ? handle() : from(spent).pipe(switchMap(handle));
  }
}

interface Call {
  readonly visited: Visited;
  readonly asked: unknown;
}

/** Nest hands a resolver its arguments as graphql-js does: root, arguments, context. */
function openCall(context: ExecutionContext): Call {
  if (context.getType<string>() === 'graphql')
    return { visited: context.getArgByIndex<Visited>(2), asked: context.getArgByIndex<unknown>(1) };
  const request = context.switchToHttp().getRequest<Visited & { readonly body: unknown }>();
  return { visited: request, asked: request.body };
}

function scopeOf(context: ExecutionContext): Scope {
  const targets: readonly NeedsScopeTarget[] = [context.getHandler(), context.getClass()];
  const scopes = targets.map((target) => Reflect.getMetadata(NEEDED_SCOPE, target) as Scope | undefined);
  return scopes.find((scope) => scope !== undefined) ?? 'cards';
}
