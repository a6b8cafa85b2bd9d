import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const OWN_CSV = [
  'low,high,issuer,country,funding,product,segment,brand,pan_lengths',
  '457973,457973,KB국민카드,KR,credit,체크,consumer,visa,16',
  '457974,457974,"Acme, Inc.",US,debit,"The ""Gold""",commercial,visa,13 16',
  '353600,353609,JCB,JP,credit,,,jcb,',
  '353600,353600,Acme India,IN,debit,,,rupay,',
  '22000000,22000099,,US,prepaid,,,,',
  '',
].join('\n');

/** Files in a folder of their own. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'iinspect-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
