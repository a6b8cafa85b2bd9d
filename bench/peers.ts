/** The libraries people use for this today, under the names they are known by, and their brand names in our words. */
import cardValidator from 'card-validator';
import luhn10 from 'card-validator/dist/luhn-10.js';
import creditCardType from 'credit-card-type';
import creditcards from 'creditcards';
import fastLuhn from 'fast-luhn';
import validator from 'validator';

const { card } = creditcards;

/** creditcards 5 hands fast-luhn on under a name of its own: timing it twice would only show the noise. */
if ((card.luhn as unknown) !== fastLuhn) throw new Error('creditcards has a Luhn of its own now: give it a row.');

export const LUHN_PEERS: ReadonlyMap<string, (digits: string) => boolean> = new Map([
  ['fast-luhn (and creditcards card.luhn)', fastLuhn],
  ['card-validator luhn-10', luhn10],
  ['validator isLuhnNumber', validator.isLuhnNumber],
]);

export { cardValidator, card as creditcardsCard, creditCardType, fastLuhn, validator };

/** `American Express`, `american-express` → `american_express`. */
export function brandIdOf(peerName: string): string {
  return peerName.toLowerCase().replaceAll(/[ -]/g, '_');
}

/** Every brand the peer has a word for. What it does not know it cannot get wrong. */
export const CREDIT_CARD_TYPE_BRANDS: ReadonlySet<string> = new Set(Object.values(creditCardType.types).map(brandIdOf));
export const CREDITCARDS_BRANDS: ReadonlySet<string> = new Set(card.types.map(({ name }) => brandIdOf(name)));
