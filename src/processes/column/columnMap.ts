/** The map of columns: what each gave, on the cells that it stands for. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lostCells } from '../../core/cellSource.ts';
import { cellBands } from '../../physics/simulation/cellColumns.ts';
import { mapLimited } from '../../core/mapLimited.ts';
import { toJsonObject } from '../../core/json.ts';
import { alignedIn } from '../rasters/covariateStack.ts';
import { createChunkFiles } from '../chunkFiles.ts';
import { createMemo } from '../memo.ts';
import { derivedMap } from '../maps/derivedMap.ts';
import { joinColumns } from './mapChunks.ts';
import { planColumns } from './mapPlan.ts';
import type { Derivation } from '../maps/derivedMap.ts';
import type { MapChoices } from '../maps/mapChoices.ts';
import type { FinishedChunks, Output, ProcessContext } from '../process.ts';
import type { CellsInput } from './cellInputs.ts';
import type { ColumnInputs } from './columnInputs.ts';

/** Puts the columns of all chunks onto the map. */
export async function assembleColumns(
  context: ProcessContext,
  given: ColumnInputs,
  cells: CellsInput,
  chunks: FinishedChunks,
): Promise<Readonly<Record<string, Output>>> {
  const { request, stack, from, warnings } = await planColumns(context, given, cells);
  for (const warning of warnings) context.log('warning', warning);
  const { tuples, bands } = await joinColumns(chunks);
  const { outputDepthsM } = request.plan;
  const described = [
    ...cellBands,
    ...outputDepthsM.map((depthM) => ({
      name: `mean${depthM}m`,
      description: `Mean temperature at ${depthM} m`,
      unit: '°C',
    })),
  ];
  const { widthPx, heightPx } = stack.grid;
  const derivation: Derivation = {
    stack,
    layers: stack.layers.map(({ onGrid }) => onGrid),
    rule: { name: 'columns', options: { ...from, tuples, bands, bandCount: described.length } },
    bands: described.map((band) => ({
      ...band,
      overview: 'average',
      palette: band.unit === '°C' ? 'temperature' : 'amount',
    })),
    window: { xPx: 0, yPx: 0, widthPx, heightPx },
  };
  const written = await makeMap(context, derivation, { chunkSizePx: null, compression: cells.compression });
  const lost = lostCells(from.sources, written.counts);
  for (const { path, code, cells: count } of lost) {
    const what = code === null ? 'a value out of bounds' : `class ${code}, which has none,`;
    context.log('warning', `${count} cells have ${what} in ${path} and no column`);
  }
  return {
    map: written.map,
    preview: written.preview,
    summary: {
      kind: 'value',
      value: toJsonObject({
        columns: tuples.length / request.names.length,
        cells: widthPx * heightPx,
        differing: request.names,
        years: request.years,
        meanOfLastYears: request.meanYears,
        ...alignedIn(stack),
        bands: written.bands,
        cellsWithoutColumn: lost,
        warnings,
      }),
    },
  };
}

/** The columns are known, so that the map is made at once. */
async function makeMap(context: ProcessContext, derivation: Derivation, choices: MapChoices) {
  const map = derivedMap<MapChoices>(() => Promise.resolve(derivation));
  const parts = await map.plan(context, choices);
  const folder = join(context.folder, 'map-chunks');
  await mkdir(folder);
  const files = createChunkFiles(folder);
  // Not that of the job, which remembers what its own chunks share.
  const ofMap = { ...context, remember: createMemo() };
  await mapLimited(parts, context.pool.threads, async (part) => {
    await files.write(part.index, await map.runChunk(ofMap, choices, part));
  });
  return map.assemble(context, choices, { count: parts.length, ...files.finished }, 'columns.tif');
}
