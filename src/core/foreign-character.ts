/** What stood where a digit belongs; the character itself is never repeated. */
export const FOREIGN_CHARACTERS = [
  'letter',
  'full_width_digit',
  'arabic_indic_digit',
  'other_digit',
  'control_character',
  'unusual_space',
  'unusual_hyphen',
  'other_character',
] as const;
export type ForeignCharacter = (typeof FOREIGN_CHARACTERS)[number];
