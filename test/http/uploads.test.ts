import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, form, post, publicUrl, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeEach(async () => {
  test = await createTestApp();
});
afterEach(async () => {
  // Whatever happened, no upload stays on the disk.
  expect(await test.leftUploads()).toEqual([]);
  for (const path of test.intake.seen) expect(existsSync(path)).toBe(false);
  await test.remove();
});

const table = new Blob(['lat,lon,magst_c\n60,120,-1.5\n']);

describe('POST /boreholes', () => {
  it('gives 201 with the id, name, columns and intake report, and the address', async () => {
    const columns = JSON.stringify({ lat: 'Y' });
    const units = JSON.stringify({ magt: 'K' });
    const answer = await test.app.request('/boreholes', form({ file: table, name: 'Siberia', columns, units }));
    expect(answer.status).toBe(201);
    const body = await read<{ id: string }>(answer);
    expect(body).toMatchObject({
      name: 'Siberia',
      columns: { lat: 'Y' },
      units: { magt: 'K' },
      intake: { rowsRead: 3 },
    });
    expect(answer.headers.get('Location')).toBe(`${publicUrl}/boreholes/${body.id}`);
  });

  it('takes the file name for the name, without its folders', async () => {
    const answer = await test.app.request('/boreholes', form({ file: table }, '..\\..\\x/stations.csv'));
    expect(await read(answer)).toMatchObject({ name: 'stations.csv' });
  });

  it.each([
    ['no file', { name: 'x' }, 'invalid-input', '/file'],
    ['the file as text', { file: 'lat,lon' }, 'invalid-input', '/file'],
    ['an unknown field', { file: table, colums: '{}' }, 'unknown-field', '/colums'],
    ['columns that are not JSON', { file: table, columns: '{' }, 'invalid-input', '/columns'],
    ['columns of no role', { file: table, columns: '{"__proto__": {}}' }, 'invalid-input', '/columns'],
    ['columns that are not names', { file: table, columns: '{"lat": 1}' }, 'invalid-input', '/columns'],
    ['a name of two lines', { file: table, name: 'a\nb' }, 'invalid-input', '/name'],
    ['an empty name', { file: table, name: ' ' }, 'invalid-input', '/name'],
    ['a field that is too long', { name: 'x'.repeat(70_000), file: table }, 'invalid-input', '/name'],
  ])('refuses a form with %s', async (_what, fields, code, pointer) => {
    const answer = await test.app.request('/boreholes', form(fields));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await read(answer)).toMatchObject({ code, errors: [{ pointer }] });
  });

  it('refuses the empty part that a browser sends where no file was chosen', async () => {
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--b--\r\n';
    const init = { method: 'POST', headers: { 'Content-Type': 'multipart/form-data; boundary=b' }, body: part };
    const answer = await test.app.request('/boreholes', init);
    expect(await read(answer)).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/file' }] });
  });

  it('takes encoding, sheet and decimal mark, and refuses another mark', async () => {
    const given = { encoding: 'gbk', sheet: '2020', decimalMark: ',' };
    const answer = await test.app.request('/boreholes', form({ file: table, ...given }));
    expect(await read(answer)).toMatchObject(given);
    const wrong = await test.app.request('/boreholes', form({ file: table, decimalMark: ';' }));
    expect(await read(wrong)).toMatchObject({ code: 'invalid-input', errors: [{ pointer: '/decimalMark' }] });
  });

  it('refuses two files', async () => {
    const body = new FormData();
    body.append('file', table, 'a.csv');
    body.append('file', table, 'b.csv');
    const answer = await test.app.request('/boreholes', { method: 'POST', body });
    expect(await read(answer)).toMatchObject({ code: 'invalid-input', detail: expect.stringContaining('one file') });
  });

  it('refuses a file of another part name and names the right one', async () => {
    const answer = await test.app.request('/boreholes', form({ fiel: table }));
    expect(await read(answer)).toMatchObject({ code: 'unknown-field', detail: expect.stringContaining('"file"') });
  });

  it('refuses a file above the limit with 413 and the limit', async () => {
    const answer = await test.app.request('/boreholes', form({ file: new Blob([Buffer.alloc(100_001)]) }));
    expect(answer.status).toBe(413);
    expect(await read(answer)).toMatchObject({ code: 'too-large', facts: { maxBytes: 100_000 } });
    const fits = await test.app.request('/boreholes', form({ file: new Blob([Buffer.alloc(100_000)]) }));
    expect(fits.status).toBe(201);
  });

  it('refuses by its Content-Length what is far above the limit, without reading it', async () => {
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': '5000000' };
    const answer = await test.app.request('/boreholes', { method: 'POST', headers, body: '--b' });
    expect(answer.status).toBe(413);
  });

  it('refuses a form that ends too early', async () => {
    const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nlat,lon';
    const headers = { 'Content-Type': 'multipart/form-data; boundary=b' };
    for (const body of [head, '', '--b\r\n', 'rubbish']) {
      const answer = await test.app.request('/boreholes', { method: 'POST', headers, body });
      expect(answer.status).toBe(400);
      expect(await read(answer)).toMatchObject({ code: 'invalid-input' });
    }
  });

  it.each(['', 'text/csv', 'application/x-www-form-urlencoded'])(
    'refuses the content type "%s" with 415',
    async (type) => {
      const init = { method: 'POST', headers: { 'Content-Type': type }, body: 'lat,lon' };
      const answer = await test.app.request('/boreholes', init);
      expect(answer.status).toBe(415);
    },
  );

  it('refuses a form without a boundary', async () => {
    const init = { method: 'POST', headers: { 'Content-Type': 'multipart/form-data' }, body: 'x' };
    expect((await test.app.request('/boreholes', init)).status).toBe(400);
  });

  it('gives what the intake refuses', async () => {
    const answer = await test.app.request('/boreholes', form({ file: new Blob(['bad']) }));
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({ code: 'table-unreadable' });
  });

  it('answers 507 with Retry-After where the disk is full', async () => {
    await test.remove();
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    test = await createTestApp({ overrides: { intake: { ...test.intake, boreholes: () => Promise.reject(full) } } });
    const answer = await test.app.request('/boreholes', form({ file: table }));
    expect(answer.status).toBe(507);
    expect(answer.headers.get('Retry-After')).toBe('30');
  });
});

