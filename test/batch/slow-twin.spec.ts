import { describe, expect, test } from '@jest/globals';
import { BATCH_FIELDS, type RecordField } from '../../src/core/batch/batch-field.js';
import type { BatchPlan } from '../../src/core/batch/batch-plan.js';
import { CardTables } from '../../src/core/card-tables.js';
import { embeddedTable, embeddedTables, madeUp } from '../support/embedded-table.js';
import { issuerFile, issuerRecord, issuerTableOf } from '../support/issuer-rows.js';
import { isCardLike } from './slow-line.js';
import { answerSlowly, type TwinAnswer } from './slow-twin.js';

/** Published test numbers. */
const VISA = '4111111111111111';
const AMEX = '378282246310005';
const FIELDS: readonly RecordField[] = ['status', 'findings'];

function planOf(changes: Partial<BatchPlan> = {}): BatchPlan {
  return {
    input: 'ndjson',
    columns: null,
    output: 'ndjson',
    fields: FIELDS,
    only: [],
    lineBytesMax: 2000,
    ...changes,
  };
}

const TEXT = planOf({ input: 'text' });
const columns = (pan: number, id: number | null, delimiter = ','): Partial<BatchPlan> => ({
  input: 'csv',
  columns: { delimiter: delimiter.charCodeAt(0), pan, id },
});

function answer(text: string | Uint8Array, plan: BatchPlan, tables = embeddedTables): TwinAnswer {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return answerSlowly({ tables, plan, bytes, line: 1, offset: 0 });
}

function written(text: string | Uint8Array, plan: BatchPlan, tables = embeddedTables): string {
  return new TextDecoder().decode(answer(text, plan, tables).bytes);
}

/** Of one line: what stands between `"line":1` and the fields, and the findings. */
function idAndFindings(line: string | Uint8Array, plan = planOf()): string {
  const [, id, findings] = /^\{"line":1(.*),"status":"[a-z]+","findings":(\[.*\])\}\n$/.exec(written(line, plan))!;
  return `${id!} ${findings!}`;
}

const TEST_CARD = ' ["TEST_CARD"]';

