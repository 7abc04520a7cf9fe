import { describe, expect, it } from 'vitest';
import { checkDataset } from '../../src/quality/checkDataset.ts';
import { readBoreholes } from '../../src/tables/boreholes.ts';
import type { Check } from '../../src/quality/flag.ts';

/** Thirty stations around Yakutsk whose temperature falls with latitude and elevation, a little of it by chance. */
function makeRows(): string[] {
  return Array.from({ length: 30 }, (_, i) => {
    const lat = (60 + ((i * 7) % 30) / 10 + 0.01234).toFixed(5);
    const lon = (125 + ((i * 11) % 30) / 10 + 0.04321).toFixed(5);
    const elevation = 100 + ((i * 13) % 30) * 20;
    const magt = (-1 - (Number(lat) - 60) - elevation / 200 + Math.sin(i * 5) / 10).toFixed(2);
    return `S${i},${lat},${lon},${elevation},${magt},2005,forest`;
  });
}

async function check(rows: readonly string[], options: { target?: string | null; country?: string } = {}) {
  const csv = `name,lat,lon,elevation_m,magt_c,year,note\n${rows.join('\n')}\n`;
  const { table, intake } = readBoreholes(new TextEncoder().encode(csv), { fileName: 'sites.csv' });
  const result = await checkDataset(table, intake, {
    target: options.target === undefined ? 'magt_c' : options.target,
    country: options.country ?? null,
  });
  const flagged = (wanted: Check) => result.flags.filter(({ check: found }) => found === wanted);
  return { ...result, flagged, rowsOf: (wanted: Check) => flagged(wanted).map(({ row }) => row) };
}

/** One row changed in some of its cells. */
function withRow(index: number, change: (cells: string[]) => void): string[] {
  const rows = makeRows();
  const cells = rows[index]!.split(',');
  change(cells);
  rows[index] = cells.join(',');
  return rows;
}

/** Temperatures within 0.02 °C, but one by so much more. */
function closeRows(more: number): string[] {
  return makeRows().map((row, i) => {
    const value = -2 - 0.01 * (i % 3) + (i === 11 ? more : 0);
    return row.split(',').with(4, String(value)).join(',');
  });
}

