import { expect, it } from 'vitest';
import { allocatePages } from '../../src/core/pages.ts';

it('gives zeros that grow in place and are given back when they are transferred', () => {
  const pages = allocatePages(8, 2 ** 30);
  new Uint8Array(pages)[7] = 9;
  pages.resize(2 ** 20);
  expect([pages.byteLength, ...new Uint8Array(pages, 6, 3)]).toEqual([2 ** 20, 0, 9, 0]);
  expect(new Uint8Array(allocatePages(5))).toEqual(new Uint8Array(5));
  pages.transfer(0);
  expect(pages.detached).toBe(true);
});

it('is memory that is mapped: what is freed leaves the process at once', () => {
  const megabytes = 2 ** 20;
  const before = process.memoryUsage.rss();
  const held = Array.from({ length: 8 }, () => {
    const pages = allocatePages(16 * megabytes);
    new Uint8Array(pages).fill(1);
    return pages;
  });
  const full = process.memoryUsage.rss();
  for (const pages of held) pages.transfer(0);
  expect(full - before).toBeGreaterThan(100 * megabytes);
  expect(full - process.memoryUsage.rss()).toBeGreaterThan(100 * megabytes);
});
