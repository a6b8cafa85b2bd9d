import { finding, type Finding, type FindingCode } from './finding.js';
import type { Language } from './language.js';
import type { Candidate, Funding, Issuer, Network } from './report.js';

/** What a merchant takes. A list that is missing sets no limit; lists are combined with "and". */
export interface AcceptancePolicy {
  /** Brand ids. A co-badged card is accepted by any of its marks. */
  readonly brands?: readonly string[] | null | undefined;
  readonly funding?: readonly Funding[] | null | undefined;
  /** ISO 3166-1 alpha-2 codes of the issuer's country. */
  readonly countries?: readonly string[] | null | undefined;
}

/** What is known of the card when a policy is asked. */
export interface PolicyFacts {
  readonly networks: readonly Network[];
  readonly candidates: readonly Candidate[];
  /** Every issuer the card may have. */
  readonly issuers: readonly Issuer[];
}

export interface PolicyAnswer {
  /** Null without a policy, and when the facts cannot tell. */
  readonly accepted: boolean | null;
  readonly findings: readonly Finding[];
}

/** Null: the facts cannot tell. */
type Verdict = boolean | null;

/** A policy never makes a card invalid: it says whether this merchant takes it. */
export function askPolicy(
  policy: AcceptancePolicy | null | undefined,
  facts: PolicyFacts,
  language: Language,
): PolicyAnswer {
  if (policy === null || policy === undefined) return { accepted: null, findings: [] };
  const verdicts: readonly (readonly [FindingCode, Verdict])[] = [
    ['BRAND_NOT_ACCEPTED', brandVerdict(policy.brands, facts)],
    ['FUNDING_NOT_ACCEPTED', fundingVerdict(policy.funding, facts.issuers)],
    ['COUNTRY_NOT_ACCEPTED', countryVerdict(policy.countries, facts.issuers)],
  ];
  const refusals = verdicts.filter(([, verdict]) => verdict === false).map(([code]) => finding(code, language));
  const unknown = verdicts.some(([, verdict]) => verdict === null);
  return {
    accepted: refusals.length > 0 ? false : unknown ? null : true,
    findings: [...refusals, ...(unknown ? [finding('ACCEPTANCE_UNKNOWN', language)] : [])],
  };
}

/** Rails that take the card only in some regions leave it open, since nobody told us where the merchant is; so does a dispute. */
function brandVerdict(accepted: AcceptancePolicy['brands'], { networks, candidates }: PolicyFacts): Verdict {
  if (accepted === null || accepted === undefined) return true;
  if (networks.length === 0) return isRuledOut(accepted, candidates) ? false : null;
  const taken = networks.filter(({ id }) => accepted.includes(id));
  if (taken.some(({ regions }) => regions.length === 0)) return true;
  const contested = candidates.some(
    ({ brand, disputed, decides }) => disputed && decides && accepted.includes(brand.id),
  );
  return taken.length > 0 || contested ? null : false;
}

/** Claims too weak to name a brand are too weak to refuse one. */
function isRuledOut(accepted: readonly string[], candidates: readonly Candidate[]): boolean {
  const possible = candidates.filter(({ decides }) => decides);
  return possible.length > 0 && possible.every(({ brand }) => !accepted.includes(brand.id));
}

function fundingVerdict(accepted: AcceptancePolicy['funding'], issuers: readonly Issuer[]): Verdict {
  if (accepted === null || accepted === undefined) return true;
  if (issuers.length === 0) return accepted.includes('unknown') ? true : null;
  return common(
    issuers.map(({ funding }) => (accepted.includes(funding) ? true : funding === 'unknown' ? null : false)),
  );
}

function countryVerdict(accepted: AcceptancePolicy['countries'], issuers: readonly Issuer[]): Verdict {
  if (accepted === null || accepted === undefined) return true;
  return common(issuers.map(({ country }) => (country === null ? null : accepted.includes(country))));
}

/** What holds for every issuer the card may have; null where they differ, or there is none. */
function common(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = verdicts;
  return first !== undefined && others.every((verdict) => verdict === first) ? first : null;
}
