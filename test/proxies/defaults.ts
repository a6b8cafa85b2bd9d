import { SETTING_TABLE } from '../../src/config/settings.js';

/** What a number is unless somebody sets it. */
export function defaultOf(name: string): number {
  const found = Object.values(SETTING_TABLE).find((setting) => setting.name === name);
  // What `npm start` has, for those that depend on another setting.
  if (typeof found?.fallback === 'object') return Number(/else `(\d+)`/.exec(found.fallback.text)?.[1]);
  return Number(found?.fallback);
}
