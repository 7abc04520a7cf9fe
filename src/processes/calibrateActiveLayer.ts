/** Process `calibrate-active-layer`: the edaphic factor of Stefan's equation from measured active layers, and its error. */
import { z } from 'zod';
import { software } from '../core/version.ts';
import { drawObservedPredicted } from '../figures/observedPredicted.ts';
import { scorePredictions } from '../forest/scores.ts';
import { calibrateSites, fittedDepthsM, groupRows, leftOutDepthsM } from '../physics/activeLayer/edaphicCalibration.ts';
import { leaveOneOutDepthsM } from '../physics/activeLayer/edaphicFit.ts';
import { describeClasses, readActiveLayerSites, siteInputs } from './activeLayer/activeLayerSites.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { calibrationInput, sealCalibration } from './activeLayer/edaphicCalibrationFile.ts';
import { defineProcess } from './process.ts';
import { explainTooFew } from './training/requireTrainable.ts';
import { writeFigures } from './training/scoreFigures.ts';
import { writeSiteTables } from './activeLayer/siteTables.ts';
import { describeThawIndex } from './activeLayer/thawIndex.ts';
import { reportLeftOut } from './training/trainingReport.ts';
import type { EdaphicFits } from '../physics/activeLayer/edaphicCalibration.ts';
import type { ActiveLayerSites } from './activeLayer/activeLayerSites.ts';
import type { CalibrationFile, DepthScores } from './activeLayer/edaphicCalibrationFile.ts';

const inputs = z.object({
  ...siteInputs,
  minimumSites: z.int().min(2).max(1000).default(3).meta({
    title: 'Sites of a class',
    description: 'Fewest sites that a class has a factor of its own by.',
  }),
  fewSites: z.enum(['refuse', 'overall']).default('refuse').meta({
    title: 'Classes with few sites',
    description:
      'What to do about a class with fewer sites: refuse, or overall, which gives it the factor of all sites and says so.',
  }),
});

type Inputs = z.output<typeof inputs>;

/** m/√(°C·day); published factors lie well inside. */
const usualFactor = [0.005, 0.15] as const;

