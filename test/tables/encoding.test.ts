import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../src/tables/encoding.ts';
import { readText, refusal } from './readText.ts';

const chinese = '编号,站名,纬度,经度,深度(cm),年平均地温\n1,五道梁,35.22,93.08,300,-1.5\n2,安多,32.35,91.1,300,0.2\n';
const russian =
  'номер,название,широта,долгота,глубина(см),температура грунта\n1,Якутск,62.02,129.72,320,-2.5\n2,Тикси,71.6,128.9,160,-9.1\n';

describe('decodeText', () => {
  it.each([
    ['utf-8', chinese, 'utf-8', false],
    ['utf-8', russian, 'utf-8', true],
    ['utf-16le', chinese, 'utf-16le', true],
    ['utf-16be', russian, 'utf-16be', true],
    ['utf-16le', 'id,lat,lon\n1,60.5,100.25\n', 'utf-16le', false],
    ['utf-16be', 'id,lat,lon\n1,60.5,100.25\n', 'utf-16be', false],
    ['gbk', chinese, 'gbk', false],
    ['cp1251', russian, 'cp1251', false],
    ['cp1251', 'name,temp °C\nТикси,-9\nЫГЫАТТА,-3\n', 'cp1251', false],
    ['gbk', 'name,lat\n五道梁,35\n', 'gbk', false],
    ['cp1251', 'name,lat\nМирный,62\n', 'cp1251', false],
    ['cp1252', 'Bohrung;Breite;Länge;Höhe (m ü. M.);Temperatur °C\n', 'windows-1252', false],
    ['cp1252', 'name,lat\nQuébec,47\nNoël,61\nL’Île,60\n', 'windows-1252', false],
    ['cp1252', 'name,lat\nTromsø,69\nÅs,60\nKÄLBE,61\n', 'windows-1252', false],
  ] as const)('tells %s by its bytes (%j → %s, byte order mark %s)', (encoding, text, expected, addBOM) => {
    expect(decodeText(iconv.encode(text, encoding, { addBOM }))).toEqual({ text, encoding: expected });
  });

  it('weighs the part of a file where the foreign letters are', () => {
    const text = `id,lat,name\n${'1,60.5,\n'.repeat(50_000)}2,61,五道梁\n`;
    expect(decodeText(iconv.encode(text, 'gbk')).encoding).toBe('gbk');
  });

  it('refuses letters that are of no language here, unless the encoding is named', () => {
    const bytes = iconv.encode('name,lat\nŁódź,47\nČeská,61\n', 'cp1250');
    expect(refusal(() => decodeText(bytes)).code).toBe('table-unreadable');
    expect(decodeText(bytes, 'CP1250').text).toContain('Łódź');
  });

  it('refuses an encoding that does not exist or does not fit', () => {
    expect(refusal(() => decodeText(Buffer.from('a'), 'utf-9')).code).toBe('invalid-input');
    const error = refusal(() => decodeText(Buffer.from([97, 10, 98, 0xff, 0xff]), 'utf-8'));
    expect(error).toMatchObject({ code: 'table-unreadable', detail: { encoding: 'utf-8', line: 2 } });
  });

  it('refuses bytes that are no text', () => {
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7919) % 256));
    expect(refusal(() => decodeText(noise)).message).toContain('binary data');
  });
});

describe('tables in Chinese and Russian', () => {
  it.each([
    ['gbk', chinese, '年平均地温', '站名', 3],
    ['cp1251', russian, 'температура грунта', 'название', 3.2],
  ] as const)('%s: roles are found by their local names, depths in metres', (encoding, text, magt, name, depthM) => {
    const { intake, table } = readText(iconv.encode(text, encoding));
    expect(intake.encoding).toBe(encoding);
    expect(table.rowCount).toBe(2);
    expect(intake.roles).toMatchObject({ magt: { column: magt }, name: { column: name } });
    expect(Object.keys(intake.roles).toSorted()).toEqual(['depth', 'id', 'lat', 'lon', 'magt', 'name']);
    expect(intake.ranges.depthM!.maximum).toBe(depthM);
  });
});