describe('a dataset', () => {
  it('is listed by pages, shown, downloaded and deleted', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const { id } = await read<{ id: string }>(await test.app.request('/boreholes', form({ file: table, name })));
      ids.push(id);
    }
    interface Page {
      items: { id: string }[];
      links: { rel: string; href: string }[];
    }
    const first = await read<Page>(await test.app.request('/boreholes?limit=2'));
    const next = first.links.find(({ rel }) => rel === 'next')?.href.slice(publicUrl.length) ?? '';
    const second = await read<Page>(await test.app.request(next));
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);

    const shown = await read(await test.app.request(`/boreholes/${ids[0]}`));
    expect(shown).toMatchObject({ name: 'a', files: [{ name: 'stations.csv', bytes: 28 }] });
    const file = await test.app.request(`/boreholes/${ids[0]}/file`);
    expect(await file.text()).toBe('lat,lon,magst_c\n60,120,-1.5\n');
    expect(file.headers.get('Content-Disposition')).toContain('filename="stations.csv"');

    expect((await test.app.request(`/boreholes/${ids[0]}`, { method: 'DELETE' })).status).toBe(204);
    const gone = await test.app.request(`/boreholes/${ids[0]}`);
    expect(gone.status).toBe(404);
  });
});

describe('POST /rasters', () => {
  it('takes a form, or a TIFF as the body', async () => {
    const byForm = await test.app.request('/rasters', form({ file: table, name: 'tdd' }, 'tdd.tif'));
    expect(await read(byForm)).toMatchObject({ name: 'tdd', crs: 'EPSG:32652', width: 4, height: 3 });
    const init = { method: 'POST', headers: { 'Content-Type': 'image/tiff' }, body: 'II*' };
    expect(await read(await test.app.request('/rasters?name=ndvi', init))).toMatchObject({ name: 'ndvi' });
  });

  it('registers a folder, and refuses one outside the root', async () => {
    const answer = await test.app.request('/rasters', post({ folder: 'siberia' }));
    expect(answer.status).toBe(201);
    expect(await read(answer)).toMatchObject({ items: [{ name: 'tdd', crs: 'EPSG:4326' }] });
    const outside = await test.app.request('/rasters', post({ folder: '../..' }));
    expect(await read(outside)).toMatchObject({ status: 400, code: 'path-refused' });
    const wrong = await test.app.request('/rasters', post({ foldr: 'x' }));
    expect(await read(wrong)).toMatchObject({ code: 'unknown-field' });
    expect((await test.app.request('/rasters', post('null'))).status).toBe(400);
  });
});