describe('checkDataset', () => {
  it('has nothing to say about a clean table, and counts what it looked at', async () => {
    const result = await check(makeRows());
    expect(result.flags).toEqual([]);
    expect(result.notes).toEqual([]);
    expect(result.countries).toEqual([{ country: 'Russia', stations: 30 }]);
    expect(result.period).toEqual({ firstYear: 2005, lastYear: 2005, medianYear: 2005, stationsWithoutYear: 0 });
    expect(result.classes).toEqual([{ class: 'permafrost (≤ 0 °C)', stations: 30, share: 1 }]);
  });

  it('finds repeated rows, places and names', async () => {
    const rows = makeRows();
    const again = await check([...rows, rows[3]!]);
    expect(again.rowsOf('repeated-row')).toEqual([30]);
    expect(again.flagged('repeated-row')[0]!.suggestions).toMatchObject([{ line: 32, exclude: true }]);
    const moved = await check([...rows, rows[3]!.replace('S3', 'T').replace('2005', '2006')]);
    expect(moved.rowsOf('repeated-place')).toEqual([3, 30]);
    const renamed = await check(withRow(5, (cells) => (cells[0] = 'S4')));
    expect(renamed.rowsOf('repeated-name')).toEqual([5]);
    // 0.003° of latitude are 334 m.
    const [, lat] = rows[7]!.split(',');
    const beside = rows[7]!.replace('S7', 'T').replace(lat!, (Number(lat) + 0.003).toFixed(5));
    expect((await check([...rows, beside])).rowsOf('near-place')).toEqual([7, 30]);
  });

  it('finds exchanged coordinates and turned signs, with the edits that mend them', async () => {
    const turned = await check(withRow(2, (cells) => (cells[2] = `-${cells[2]}`)));
    expect(turned.rowsOf('wrong-sign')).toEqual([2]);
    expect(turned.flagged('wrong-sign')[0]!.suggestions).toMatchObject([{ line: 4, column: 'lon' }]);
    // East of 90° an exchange makes an impossible latitude, which the intake refuses: so further west.
    const west = makeRows().map((row) => row.replace(/,12(\d)\./, ',8$1.').replace(/,60/, ',60'));
    const cells = west[4]!.split(',');
    [cells[1], cells[2]] = [cells[2]!, cells[1]!];
    const [lat, lon] = [cells[2], cells[1]];
    const result = await check(west.with(4, cells.join(',')));
    expect(result.rowsOf('swapped-coordinates')).toEqual([4]);
    expect(result.flagged('swapped-coordinates')[0]!.suggestions).toMatchObject([
      { column: 'lat', value: String(Number(lat)) },
      { column: 'lon', value: String(Number(lon)) },
    ]);
  });

  it('finds coordinates coarser than the others, and degrees.minutes', async () => {
    const coarse = await check(
      withRow(9, (cells) => {
        [cells[1], cells[2]] = ['61.3', '126.2'];
      }),
    );
    expect(coarse.rowsOf('coarse-coordinates')).toEqual([9]);
    expect(coarse.flagged('coarse-coordinates')[0]!.reason).toContain('5.6 km');
    const minutes = makeRows().map((row, i) =>
      row
        .split(',')
        .with(1, `60.${10 + i}`)
        .with(2, `125.${59 - i}`)
        .join(','),
    );
    const result = await check(minutes);
    expect(result.rowsOf('degrees-minutes')).toHaveLength(30);
    expect(result.flagged('degrees-minutes')[5]!.suggestions).toMatchObject([
      { line: 7, column: 'lat', value: '60.25' },
      { line: 7, column: 'lon', value: '125.9' },
    ]);
  });

  it('finds stations at sea and outside a country', async () => {
    const sea = await check(
      withRow(0, (cells) => {
        [cells[1], cells[2]] = ['55.12345', '147.54321'];
      }),
      { target: null },
    );
    expect(sea.rowsOf('at-sea')).toEqual([0]);
    expect(sea.flagged('at-sea')[0]!.reason).toMatch(/^Lies at sea, \d\d\d km from land$/);
    const abroad = await check(makeRows(), { country: 'mongolia' });
    expect(abroad.rowsOf('outside-country')).toHaveLength(30);
    await expect(check(makeRows(), { country: 'Mongolai' })).rejects.toThrow('the nearest name is Mongolia');
  });

  it.each([
    ['Chukotka, beyond the antimeridian', 66.3, -170.5, 'Russia'],
    ['Fiji west of it', -17.8, 178.0, 'Fiji'],
    ['the South Pole', -89.9, 0, 'Antarctica'],
    ['Lesotho, an enclave', -29.5, 28.2, 'Lesotho'],
  ])('knows the country of %s', async (_what, lat, lon, country) => {
    const rows = makeRows().map((row) => row.split(',').with(1, String(lat)).with(2, String(lon)).join(','));
    expect((await check(rows, { target: null })).countries).toEqual([{ country, stations: 30 }]);
  });

  it('finds a value that neighbours and elevation do not let expect', async () => {
    const result = await check(withRow(11, (cells) => (cells[4] = String(Number(cells[4]) + 3))));
    expect(result.rowsOf('outlier')).toEqual([11]);
    expect(result.flagged('outlier')[0]!.reason).toContain('latitude and elevation let expect');
    expect((await check(makeRows().slice(0, 15))).notes[0]).toContain('fewer than 20');
  });

  it('flags no difference that a thermometer may have, however closely the other stations agree', async () => {
    expect((await check(closeRows(0.3))).rowsOf('outlier')).toEqual([]);
    expect((await check(closeRows(0.6))).rowsOf('outlier')).toEqual([11]);
  });

  it('lets no single outlier hide another', async () => {
    const rows = withRow(11, (cells) => (cells[4] = '25')).with(12, withRow(12, (cells) => (cells[4] = '5'))[12]!);
    expect((await check(rows)).rowsOf('outlier')).toEqual([11, 12]);
  });

  it.each([
    ['beside the road', 'a road'],
    ['гарь 1998 г.', 'fire'],
    ['排土场', 'mining'],
    ['old burn', 'fire'],
  ])('finds disturbed ground in %s', async (note, what) => {
    const result = await check(withRow(6, (cells) => (cells[6] = note)));
    expect(result.rowsOf('disturbed')).toEqual([6]);
    expect(result.flagged('disturbed')[0]!.reason).toContain(what);
  });

  it.each(['Broadview', 'Burnaby', 'spruce minerotrophic bog'])('takes %s for no disturbance', async (note) => {
    expect((await check(withRow(6, (cells) => (cells[6] = note)))).rowsOf('disturbed')).toEqual([]);
  });

  it('finds other decades, and classes of few', async () => {
    const old = await check(withRow(8, (cells) => (cells[5] = '1975')));
    expect(old.rowsOf('other-period')).toEqual([8]);
    expect(old.flagged('other-period')[0]!.reason).toContain('0.9 °C');
    const warm = await check(withRow(8, (cells) => (cells[4] = '0.1')));
    expect(warm.rowsOf('rare-class')).toEqual([8]);
    const classes = await check(
      withRow(8, (cells) => (cells[6] = 'bog')),
      { target: 'note' },
    );
    expect(classes.classes).toMatchObject([
      { class: 'forest', stations: 29 },
      { class: 'bog', stations: 1 },
    ]);
  });

  it('says what it could not check', async () => {
    const csv = 'name,moisture\nA,3\nB,4\n';
    const { table, intake } = readBoreholes(new TextEncoder().encode(csv), { fileName: 'sites.csv' });
    const { flags, notes } = await checkDataset(table, intake, { target: null, country: null });
    expect(flags).toEqual([]);
    expect(notes).toHaveLength(3);
    await expect(checkDataset(table, intake, { target: 'moist', country: null })).rejects.toThrow(
      'the nearest is "moisture"',
    );
  });
});
