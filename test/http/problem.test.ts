import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DomainError, errorCodes, toPlainError } from '../../src/core/errors.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import { describeProblem } from '../../src/http/problem.ts';
import { createTestApp, post, publicUrl, read } from './support/testApp.ts';
import type { TestApp } from './support/testApp.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({
    overrides: { health: () => Promise.reject(new DomainError('database-unavailable', 'PostgreSQL is gone')) },
  });
});
afterAll(() => test.remove());

describe('a request that no route takes', () => {
  it('is 404 and names the nearest path', async () => {
    const answer = await test.app.request('/job');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(await read(answer)).toMatchObject({
      type: `${publicUrl}/problems/not-found`,
      instance: '/job',
      facts: { nearest: '/jobs' },
    });
  });

  it.each([
    ['PUT', '/jobs', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['GET', '/processes/echo/execution', 'POST'],
    ['PATCH', '/boreholes', 'GET, HEAD, POST'],
    ['PUT', '/maps/x', 'GET, HEAD, DELETE'],
  ])('%s %s is 405 with Allow: %s', async (method, path, allow) => {
    const answer = await test.app.request(path, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('Allow')?.split(', ').toSorted()).toEqual(allow.split(', ').toSorted());
    expect(await read(answer)).toMatchObject({ code: 'method-not-allowed' });
  });
});

describe('a fault of the program', () => {
  it('is 500 with an id that is in the log, and without its message', async () => {
    const answer = await test.app.request('/processes/breaker/execution', post({ inputs: { how: 'bug' } }));
    expect(answer.status).toBe(500);
    const body = await read<{ instance: string }>(answer);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(test.logged.some((line) => line.includes('secret') && line.includes(body.instance))).toBe(true);
    expect(test.logged.at(-1)).toContain('processes.ts');
  });
});

describe('a service whose database is gone', () => {
  it('answers 503 with Retry-After', async () => {
    const answer = await test.app.request('/healthz');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('Retry-After')).toBe('30');
  });
});

const errorCodeList = Object.keys(errorCodes).filter((code): code is ErrorCode => code in errorCodes);

describe('describeProblem', () => {
  it('has a type, a title and a status of 400 or more for every code', () => {
    for (const code of errorCodeList) {
      const plain = { ...toPlainError(new Error('x')), code };
      const problem = describeProblem(plain, publicUrl, '/x');
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.type).toMatch(/^http/);
      expect(problem.title).not.toBe('');
    }
  });

  it('keeps the facts of a fault of the machine to itself', () => {
    const plain = toPlainError(new DomainError('storage-unavailable', 'x', { path: '/srv/secret' }));
    expect(describeProblem(plain, publicUrl, '/x')).not.toHaveProperty('facts');
  });
});

describe('GET /problems/{code}', () => {
  it('explains each code at the address that problems bear as their type', async () => {
    const { problems } = await read<{ problems: { code: string; href: string }[] }>(
      await test.app.request('/problems'),
    );
    expect(problems.map(({ code }) => code)).toEqual(Object.keys(errorCodes));
    const answer = await test.app.request('/problems/grid-mismatch', { headers: { Accept: 'text/html' } });
    expect(await answer.text()).toContain('Rasters differ in CRS');
    expect((await test.app.request('/problems/grid')).status).toBe(404);
  });
});