describe('POST /polygons', () => {
  it('takes a form, or GeoJSON as the body, and hands the file out again', async () => {
    const byForm = await test.app.request(
      '/polygons',
      form({ file: new Blob(['{}']), name: 'units' }, 'units.geojson'),
    );
    const { id, ...body } = await read<{ id: string }>(byForm);
    expect(body).toMatchObject({ name: 'units', features: 2, bbox: [100, 50, 101, 51] });
    expect(byForm.headers.get('Location')).toBe(`${publicUrl}/polygons/${id}`);
    const file = await test.app.request(`/polygons/${id}/file`);
    expect([file.headers.get('Content-Type'), await file.text()]).toEqual(['application/geo+json', '{}']);
    const init = { method: 'POST', headers: { 'Content-Type': 'application/geo+json' }, body: '{}' };
    expect(await read(await test.app.request('/polygons', init))).toMatchObject({ name: 'polygons.geojson' });
    const csv = { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: 'a' };
    expect((await test.app.request('/polygons', csv)).status).toBe(415);
  });
});

describe('edits of a dataset', () => {
  it('make a new dataset of the same file and leave the old one', async () => {
    const old = await read<{ id: string }>(await test.app.request('/boreholes', form({ file: table })));
    const edits = [{ line: 2, exclude: true, reason: 'on a road' }];
    const answer = await test.app.request(`/boreholes/${old.id}/edits`, post({ edits }));
    expect(answer.status).toBe(201);
    const made = await read<{ id: string }>(answer);
    expect(made.id).not.toBe(old.id);
    expect(made).toMatchObject({ reading: { edits } });
    expect(answer.headers.get('Location')).toBe(`${publicUrl}/boreholes/${made.id}`);
  });

  it.each([
    ['no reason', { edits: [{ line: 2, exclude: true }] }, 'invalid-input', '/edits/0'],
    ['a line below 1', { edits: [{ line: 0, exclude: true, reason: 'x' }] }, 'invalid-input', '/edits/0/line'],
    ['an unknown field', { edit: [] }, 'unknown-field', '/edit'],
  ])('are refused with %s', async (_what, body, code, pointer) => {
    const { id } = await read<{ id: string }>(await test.app.request('/boreholes', form({ file: table })));
    const answer = await test.app.request(`/boreholes/${id}/edits`, post(body));
    expect(answer.status).toBe(400);
    expect(await read(answer)).toMatchObject({
      code,
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
  });

  it('of no dataset are not found', async () => {
    const answer = await test.app.request('/boreholes/00000000-0000-4000-8000-000000000000/edits', post({ edits: [] }));
    expect(answer.status).toBe(404);
  });
});

describe('a model', () => {
  it('is the file by default and comes back the same when it is uploaded again', async () => {
    const octets = { 'Content-Type': 'application/octet-stream' };
    const first = await test.app.request('/models?name=m', { method: 'POST', headers: octets, body: 'CFM1 trees' });
    expect(first.status).toBe(201);
    const { id } = await read<{ id: string }>(first);
    const file = await test.app.request(`/models/${id}`);
    expect(file.headers.get('Content-Type')).toBe('application/octet-stream');
    const bytes = await file.arrayBuffer();
    const again = await test.app.request('/models', form({ file: new Blob([bytes]), name: 'm' }, 'model.cfm'));
    const { files } = await read<{ files: { sha256: string }[] }>(again);
    expect(`"${files[0]?.sha256}"`).toBe(file.headers.get('ETag'));
  });

  it('is its description where JSON or a page is asked for', async () => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: 'CFM1' };
    const { id } = await read<{ id: string }>(await test.app.request('/models', init));
    const json = await test.app.request(`/models/${id}`, { headers: { Accept: 'application/json' } });
    expect(await read(json)).toMatchObject({ id, name: 'model.cfm', trees: 10 });
    const page = await test.app.request(`/models/${id}`, { headers: { Accept: 'text/html,*/*;q=0.8' } });
    expect(page.headers.get('Content-Type')).toContain('text/html');
    expect(await read(await test.app.request(`/models/${id}/info`))).toMatchObject({ trees: 10 });
    expect(await read(await test.app.request(`/models/${id}?f=json`))).toMatchObject({ trees: 10 });
  });

  it('above the limit is refused as a bare body too', async () => {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: Buffer.alloc(100_001),
    };
    expect((await test.app.request('/models', init)).status).toBe(413);
  });
});
