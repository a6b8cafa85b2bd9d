import type { CardValidationService } from '../validation/card-validation.service.js';
import type { AccessDoor } from './access/access-door.js';
import type { BatchDoor } from './stream/batch-door.js';

/** The names are those of the settings, so that the configuration can be handed over as it is. */
export interface ApiLimits {
  readonly batchCardsMax: number;
  readonly luhnDigitsMax: number;
  readonly graphqlDepthMax: number;
  readonly graphqlAliasesMax: number;
  readonly graphqlRootFieldsMax: number;
  readonly graphqlTokensMax: number;
  readonly batchIdleMs: number;
  /** Bytes per second; 0 never minds. */
  readonly batchRateMin: number;
  readonly batchInflationRatioMax: number;
  readonly batchInflatedBytesMax: number;
}

export const DEFAULT_API_LIMITS: ApiLimits = {
  batchCardsMax: 1000,
  luhnDigitsMax: 1024,
  graphqlDepthMax: 10,
  graphqlAliasesMax: 30,
  graphqlRootFieldsMax: 20,
  graphqlTokensMax: 1000,
  batchIdleMs: 60_000,
  batchRateMin: 100,
  batchInflationRatioMax: 250,
  batchInflatedBytesMax: 64 * 1024 ** 3,
};

/** Everything the doors need from outside; nothing here is read from the environment. */
export interface ApiOptions {
  readonly validation: CardValidationService;
  /** What answers batches that are streams; without it they are JSON arrays only. */
  readonly batch?: BatchDoor;
  /** Who may call and how much; without it everybody may do everything. */
  readonly access?: AccessDoor;
  /** Version of the package: part of every ETag and of the OpenAPI document. */
  readonly version: string;
  readonly limits: ApiLimits;
  /** Serve `/graphql`. Without it nothing is loaded that only GraphQL needs. */
  readonly graphql: boolean;
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** Serve `/docs` and `/openapi.json`. */
  readonly docs: boolean;
  /** Told about errors nobody expected; the caller is told nothing. What it prints is up to it: messages may hold anything. */
  readonly reportFailure?: (error: unknown) => void;
}

export const API_OPTIONS = Symbol('ApiOptions');
