import { creditcardIdentifier } from './bin-cc.js';
import { binListData } from './bin-list-data.js';
import { binlistData } from './binlist-data.js';
import { cnBankcard } from './cn-bankcard.js';
import { eftposAu } from './eftpos-au.js';
import { iinspectCsv } from './iinspect-csv.js';
import { iinspectNdjson } from './iinspect-ndjson.js';
import type { Importer } from './importer.js';
import { kiccKorea } from './kicc-korea.js';
import { turkeyBinList } from './turkey-bin-list.js';

/** No two of them know the same first line; a spec says so. */
export const IMPORTERS: readonly Importer[] = [
  ...[iinspectCsv, iinspectNdjson, kiccKorea, turkeyBinList, cnBankcard, eftposAu],
  ...[binlistData, binListData, creditcardIdentifier],
];
