/** The bands that a map may hold: their names, and who computes them. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { requireApplicability } from './applicability/applicability.ts';
import { type BandKind, type BandModel, type KindPredictor, requireRowsFor } from './bands/band.ts';
import { applicabilityBands, classApplicabilityBands } from './bands/applicabilityBands.ts';
import { classBands } from './bands/classBands.ts';
import { distributionBands } from './bands/distributionBands.ts';
import { meanBand } from './bands/meanBand.ts';
import type { BandKernel, KernelChoice } from './kernelChoice.ts';
import type { PredictColumns } from './predict.ts';
import { requireForest } from './relation.ts';

/** Of models that predict a number. */
const numberKinds: readonly BandKind[] = [meanBand, distributionBands, applicabilityBands];
/** Of models that predict a class. */
const classKinds: readonly BandKind[] = [classBands, classApplicabilityBands];
export const bandKinds: readonly BandKind[] = [...numberKinds, ...classKinds];

export interface Band {
  readonly name: string;
  /** In words, such as "5 % quantile". */
  readonly title: string;
  readonly kind: BandKind;
}

/**
 * @param classes whether the model predicts classes
 * @returns the bands in the order of their names
 * @throws {DomainError} 'invalid-input' for a name that such a model does not have, with the nearest one, for two names
 *   of one band, and where the mean, or class, is not among them
 */
export function planBands(names: readonly string[], classes = false): Band[] {
  const bands = names.map((name) => findBand(name, classes));
  for (const [i, { name, title }] of bands.entries()) {
    const same = bands.findIndex((other) => other.title === title);
    if (same !== i) throw refused(`${bands[same]!.name} and ${name} are the same band: name it once`, name);
  }
  const main = mainBand(classes);
  if (!names.includes(main)) {
    throw refused(`${main} is missing, which the areas and the picture are made of: name it too`, names.join());
  }
  return bands;
}

/** The band that areas are counted by. */
export function mainBand(classes: boolean): 'mean' | 'class' {
  return classes ? 'class' : 'mean';
}

function findBand(name: string, classes: boolean): Band {
  const [kinds, others] = classes ? [classKinds, numberKinds] : [numberKinds, classKinds];
  for (const kind of kinds) {
    const title = kind.title(name);
    if (title !== null) return { name, title, kind };
  }
  const examples = kinds.flatMap((kind) => kind.examples);
  // The nearest name would mislead who has the other kind of model in mind: aoa is near mean.
  const why = others.some((kind) => kind.title(name) !== null)
    ? `${name} is a band of models that predict ${classes ? 'numbers' : 'classes'}, and this one predicts ${classes ? 'classes' : 'numbers'}`
    : `there is no band ${JSON.stringify(name)}; the nearest is ${nearestName(name, examples)}`;
  throw refused(`${why}. There are ${kinds.map((kind) => kind.description).join('; ')}`, name);
}

/** @throws {DomainError} 'invalid-input' for bands that need a part of the model which it does not have */
export function requirePartsFor(bands: readonly Band[], model: BandModel): void {
  for (const { kind, name } of bands) {
    if (kind.needsForest) requireForest(model, `Band ${name}`);
    if (kind.needsApplicability) requireApplicability(model.applicability, `Band ${name}`);
    if (kind.needsRows) requireRowsFor(name, model);
    kind.require?.(name, model);
  }
}

/** Its outputs are the bands, in their order. */
export type BandPredictor = PredictColumns & { readonly kernels: readonly BandKernel[] };

/** Bands that one kernel computes. */
interface BandGroup {
  /** Of its outputs among the bands. */
  readonly places: readonly number[];
  readonly predict: KindPredictor;
  /** null where none was chosen. */
  readonly choice: KernelChoice | null;
}

export function createBands(model: BandModel, names: readonly string[]): BandPredictor {
  const bands = planBands(names, Array.isArray(model.classes));
  const groups = groupBands(model, bands);
  const predict: PredictColumns = (columns, count, outputs, widthPx) => {
    for (const group of groups) {
      const own = group.places.map((i) => outputs[i]!);
      group.predict(columns, count, own, widthPx);
    }
  };
  const kernels = groups.flatMap(({ places, choice }) =>
    choice === null ? [] : [{ bands: places.toSorted((a, b) => a - b).map((i) => bands[i]!.name), ...choice }],
  );
  return Object.assign(predict, { kernels });
}

/** @returns a group per kind of band, in the order of the bands; the mean joins a group that finds it on the way */
function groupBands(model: BandModel, bands: readonly Band[]): readonly BandGroup[] {
  const group = (kind: BandKind, places: readonly number[]): BandGroup => {
    let choice: KernelChoice | null = null;
    const own = places.map((i) => bands[i]!.name);
    const predict = kind.create(model, own, (made) => (choice = made));
    return { places, predict, choice };
  };
  const placesOf = Map.groupBy(bands.keys(), (i) => bands[i]!.kind);
  const meanPlaces = placesOf.get(meanBand);
  placesOf.delete(meanBand);
  const others = [...placesOf].map(([kind, places]) => group(kind, places));
  if (meanPlaces === undefined) return others;
  const finder = others.findIndex(({ predict }) => predict.findsMean === true);
  if (finder === -1) others.push(group(meanBand, meanPlaces));
  else others[finder] = { ...others[finder]!, places: [...others[finder]!.places, ...meanPlaces] };
  return others.toSorted((a, b) => Math.min(...a.places) - Math.min(...b.places));
}

function refused(what: string, band: string): DomainError {
  return new DomainError('invalid-input', `Bands: ${what}`, {
    errors: [{ pointer: '/bands', detail: what }],
    band,
  });
}
