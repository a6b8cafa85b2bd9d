/** What third parties call a brand of ours, apart from its id: lower case, letters and digits only. */
export const BRAND_WORDS: readonly (readonly [word: string, brandId: string])[] = [
  ['amex', 'american_express'],
  ['아멕스', 'american_express'],
  ['bccard', 'bc_card'],
  ['bc카드', 'bc_card'],
  ['cartebancaire', 'cartes_bancaires'],
  ['chinatunion', 't_union'],
  ['chinaunionpay', 'unionpay'],
  ['cup', 'unionpay'],
  ['unionpayinternational', 'unionpay'],
  ['은련', 'unionpay'],
  ['diners', 'diners_club'],
  ['dinersclubinternational', 'diners_club'],
  ['다이너스', 'diners_club'],
  ['discovercard', 'discover'],
  ['eftposaustralia', 'eftpos'],
  ['마스터', 'mastercard'],
  ['마스터카드', 'mastercard'],
  ['비자', 'visa'],
  ['visaelectron', 'visa'],
];

/** Words for: it has no brand that is known abroad. */
export const LOCAL_WORDS: readonly string[] = ['로컬', 'local', 'localbrand', 'privatelabel'];
