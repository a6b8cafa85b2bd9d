import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LANGUAGES, type Language } from '../../core/language.js';
import { wishes } from './accept.js';

const DEFAULT_LANGUAGE: Language = 'en';

/** The first language of ours that `Accept-Language` asks for; English when it asks for none of them. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return DEFAULT_LANGUAGE;
  for (const wish of wishes(header)) {
    if (wish === '*') return DEFAULT_LANGUAGE;
    const known = LANGUAGES.find((language) => wish === language || wish.startsWith(`${language}-`));
    if (known !== undefined) return known;
  }
  return DEFAULT_LANGUAGE;
}

/** Parameter of a controller method: the language to answer in. */
export const RequestLanguage = createParamDecorator((_data: unknown, context: ExecutionContext): Language =>
  languageOf(context.switchToHttp().getRequest<FastifyRequest>().headers['accept-language']),
);
