import type { INestApplication } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiResponse,
  ApiSchema,
  ApiTags,
  DocumentBuilder,
  getSchemaPath,
  type OpenAPIObject,
  SwaggerModule,
} from '@nestjs/swagger';
import { LANGUAGES } from '../../core/language.js';
import { describeStreams } from './stream-docs.js';
import { API_OPTIONS, type ApiLimits, type ApiOptions } from '../api-options.js';
import { IN_OPENAPI } from '../late-decorators.js';

const DESCRIPTION = `Reads a payment card number and says what can honestly be said about it, and why.

It never says that an account exists, is open or has money. A bad card is an answer (200); a bad request is a problem
(RFC 9457, \`application/problem+json\`) with a stable code and JSON Pointers, never a value. Messages come in English and Korean by
\`Accept-Language\`; codes never change.`;

const OTHER_DOOR = 'The same answers are at `POST /graphql`.';

const ACCEPT_LANGUAGE = {
  name: 'Accept-Language',
  in: 'header',
  required: false,
  description: `Language of the messages: ${LANGUAGES.join(', ')}.`,
  schema: { type: 'string', example: 'ko' },
} as const;

const BEARER =
  'With `AUTH` `api-key` an API key, with `jwt` a JSON Web Token. With `mtls` a client certificate says who calls.';
const API_KEY = 'With `AUTH` `api-key`: the key, in place of `Authorization`.';

const WORDS = {
  ...{ ApiBody, ApiExtraModels, ApiOperation, ApiParam, ApiProperty, ApiResponse, ApiSchema, ApiTags },
  getSchemaPath,
};

/** The OpenAPI 3.1 document of the REST door, from the decorators of its classes. Imported when somebody asks for it. */
export function buildOpenApi(app: INestApplication, version: string): OpenAPIObject {
  const { limits, graphql } = app.get<ApiOptions>(API_OPTIONS);
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('iinspect')
    .setDescription(graphql ? `${DESCRIPTION} ${OTHER_DOOR}` : DESCRIPTION)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'Wherever this document was read.')
    .addGlobalParameters(ACCEPT_LANGUAGE)
    .addBearerAuth({ type: 'http', description: BEARER }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key', description: API_KEY }, 'apiKey')
    .addTag('Cards', 'One card number or many.')
    .addTag('Luhn', 'The check digit of any number.')
    .addTag('Tables', 'What the answers are made of.')
    .build();
  IN_OPENAPI.sayTo(WORDS);
  const document = SwaggerModule.createDocument(app, config);
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (name.endsWith('Input')) Object.assign(schema, CLOSED);
  }
  describeLimits(document, limits);
  describeStreams(document, document.paths['/v1/cards/batch']?.post);
  delete document.info.contact;
  // Which of them it is, or that nobody is asked, is a setting.
  return { ...document, security: [{}, { bearer: [] }, { apiKey: [] }] };
}

/** The pipe refuses properties it does not know. */
const CLOSED = { additionalProperties: false };

/** Limits that are settings: no decorator can know them. */
function describeLimits(document: OpenAPIObject, { batchCardsMax, luhnDigitsMax }: ApiLimits): void {
  const { DigitsInput } = document.components?.schemas ?? {};
  const digits = DigitsInput && 'properties' in DigitsInput ? DigitsInput.properties['digits'] : undefined;
  // The service counts digits only; a text that is no longer never holds too many.
  Object.assign(digits ?? {}, { pattern: '^[0-9 -]*[0-9][0-9 -]*$', maxLength: luhnDigitsMax });
  const batch = document.paths['/v1/cards/batch']?.post?.requestBody;
  const body = batch && 'content' in batch ? batch.content['application/json']?.schema : undefined;
  Object.assign(body ?? {}, { maxItems: batchCardsMax });
}
