import { errors } from 'jose';
import { AccessRefused, type RefusalReason } from '../access-refused.js';
import { holderId } from './token-holder.js';

/** Why a token was not taken. The library's messages and claims are left behind: they quote the token. */
export function tokenRefusal(error: unknown): AccessRefused {
  if (error instanceof errors.JWTExpired) return new AccessRefused('expired', holderId(error.payload));
  if (error instanceof errors.JWTClaimValidationFailed)
    return new AccessRefused(claimReason(error), holderId(error.payload));
  return new AccessRefused(tokenReason(error));
}

function claimReason({ claim, reason }: errors.JWTClaimValidationFailed): RefusalReason {
  if (claim === 'aud') return 'wrong_audience';
  if (claim === 'iss') return 'wrong_issuer';
  return claim === 'nbf' && reason === 'check_failed' ? 'not_yet_valid' : 'malformed';
}

/** Whatever else the library objects to is in the token, which anybody may have made. */
function tokenReason(error: unknown): RefusalReason {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'bad_signature';
  const isNobodysKey = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
  return isNobodysKey ? 'unknown' : 'malformed';
}
