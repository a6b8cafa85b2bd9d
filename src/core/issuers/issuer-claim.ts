import type { IssuerFile, IssuerRecord } from './issuer-record.js';

/** What an issuer table answers about a prefix: a row's facts without its bounds, and the file that says so. */
export interface IssuerClaim extends Omit<IssuerRecord, 'low' | 'high'> {
  readonly source: IssuerFile;
}
