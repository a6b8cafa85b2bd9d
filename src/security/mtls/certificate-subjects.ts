import type { PeerCertificate } from 'node:tls';

/** The names a certificate is for, as the file of subjects writes them: the alternative names in their order, then the common name. */
export function subjectsOf({
  subject,
  subjectaltname = '',
}: Pick<PeerCertificate, 'subject' | 'subjectaltname'>): readonly string[] {
  const { CN: commonName } = subject as { readonly CN?: string | readonly string[] };
  return [...alternativeNames(subjectaltname), ...(typeof commonName === 'string' ? [`CN:${commonName}`] : [])];
}

/**
 * Node puts names that hold a comma or a quotation mark into quotation marks (CVE-2021-44532). Who writes such a name may want to be
 * taken for somebody else, so none of the names beside it counts.
 */
function alternativeNames(text: string): readonly string[] {
  return text === '' || text.includes('"') ? [] : text.split(', ');
}