describe('the slow twin, as its rules are written', () => {
  test('answers a line of each input with a record', () => {
    const fields: RecordField[] = ['status', 'brand', 'maskedPan', 'findings'];
    const about = '"status":"valid","brand":"visa","maskedPan":"411111******1111","findings":["TEST_CARD"]';
    expect(written(`{"pan":"${VISA}","id":"a"}\n`, planOf({ fields }))).toBe(`{"line":1,"id":"a",${about}}\n`);
    expect(written(`${VISA}\n`, { ...TEXT, fields })).toBe(`{"line":1,${about}}\n`);
    expect(written(`a,${VISA}\n`, planOf({ fields, ...columns(1, 0) }))).toBe(`{"line":1,"id":"a",${about}}\n`);
  });

  test('writes every field in the order asked for', () => {
    const fields = [...BATCH_FIELDS, 'pan'] as const;
    const input = new TextEncoder().encode(`${AMEX.replace('8', '-8')}\n`);
    const { bytes } = answerSlowly({
      tables: embeddedTables,
      plan: { ...TEXT, fields },
      bytes: input,
      line: 7,
      offset: 90,
    });
    expect(new TextDecoder().decode(bytes)).toBe(
      '{"line":7,"offset":90,"status":"valid","valid":true,"possible":true,"brand":"american_express",' +
        '"networks":["american_express"],"maskedPan":"37828******0005","formatted":"3782 8***** *0005","panLength":15,' +
        '"checkDigit":"pass","findings":["TEST_CARD"],"industry":"3","decided":true,"issuerName":null,' +
        '"issuerCountry":null,"issuerFunding":null,"issuerProduct":null,"issuerSegment":null,"issuerBrand":null,' +
        `"issuerSource":null,"pan":"${AMEX}"}\n`,
    );
    const turned = planOf({ input: 'text', fields: ['panLength', 'status'] });
    expect(written(`${AMEX}\n`, turned)).toBe('{"line":1,"panLength":15,"status":"valid"}\n');
  });

  test('says nothing of a line it could not read', () => {
    const fields = [...BATCH_FIELDS, 'pan'] as const;
    expect(written('no\n', planOf({ fields }))).toBe(
      '{"line":1,"offset":0,"status":"invalid","valid":false,"possible":false,"brand":null,"networks":[],' +
        '"maskedPan":null,"formatted":null,"panLength":null,"checkDigit":"not_applicable","findings":["LINE_NOT_JSON"],' +
        '"industry":null,"decided":false,"issuerName":null,"issuerCountry":null,"issuerFunding":null,' +
        '"issuerProduct":null,"issuerSegment":null,"issuerBrand":null,"issuerSource":null,"pan":null}\n',
    );
    expect(written('no\n', planOf({ fields, output: 'csv' }))).toBe(
      '1,,0,invalid,false,false,,,,,,not_applicable,LINE_NOT_JSON,,false,,,,,,,,\n',
    );
  });

  test('writes what an issuer file says', () => {
    const record = { name: 'A "B", Co', country: 'KR', product: 'P ', brandId: 'mastercard' } as const;
    const files = [issuerFile('a', [issuerRecord('411111', '411111', record)])];
    const tables = new CardTables(embeddedTable, issuerTableOf(files));
    const fields = BATCH_FIELDS.filter((field) => field.startsWith('issuer') || field === 'findings');
    const text = { ...TEXT, fields };
    expect(written(`${VISA}\n`, text, tables)).toBe(
      '{"line":1,"findings":["TEST_CARD","ISSUER_BRAND_DIFFERS"],"issuerName":"A \\"B\\", Co","issuerCountry":"KR",' +
        '"issuerFunding":"credit","issuerProduct":"P ","issuerSegment":"unknown","issuerBrand":"mastercard",' +
        '"issuerSource":"File a"}\n',
    );
    expect(written(`${VISA}\n`, { ...text, output: 'csv' }, tables)).toBe(
      '1,,TEST_CARD ISSUER_BRAND_DIFFERS,"A ""B"", Co",KR,credit,"P ",unknown,mastercard,File a\n',
    );
  });

  test('numbers lines on, and knows where each begins', () => {
    const plan = planOf({ input: 'text', fields: ['offset'] });
    expect(written('1\r\n\n22\n', plan)).toBe('{"line":1,"offset":0}\n{"line":2,"offset":3}\n{"line":3,"offset":4}\n');
  });

  test('drops one carriage return before the end, not two, and none elsewhere', () => {
    expect(idAndFindings(`${VISA}\r\n`, TEXT)).toBe(TEST_CARD);
    expect(idAndFindings(`${VISA}\r\r\n`, TEXT)).toBe(' ["PAN_NOT_DIGITS"]');
    expect(idAndFindings(`\r${VISA}\n`, TEXT)).toBe(' ["PAN_NOT_DIGITS"]');
  });

  test('takes lines up to the limit, not counting the line end', () => {
    const short = planOf({ input: 'text', lineBytesMax: 16 });
    expect(idAndFindings(`${VISA}\r\n`, short)).toBe(TEST_CARD);
    expect(idAndFindings(` ${VISA}\n`, short)).toBe(' ["LINE_TOO_LONG"]');
    expect(idAndFindings(`${VISA}\r\r\n`, short)).toBe(' ["LINE_TOO_LONG"]');
    expect(idAndFindings('{"id":"a","pan":1}\n', planOf({ lineBytesMax: 16 }))).toBe(' ["LINE_TOO_LONG"]');
  });

  test('reads damaged UTF-8 as something, and a byte order mark as a character', () => {
    const line = Uint8Array.from([0x22, 0xff, 0x22, 10]);
    expect(idAndFindings(line)).toBe(' ["PAN_NOT_DIGITS"]');
    expect(idAndFindings('\ufeff{}\n')).toBe(' ["LINE_NOT_JSON"]');
    const id = Uint8Array.from([
      ...new TextEncoder().encode('{"id":"'),
      0xe2,
      0x82,
      ...new TextEncoder().encode('"}\n'),
    ]);
    expect(idAndFindings(id)).toBe(' ["LINE_WITHOUT_PAN","ID_NOT_ECHOED"]');
  });

  test.each([
    ['', ' ["PAN_EMPTY"]'],
    ['  ', ' ["PAN_EMPTY"]'],
    ['--', ' ["PAN_EMPTY"]'],
    [`"${VISA}"`, ' ["PAN_NOT_DIGITS"]'],
    ['\0', ' ["PAN_NOT_DIGITS"]'],
  ])('reads the text %j as it is', (line, expected) => expect(idAndFindings(`${line}\n`, TEXT)).toBe(expected));

  test.each([
    ['', ' ["PAN_EMPTY"]'],
    ['\t \r', ' ["PAN_EMPTY"]'],
    ['\u00a0', ' ["LINE_NOT_JSON"]'],
    [`"${VISA}"`, TEST_CARD],
    [`\t"${VISA}" `, TEST_CARD],
    ['""', ' ["PAN_EMPTY"]'],
    [VISA, ' ["PAN_NOT_STRING"]'],
    ['0411', ' ["LINE_NOT_JSON"]'],
    ['[]', ' ["LINE_WITHOUT_PAN"]'],
    ['true', ' ["LINE_WITHOUT_PAN"]'],
    ['null', ' ["LINE_WITHOUT_PAN"]'],
    ['NaN', ' ["LINE_NOT_JSON"]'],
    ['{"pan":"1",}', ' ["LINE_NOT_JSON"]'],
    ['{}', ' ["LINE_WITHOUT_PAN"]'],
    ['{"pan":null,"id":"a"}', ',"id":"a" ["LINE_WITHOUT_PAN"]'],
    ['{"PAN":"1"}', ' ["LINE_WITHOUT_PAN"]'],
    ['{"x":{"pan":"1"}}', ' ["LINE_WITHOUT_PAN"]'],
    ['{"__proto__":{"pan":"1","id":"a"}}', ' ["LINE_WITHOUT_PAN"]'],
    [`{"pan":{},"pan":"${VISA}"}`, TEST_CARD],
    [`{"pan":"${VISA}","pan":{}}`, ' ["LINE_WITHOUT_PAN"]'],
    [`{"p\\u0061n":"\\u0034${VISA.slice(1)}"}`, TEST_CARD],
    [`{"pan": ${VISA}, "id": 7}`, ',"id":7 ["PAN_NOT_STRING"]'],
    [`{"id":"a","pan":"${VISA}","id":8}`, `,"id":8${TEST_CARD}`],
    [`{"x":{"id":3},"id":1.50,"y":{"id":4},"pan":"${VISA}"}`, `,"id":1.50${TEST_CARD}`],
    ['{"id":-0,"pan":""}', ',"id":-0 ["PAN_EMPTY"]'],
    ['{"id":1e400,"pan":""}', ',"id":1e400 ["PAN_EMPTY"]'],
    ['{"id":null,"pan":""}', ' ["PAN_EMPTY"]'],
    ['{"id":"","pan":""}', ' ["PAN_EMPTY"]'],
    ['{"id":true,"pan":""}', ' ["PAN_EMPTY","ID_NOT_ECHOED"]'],
    ['{"id":[1],"pan":""}', ' ["PAN_EMPTY","ID_NOT_ECHOED"]'],
    ['{"id":"a\\u0022\\\\\\ud800\\u20ac/","pan":""}', ',"id":"a\\"\\\\\\ud800\u20ac/" ["PAN_EMPTY"]'],
    ['{"id":"a\\u0001","pan":""}', ' ["PAN_EMPTY","ID_NOT_ECHOED"]'],
    ['{"id":"a\\n","pan":""}', ' ["PAN_EMPTY","ID_NOT_ECHOED"]'],
    ['{"id":"a\\ufffd","pan":""}', ' ["PAN_EMPTY","ID_NOT_ECHOED"]'],
    [`{"id":"a4111x1111y1111z1111b","pan":"4111 1111 1111-1111"}`, ' ["TEST_CARD","ID_NOT_ECHOED"]'],
    [`{"id":"a4111x1111y1111z1112b","pan":"4111 1111 1111-1111"}`, ',"id":"a4111x1111y1111z1112b" ["TEST_CARD"]'],
    [`{"id":"${VISA}"}`, ' ["LINE_WITHOUT_PAN","ID_NOT_ECHOED"]'],
    [`{"id":${VISA}}`, ' ["LINE_WITHOUT_PAN","ID_NOT_ECHOED"]'],
    ['{"id":123456789012}', ' ["LINE_WITHOUT_PAN","ID_NOT_ECHOED"]'],
    ['{"id":12345678901}', ',"id":12345678901 ["LINE_WITHOUT_PAN"]'],
  ])('reads the JSON %s', (line, expected) => expect(idAndFindings(`${line}\n`)).toBe(expected));

  test('echoes an id of 256 bytes, not of 257', () => {
    const ofBytes = (count: number): string => `{"id":"${'\\u20ac'.repeat(85)}${'a'.repeat(count - 255)}","pan":""}\n`;
    expect(idAndFindings(ofBytes(256))).toBe(`,"id":"${'€'.repeat(85)}a" ["PAN_EMPTY"]`);
    expect(idAndFindings(ofBytes(257))).toBe(' ["PAN_EMPTY","ID_NOT_ECHOED"]');
  });

  test.each([
    [VISA, true],
    ['4111-1111 1111.1111', true],
    ['4111--111111111111', true],
    ['4111--1111--1111', true],
    ['4111 - 1111 - 1111', true],
    ['(4111)(1111)(1111)', true],
    ['4111----1111 ... 1111', true],
    ['4111111111\u2460\u2461', true],
    ['order-12345678-901', false],
    ['order-12345678-9012', true],
    ['123456a789012', false],
    ['123456가789012', false],
    ['123456{789012', true],
    ['123456]789012', true],
    ['123456²789012', true],
    ['123456\u{1f600}789012', true],
    ['123456\ud800789012', true],
    ['１２３４５６７８９０１２', true],
    ['٤١١١١١١١١١١١', true],
    ['1-2-3-4-5-6-7-8-9-0-1-2', true],
    ['12345678901', false],
    ['12345678-1234-1234-1234-123456789012', true],
    ['12345678-1234-1234-1234-12345678901a', false],
    ['ord_12345678-1234-1234-1234-12345678901a', false],
    ['urn:uuid:12345678-1234-1234-1234-12345678901a', false],
    ['x12345678-1234-1234-1234-12345678901a', true],
    ['12345678901234567890123a', false],
    ['1234567890123456789012345a', true],
    ['12345678-1234-1234-1234-12345678ABCD', false],
    ['12345678-1234-1234-1234-1234567890123', true],
    ['12345678-1234-1234-1234-123456789012 ', true],
    ['12345678-1234-1234-1234-12345678901a ', false],
    ['', false],
  ])('finds in the id %j something like a card: %j', (id, expected) => expect(isCardLike(id)).toBe(expected));

  test.each([
    [VISA, columns(0, null), TEST_CARD],
    ['', columns(1, 0), ' ["PAN_EMPTY"]'],
    [' ', columns(1, 0), ',"id":" " ["LINE_WITHOUT_PAN"]'],
    [' ', columns(0, 1), ' ["PAN_EMPTY"]'],
    [`"${VISA}"`, columns(0, null), TEST_CARD],
    [`"${VISA}`, columns(0, null), ' ["LINE_NOT_CSV"]'],
    [`"${VISA}""`, columns(0, null), ' ["LINE_NOT_CSV"]'],
    [`"${VISA}" `, columns(0, null), ' ["LINE_NOT_CSV"]'],
    [`${VISA}"`, columns(0, null), ' ["LINE_NOT_CSV"]'],
    [`a,${VISA},b"`, columns(1, 0), ' ["LINE_NOT_CSV"]'],
    [` "${VISA}"`, columns(0, null), ' ["LINE_NOT_CSV"]'],
    ['""', columns(0, null), ' ["PAN_EMPTY"]'],
    ['"a""b"', columns(0, 0), ',"id":"a\\"b" ["PAN_NOT_DIGITS"]'],
    [`"x,y",${VISA}`, columns(1, 0), `,"id":"x,y"${TEST_CARD}`],
    [`x;${VISA}`, columns(1, 0, ';'), `,"id":"x"${TEST_CARD}`],
    [`x\t${VISA}`, columns(1, 0, '\t'), `,"id":"x"${TEST_CARD}`],
    [VISA, columns(0, 1), TEST_CARD],
    [`${VISA},`, columns(0, 1), TEST_CARD],
    [`${VISA},""`, columns(0, 1), TEST_CARD],
    ['a,b', columns(2, 0), ',"id":"a" ["LINE_WITHOUT_PAN"]'],
    ['a,b,', columns(2, 0), ',"id":"a" ["PAN_EMPTY"]'],
    [`1.50,${VISA}`, columns(1, 0), `,"id":"1.50"${TEST_CARD}`],
    [`${VISA},${VISA}`, columns(0, 1), ' ["TEST_CARD","ID_NOT_ECHOED"]'],
  ])('reads the CSV %j with %j', (line, changes, expected) =>
    expect(idAndFindings(`${line}\n`, planOf(changes))).toBe(expected),
  );

  test('writes CSV with quotation marks where they are needed', () => {
    const plan = planOf({ output: 'csv', fields: ['status', 'networks', 'valid', 'brand'] });
    expect(written('{"id":"a"}\n', plan)).toBe('1,a,invalid,,false,\n');
    expect(written('{"id":1.50}\n', plan)).toBe('1,1.50,invalid,,false,\n');
    expect(written('{"id":"a,b"}\n{"id":"\\""}\n', plan)).toBe('1,"a,b",invalid,,false,\n2,"""",invalid,,false,\n');
    expect(written('{"id":" a"}\n{"id":"a "}\n', plan)).toBe('1," a",invalid,,false,\n2,"a ",invalid,,false,\n');
    expect(written('{"id":"\\r"}\n{"id":"\\n"}\n', plan)).toBe('1,,invalid,,false,\n2,,invalid,,false,\n');
    expect(written('{"id":"a b;"}\n', plan)).toBe('1,a b;,invalid,,false,\n');
    const coBadged = embeddedTable.ranges.find(({ coBadgedWith }) => coBadgedWith.length > 0)!;
    const pan = madeUp(coBadged.low, coBadged.panLengths[0]!);
    const { values } = answer(`"${pan}"\n`, plan).lines[0]!;
    expect((values.networks as string[]).length).toBeGreaterThan(1);
    expect(written(`"${pan}"\n`, plan)).toContain(`,${(values.networks as string[]).join(' ')},`);
  });

  test('reveals a number as far as it could be read', () => {
    const plan = planOf({ input: 'text', fields: ['pan'] });
    const digits = '1234567890123456789';
    expect(written(`4-1\n${digits}\n${digits}0\n 1x\n\n`, plan)).toBe(
      `{"line":1,"pan":"41"}\n{"line":2,"pan":"${digits}"}\n{"line":3,"pan":null}\n{"line":4,"pan":null}\n{"line":5,"pan":null}\n`,
    );
  });

  test('counts every line, also those whose status is not asked for, and each finding once a line', () => {
    const plan = planOf({ fields: [], only: ['invalid'] });
    const { lines, bytes, tally } = answer(`"${VISA}"\n"4x١"\n{"id":[]}\n"${VISA}"\n`, plan);
    expect(new TextDecoder().decode(bytes)).toBe('{"line":2}\n{"line":3}\n');
    expect(lines.map(({ findings }) => findings.join())).toEqual([
      'TEST_CARD',
      'PAN_NOT_DIGITS',
      'LINE_WITHOUT_PAN,ID_NOT_ECHOED',
      'TEST_CARD',
    ]);
    const brandAt = 3;
    const visaAt = brandAt + embeddedTable.brands.findIndex(({ id }) => id === 'visa');
    const noneAt = brandAt + embeddedTable.brands.length;
    expect([tally[0], tally[1], tally[2], tally[visaAt], tally[noneAt]]).toEqual([2, 2, 0, 2, 2]);
    expect([...tally].reduce((sum, count) => sum + count)).toBe(4 + 4 + 5);
    expect([...tally.subarray(-5)]).toEqual([0, 0, 0, 1, 1]);
  });
});
