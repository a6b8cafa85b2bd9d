import { type ArgumentMetadata, type Type, ValidationPipe } from '@nestjs/common';
import { RequestProblem } from '../problems/request-problem.js';
import { type Acceptor, compileAcceptor } from './acceptor.js';
import { assertPlainShape } from './request-shape.js';
import { toInputErrors } from './validation-errors.js';

/** The global pipe: bodies and arguments become instances of their request classes, or a problem with places and codes. */
export class RequestPipe extends ValidationPipe {
  readonly #acceptors = new Map<Type, Acceptor>();

  constructor(private readonly batchCardsMax: number) {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: (errors) => new RequestProblem('invalid_request', toInputErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { metatype } = metadata;
    if (metatype === undefined || !this.toValidate(metadata)) return value;
    assertCardCount(value, this.batchCardsMax);
    const accepted = this.#acceptorOf(metatype)(value);
    if (accepted !== undefined) return accepted;
    assertPlainShape(value);
    return super.transform(value, metadata);
  }

  #acceptorOf(type: Type): Acceptor {
    const known = this.#acceptors.get(type);
    if (known !== undefined) return known;
    const acceptor = compileAcceptor(type);
    this.#acceptors.set(type, acceptor);
    return acceptor;
  }
}

/** Counted before anything is validated: the limit is there to bound that work. */
function assertCardCount(value: unknown, max: number): void {
  const cards = typeof value === 'object' && value !== null && 'cards' in value ? value.cards : undefined;
  if (Array.isArray(cards) && cards.length > max) throw new RequestProblem('too_many_cards');
}
