/** Process `ground-ice`: how much ice lies below the permafrost table, where, and how well that is known. */
import { groundIceSums } from '../physics/ice/groundIceOptions.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { alignedIn } from './rasters/covariateStack.ts';
import { cogMediaType, derivedMap, pictureOutput } from './maps/derivedMap.ts';
import { closingCheck, requireKnownUnits, requirePossibleNumbers, requireUsable } from './groundIce/groundIceChecks.ts';
import { groundIceInputs } from './groundIce/groundIceInputs.ts';
import { planGroundIce } from './groundIce/groundIcePlan.ts';
import { reportTotals, totalsTable, warningsOf } from './groundIce/groundIceReport.ts';
import { reportDraws } from './groundIce/iceDraws.ts';
import { defineProcess } from './process.ts';
import { writeOutput } from './writeOutput.ts';
import type { Json } from '../core/json.ts';
import type { GroundIceInputs } from './groundIce/groundIceInputs.ts';

const map = derivedMap(async (library, given: GroundIceInputs) => (await planGroundIce(library, given)).derivation);

export const groundIceProcess = defineProcess<typeof groundIceInputs, { readonly index: number }>({
  id: 'ground-ice',
  version: '1.0.0',
  title: 'Ground ice',
  description:
    'Volume of ground ice and the water it would melt to, from the permafrost table to a depth, by landform unit and layer: each layer counts by its thickness below the table, in cells that have permafrost. Totals carry two standard deviations: terms off independently, and all off the same way. Σ over units and layers is checked against the raster.',
  modes: ['async'],
  inputs: groundIceInputs,
  outputs: {
    map: {
      title: 'Map',
      description:
        'Cloud Optimized GeoTIFF, float32: bands iceM (m³ of ice per m² of ground), waterEquivalentM, iceSdIndependentM and iceSdCorrelatedM (layers of the cell off independently, or the same way); with additionalThawM also excessIceM, settlementM, settlementSdIndependentM and settlementSdCorrelatedM. 0 where the ground surface is above 0 °C; NaN outside units and where a number is missing.',
      mediaType: cogMediaType,
      resource: 'map',
    },
    preview: pictureOutput,
    totals: {
      title: 'Totals',
      description:
        'CSV, a row per unit and layer: frozen ground, ice content, ice, its standard deviation and its water, m³.',
      mediaType: 'text/csv',
    },
    summary: {
      title: 'Summary',
      description:
        'Totals over all, by unit and by layer, m³ and km²; iceIndependentSdM3 and iceCorrelatedSdM3 where the terms are off independently, and all the same way; quantiles by Monte Carlo where asked for; the closing check; cells without a value, by cause; warnings.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    const planned = await planGroundIce(context.library, given);
    await requireKnownUnits(planned, given);
    await requirePossibleNumbers(planned);
    return map.plan(context, given);
  },
  runChunk: map.runChunk,
  async run(context, given, chunks) {
    const made = await map.assemble(context, given, chunks, 'ground-ice.tif');
    const planned = await planGroundIce(context.library, given);
    const sums = groundIceSums(made.counts, planned.options);
    requireUsable(planned, sums, given);
    const closing = closingCheck(planned, sums, meanOf(made.bands[0]!));
    const warnings = warningsOf(planned, sums, given);
    for (const warning of warnings) context.log('warning', warning);
    const { columns, rows } = totalsTable(planned, sums, given);
    const value = {
      depthM: given.depthM,
      iceContents: planned.source,
      ...reportTotals(planned, sums, given),
      monteCarlo: reportDraws(planned, sums, given),
      closing,
      cells: { ...sums.map },
      ...alignedIn(planned.stack),
      bands: [...made.bands],
      warnings: [...warnings],
    };
    return {
      map: made.map,
      preview: made.preview,
      totals: await writeOutput(context.folder, 'totals.csv', writeCsv(columns, rows)),
      summary: { kind: 'value', value },
    };
  },
});

function meanOf({ statistics }: { readonly [key: string]: Json }): number | null {
  // As `describeStatistics` gives it.
  return statistics === null ? null : (statistics as { readonly mean: number }).mean;
}
