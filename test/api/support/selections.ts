/** Every field of an answer, so that the doors can be compared field for field. A test checks that none is missing. */
const BRAND_REF = 'brand { id name }';
const NETWORKS = 'networks { id name role regions }';
const CVV = 'cvv { name length optional }';
const FINDINGS = 'findings { code severity message position found }';
const CANDIDATES = `candidates { ${BRAND_REF} product low high confidence status decides disputed panLengths ${CVV} gaps source }`;
const INDUSTRY = 'industry { digit name }';
const ISSUER_FIELDS = `name country funding product segment ${BRAND_REF} source`;
const ISSUER = `issuer { ${ISSUER_FIELDS} } issuerCandidates { ${ISSUER_FIELDS} }`;
const LUHN = 'valid sum expectedCheckDigit length';

export const CARD_REPORT = `status valid possible ${FINDINGS} checkDigit { algorithm result } ${BRAND_REF} ${CANDIDATES} ${NETWORKS}
  decided digitsToDecide ${INDUSTRY} ${ISSUER} maskedPan formatted panLength accepted dataVersion`;
export const BATCH_REPORT = `results { ${CARD_REPORT} } dataVersion summary { total valid invalid unrecognized }`;
export const IIN_REPORT = `prefix ${FINDINGS} ${BRAND_REF} ${CANDIDATES} ${NETWORKS} decided digitsToDecide ${INDUSTRY} ${ISSUER} dataVersion`;
export const LUHN_CHECK = LUHN;
export const LUHN_CHECK_DIGIT = 'checkDigit sum length';
export const LUHN_EXPLANATION = `${LUHN} rows { position positionFromRight digit doubled contribution runningSum }`;
export const BRAND_SUMMARY = `id name ${CVV} panLengths rangeCount`;
export const BRAND = `${BRAND_SUMMARY} ranges { low high panLengths checkDigit status confidence decides disputed product countries
  ${NETWORKS} sources note }`;
export const INDUSTRIES = 'digit name';
export const DATASET = `dataVersion released sha256 sizeBytes loadedAt brandCount rangeCount disputes { low high brandIds decidedBy reason sources } testCardCount
  sources { id title locator readOn rangeCount }
  issuerData { state fault checkedAt version sha256 sizeBytes builtAt loadedAt rowCount files { id title format version licence
    locator countries rank sha256 rowsRead rowsKept skipped { reason count } notes { reason count } } }`;
