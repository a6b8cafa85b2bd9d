/**
 * What a credential may be used for. `cards`: card numbers and digits. `iins`: prefixes and tables. `admin`: both, and what operators do
 * (`POST /reload` on the management port).
 */
export const SCOPES = ['cards', 'iins', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}

export function allows(granted: readonly Scope[], needed: Scope): boolean {
  return granted.includes(needed) || granted.includes('admin');
}