export const calibrateActiveLayerProcess = defineProcess({
  id: 'calibrate-active-layer',
  version: '1.0.0',
  title: 'Calibration of the active layer by measured sites',
  description:
    'Fits the edaphic factor E of Stefan’s equation in its short form, thaw depth = E·√(thawing index), by least squares through the origin, over all sites and by class, and says how wrong it is at sites that it was not fitted to. It stands for conductivity, ice and n-factor together, so that the equation is not biased as it is with textbook parameters.',
  modes: ['async'],
  inputs,
  outputs: {
    calibration: {
      title: 'Calibration',
      description:
        'The factors with their standard errors, numbers of sites and leave-one-out errors as versioned JSON with a checksum: what active-layer takes as calibration.',
      mediaType: 'application/json',
      schema: calibrationInput,
    },
    sites: {
      title: 'Sites (CSV)',
      description:
        'The columns of the dataset, and of each site the thawing index (°C·day), the measured depth (m), the edaphic factor that it has by itself (m/√(°C·day), which a forest may learn), the depth by the fitted factor, the depth by the factor without this site, and the error of that (m).',
      mediaType: 'text/csv',
    },
    sitePoints: {
      title: 'Sites (GeoJSON)',
      description: 'Measured and predicted depths as points; a site without a position has no geometry.',
      mediaType: 'application/geo+json',
    },
    predictedObservedPlot: {
      title: 'Predicted against observed (SVG)',
      description: 'Depth by the factor without the site against the measured depth, with the line of equality.',
      mediaType: 'image/svg+xml',
    },
    report: {
      title: 'Report',
      description: 'Warnings, the error by the factor of all sites and by those of classes, and the sites left out.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },
  async plan(context, given) {
    const sites = await context.remember('sites', () => readActiveLayerSites(context, given));
    fitFactors(sites, given);
    return [];
  },
  async run(context, given) {
    const sites = await context.remember('sites', () => readActiveLayerSites(context, given));
    const { table, depthsM } = sites;
    const fits = fitFactors(sites, given);
    const predictedM = leftOutDepthsM(sites, fits);
    const calibration = sealCalibration(describeFits(given, sites, fits, predictedM));
    const warnings = warningsOf(fits);
    for (const warning of warnings) context.log('warning', warning);
    const subtitle = `${given.target}, ${depthsM.length} sites, each by the factor without it`;
    const plot = drawObservedPredicted({
      subtitle,
      targetName: 'thaw depth',
      unit: 'm',
      observed: depthsM,
      predicted: predictedM,
      scores: scorePredictions(depthsM, predictedM)!,
    });
    return {
      calibration: { kind: 'value', value: calibration },
      ...(await writeSiteTables(context.folder, sites, { fittedM: fittedDepthsM(sites, fits), predictedM })),
      ...(await writeFigures(context.folder, { predictedObservedPlot: plot })),
      report: {
        kind: 'value',
        value: {
          thawIndex: calibration.thawIndex,
          leaveOneOut: {
            factorOfAllSites: calibration.overall.leaveOneOut,
            ...(calibration.classes === null ? {} : { factorsOfClasses: calibration.classes.leaveOneOut }),
          },
          calibrationWarnings: warnings,
          ...reportLeftOut(table),
        },
      },
    };
  },
});

function fitFactors(sites: ActiveLayerSites, { minimumSites, fewSites }: Inputs): EdaphicFits {
  return explainTooFew(sites.table, () => calibrateSites(sites, { minimumSites, takeOverall: fewSites === 'overall' }));
}

function describeFits(
  given: Inputs,
  sites: ActiveLayerSites,
  fits: EdaphicFits,
  predictedM: Float64Array,
): Omit<CalibrationFile, 'sha256'> {
  const { table, depthsM, indicesCDays, classes } = sites;
  const rowsOf = new Map(classes === null ? [] : groupRows(classes));
  return {
    format: 'cryoforest-edaphic-calibration',
    version: 1,
    equation: 'thaw depth in m = factor × √(thawing index in °C·day)',
    thawIndex: describeThawIndex(given.thawIndex, table),
    overall: { ...fits.overall, leaveOneOut: scoreDepths(depthsM, leaveOneOutDepthsM(depthsM, indicesCDays)) },
    classes:
      fits.classes === null
        ? null
        : {
            source: describeClasses(given.classes!, table),
            leaveOneOut: scoreDepths(depthsM, predictedM),
            byClass: fits.classes.map((fit) => {
              const rows = rowsOf.get(fit.class)!;
              const pick = (values: Float64Array): number[] => rows.map((row) => values[row]!);
              return { ...fit, leaveOneOut: scoreDepths(pick(depthsM), pick(predictedM)) };
            }),
          },
    sites: { name: table.file.name, sha256: table.file.sha256, column: given.target, unit: table.targetUnit! },
    software,
  };
}

function scoreDepths(observedM: ArrayLike<number>, predictedM: ArrayLike<number>): DepthScores {
  // Every site has a prediction: a class of its own has at least two.
  const { n, rmse, mae, bias, r2 } = scorePredictions(observedM, predictedM)!;
  return { n, rmseM: rmse, maeM: mae, biasM: bias, r2 };
}

function warningsOf({ overall, classes }: EdaphicFits): string[] {
  const [least, most] = usualFactor;
  const odd = [{ class: 'all sites', ...overall }, ...(classes ?? [])].filter(
    ({ factor }) => factor < least || factor > most,
  );
  const borrowing = classes?.filter((fit) => fit.fromAllSites) ?? [];
  return [
    ...odd.map(
      ({ class: name, factor }) =>
        `The factor of ${name} is ${factor.toPrecision(3)} m/√(°C·day); published ones lie from ${least} to ${most}: check the units of thickness and thawing index`,
    ),
    ...(borrowing.length === 0
      ? []
      : [
          `Too few sites for a factor of their own, so that they have that of all sites: ${borrowing.map((fit) => `${fit.class} (${fit.sites})`).join(', ')}`,
        ]),
  ];
}
