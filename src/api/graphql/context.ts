import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { IncomingMessage } from 'node:http';
import type { Language } from '../../core/language.js';
import type { Visited } from '../access/visit.js';

/** All that resolvers and plugins learn about the HTTP request. */
export interface GraphqlContext extends Visited {
  readonly language: Language;
  /** To note on what became of it; never to be read. */
  readonly raw: IncomingMessage;
}

/** Parameter of a resolver method: the language to answer in. */
export const ContextLanguage = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Language =>
    GqlExecutionContext.create(context).getContext<GraphqlContext>().language,
);
