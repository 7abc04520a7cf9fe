/** Reads a file of polygons off the main thread: a large one takes a second, which would hold up every request. */
import { readFile } from 'node:fs/promises';
import { asTask } from '../src/pool/protocol.ts';
import { describePolygons as describe, parsePolygonFile } from '../src/tables/polygonFile.ts';
import type { PolygonDescription } from '../src/tables/polygonFile.ts';

export interface DescribePolygonsTask {
  readonly path: string;
  /** Name of the upload, for messages. */
  readonly name: string;
}

export default asTask(async ({ path, name }: DescribePolygonsTask): Promise<PolygonDescription> => {
  return describe(parsePolygonFile(await readFile(path), name));
});
