import type { Language } from '../../core/language.js';
import type { IinReport } from '../../core/report.js';

type IinReportJson = Omit<IinReport, 'industry'> & {
  readonly industry: { readonly digit: string; readonly name: string };
};

/** The body of `GET /v1/iins/{prefix}`, field for field. Enforced by: test/cli/iin.e2e-spec.ts. */
export function iinJson(report: IinReport, language: Language): IinReportJson {
  const { digit, name } = report.industry;
  return { ...report, industry: { digit, name: name[language] } };
}
