import type { CardInput } from '../core/card-report.js';

/** What a caller may ask about one card. A number as PAN is answered (`PAN_NOT_STRING`), not understood. */
export type ValidateCardRequest = CardInput;
