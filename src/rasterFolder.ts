/** Rasters that lie in folders of the machine, registered where they are. */
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { DomainError } from './core/errors.ts';

/** Most rasters registered by one request. */
const mostRegistered = 1000;

/** @throws {DomainError} 'storage-unavailable' where the root that the service is to be started with is no folder */
export async function checkRasterRoot(root: string): Promise<void> {
  try {
    await readdir(root);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DomainError(
      'storage-unavailable',
      `CRYOFOREST_RASTER_ROOT names ${root}, which cannot be read as a folder: ${why}`,
      { root },
      { cause: error },
    );
  }
}

/** GeoTIFFs directly in a folder below the root, symbolic links followed and checked too. */
export async function listRasters(root: string | null, folder: string): Promise<string[]> {
  if (root === null) {
    throw new DomainError(
      'path-refused',
      'No folder may be registered: the service was started without CRYOFOREST_RASTER_ROOT',
    );
  }
  const within = await realpath(root);
  const wanted = await existing(join(within, folder), folder);
  expectBelow(within, wanted, folder);
  const names = (await listFolder(wanted, folder)).filter((name) => /\.tiff?$/i.test(name)).toSorted();
  if (names.length === 0 || names.length > mostRegistered) {
    throw new DomainError(
      'not-found',
      `Folder ${folder} holds ${names.length} GeoTIFFs (.tif); expected 1 to ${mostRegistered}`,
    );
  }
  const paths: string[] = [];
  for (const name of names) {
    const path = await realpath(join(wanted, name));
    expectBelow(within, path, join(folder, name));
    paths.push(path);
  }
  return paths;
}

async function existing(path: string, shown: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw notAFolder(shown, error);
  }
}

async function listFolder(path: string, shown: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    throw notAFolder(shown, error);
  }
}

/** Whatever a name leads to that cannot be listed: nothing, a file, a loop of links, a folder closed to this user. */
function notAFolder(shown: string, cause: unknown): DomainError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new DomainError(
    'not-found',
    `There is no readable folder ${shown} below the raster root (${why})`,
    {},
    { cause },
  );
}

function expectBelow(root: string, path: string, shown: string): void {
  if (path === root || path.startsWith(root + sep)) return;
  throw new DomainError('path-refused', `${shown} leaves the raster root; name a folder below it`);
}
