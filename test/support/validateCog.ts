/** A judge of the layout of Cloud Optimized GeoTIFFs that shares no code with the writer and needs no GDAL. */
import { readFileSync } from 'node:fs';

interface ReadDirectory {
  readonly at: number;
  /** Tag numbers as they stand in the file. */
  readonly tags: readonly number[];
  /** Numbers of a tag, or its text; fails for a tag that is not there. */
  numbers(tag: number): number[];
  text(tag: number): string;
}

export interface CogReport {
  readonly bigTiff: boolean;
  readonly directories: readonly ReadDirectory[];
  /** Everything that is against the layout; empty for a valid file. */
  readonly faults: readonly string[];
}

const typeBytes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 12: 8, 16: 8 };
const ghost = `GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes
LAYOUT=IFDS_BEFORE_DATA
BLOCK_ORDER=ROW_MAJOR
BLOCK_LEADER=SIZE_AS_UINT4
BLOCK_TRAILER=LAST_4_BYTES_REPEATED
KNOWN_INCOMPATIBLE_EDITION=NO
 `;

export function validateCog(path: string): CogReport {
  const file = readFileSync(path);
  const bigTiff = file.readUInt16LE(2) === 43;
  const directories = readDirectories(file, bigTiff);
  return {
    bigTiff,
    directories,
    faults: [
      ...headerFaults(file, bigTiff, directories),
      ...levelFaults(directories),
      ...tileFaults(file, directories),
    ],
  };
}

function readDirectories(file: Buffer, bigTiff: boolean): ReadDirectory[] {
  const offset = (at: number): number => (bigTiff ? Number(file.readBigUInt64LE(at)) : file.readUInt32LE(at));
  const [tagBytes, countBytes, inlineBytes] = bigTiff ? [20, 8, 8] : [12, 2, 4];
  const directories: ReadDirectory[] = [];
  for (let at = offset(bigTiff ? 8 : 4); at !== 0;) {
    const count = bigTiff ? offset(at) : file.readUInt16LE(at);
    const first = at + countBytes;
    const entries = new Map<number, { type: number; count: number; at: number }>();
    for (let entry = first; entry < first + count * tagBytes; entry += tagBytes) {
      const type = file.readUInt16LE(entry + 2);
      const values = offset(entry + 4);
      const inline = entry + tagBytes - inlineBytes;
      const fits = values * typeBytes[type]! <= inlineBytes;
      entries.set(file.readUInt16LE(entry), { type, count: values, at: fits ? inline : offset(inline) });
    }
    const find = (tag: number) => {
      const entry = entries.get(tag);
      if (entry === undefined) throw new Error(`The directory at ${at} has no tag ${tag}`);
      return entry;
    };
    directories.push({
      at,
      tags: [...entries.keys()],
      numbers(tag) {
        const entry = find(tag);
        return Array.from({ length: entry.count }, (_, i) => readNumber(file, entry.type, entry.at, i));
      },
      text(tag) {
        const entry = find(tag);
        return file.toString('utf8', entry.at, entry.at + entry.count - 1);
      },
    });
    at = offset(first + count * tagBytes);
  }
  return directories;
}

function readNumber(file: Buffer, type: number, at: number, index: number): number {
  const place = at + index * typeBytes[type]!;
  if (type === 3) return file.readUInt16LE(place);
  if (type === 4) return file.readUInt32LE(place);
  if (type === 12) return file.readDoubleLE(place);
  return Number(file.readBigUInt64LE(place));
}

function headerFaults(file: Buffer, bigTiff: boolean, directories: readonly ReadDirectory[]): string[] {
  const faults: string[] = [];
  const ghostAt = bigTiff ? 16 : 8;
  const ghostEnd = ghostAt + ghost.length;
  if (file.toString('latin1', ghostAt, ghostEnd) !== ghost) faults.push('structural metadata differ');
  if (directories[0]!.at !== ghostEnd + (ghostEnd % 2)) faults.push('first directory is not behind the metadata');
  const firstTile = Math.min(...directories.flatMap((directory) => directory.numbers(324)));
  directories.forEach(({ at, tags }, i) => {
    if (at % 2 !== 0 || at >= firstTile) faults.push(`directory ${i} is misplaced at ${at}`);
    if (i > 0 && at <= directories[i - 1]!.at) faults.push(`directory ${i} stands before ${i - 1}`);
    if (tags.some((tag, j) => j > 0 && tag <= tags[j - 1]!)) faults.push(`tags of directory ${i} do not ascend`);
  });
  return faults;
}

function levelFaults(directories: readonly ReadDirectory[]): string[] {
  return directories.flatMap((directory, i) => {
    const faults: string[] = [];
    const [width, height] = [directory.numbers(256)[0]!, directory.numbers(257)[0]!];
    // Planar: the bands have tiles of their own.
    const bands = directory.numbers(284)[0] === 2 ? directory.numbers(277)[0]! : 1;
    const across = Math.ceil(width / directory.numbers(322)[0]!);
    const tiles = bands * across * Math.ceil(height / directory.numbers(323)[0]!);
    if (directory.numbers(324).length !== tiles) faults.push(`level ${i} has not ${tiles} tiles`);
    if (i === 0) return faults;
    const finer = directories[i - 1]!;
    if (directory.numbers(254)[0] !== 1) faults.push(`level ${i} is not marked as an overview`);
    const expected = [Math.ceil(finer.numbers(256)[0]! / 2), Math.ceil(finer.numbers(257)[0]! / 2)];
    if (width !== expected[0] || height !== expected[1]) faults.push(`level ${i} is not half of level ${i - 1}`);
    return faults;
  });
}

/** Walks the tiles in the order of the file, coarsest level first: they must fill it without a gap. */
function tileFaults(file: Buffer, directories: readonly ReadDirectory[]): string[] {
  const faults: string[] = [];
  let expected: number | null = null;
  for (const [level, directory] of [...directories.entries()].toReversed()) {
    const sizes = directory.numbers(325);
    for (const [i, offset] of directory.numbers(324).entries()) {
      const end = offset + sizes[i]!;
      if (expected !== null && offset !== expected) faults.push(`tile ${i} of level ${level} is not in order`);
      if (file.readUInt32LE(offset - 4) !== sizes[i]) faults.push(`leader of tile ${i} of level ${level} is wrong`);
      if (!file.subarray(end, end + 4).equals(file.subarray(end - 4, end))) {
        faults.push(`trailer of tile ${i} of level ${level} is wrong`);
      }
      expected = end + 8;
    }
  }
  if (expected !== file.length + 4) faults.push('the file does not end with the last tile');
  return faults;
}
