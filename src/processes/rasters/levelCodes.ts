/** Which numbers of a raster are which levels of a model's categorical covariate. */
import { DomainError } from '../../core/errors.ts';
import { readClassNames } from '../../raster/classNames.ts';
import type { LevelCode } from '../../forest/coverage.ts';
import type { ModelCovariate } from '../../forest/modelHeader.ts';
import type { ClassNames } from '../../raster/classNames.ts';
import type { StackLayer } from './covariateStack.ts';

/** Text of a level by the number that stands for it in the raster. */
export type LevelTable = Readonly<Record<string, string>>;

/**
 * By the table that the request gives; without one, levels that are whole numbers stand in the raster themselves, and
 * texts are looked up among the names that the raster has for its numbers.
 * @param layer null for a coordinate
 * @param given null for no table
 * @returns every number that stands for a level of the model, with that level's rank; null for a covariate of numbers
 * @throws {DomainError} 'invalid-input' for a table of a covariate of numbers, for texts that nothing connects to
 *   numbers, and for a table without any level of the model; 'raster-…'
 */
export async function levelCodes(
  covariate: ModelCovariate,
  layer: StackLayer | null,
  given: LevelTable | null,
): Promise<readonly LevelCode[] | null> {
  const { name, levels } = covariate;
  if (levels === null) {
    if (given === null) return null;
    throw refused(
      name,
      `${name} is a covariate of numbers in the model, so that levels have no meaning. Leave them out`,
    );
  }
  const whole = levels.every((label) => Number.isSafeInteger(Number(label)));
  if (given === null && whole) return levels.map((label, rank) => ({ code: Number(label), rank }));
  const names = given === null ? await ownNames(covariate, layer) : tableOf(given);
  const codes = [...names].flatMap(([code, label]) => {
    const rank = levels.indexOf(label);
    return rank < 0 ? [] : [{ code, rank }];
  });
  if (codes.length > 0) return codes;
  throw refused(
    name,
    `None of the levels of ${name} on the map (${listed([...names.values()])}) is one that the model was trained with (${listed(levels)})`,
  );
}

function tableOf(given: LevelTable): ClassNames {
  return new Map(Object.entries(given).map(([code, label]) => [Number(code), label]));
}

async function ownNames({ name, levels }: ModelCovariate, layer: StackLayer | null): Promise<ClassNames> {
  const names = layer === null ? null : await readClassNames(layer.file.path, layer.file.name, layer.band);
  if (names !== null) return names;
  const example = JSON.stringify({ [name]: { raster: layer?.file.name ?? 'FILE', levels: { 1: levels![0] } } });
  throw refused(
    name,
    `The model knows ${name} by texts (${listed(levels!)}), and ${layer?.file.name ?? 'a coordinate'} holds numbers without names. Give levels, the text of each number, such as covariates=${example}`,
  );
}

function listed(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).map((text) => JSON.stringify(text));
  return `${shown.join(', ')}${texts.length > shown.length ? ', …' : ''}`;
}

function refused(covariate: string, message: string): DomainError {
  return new DomainError('invalid-input', message, {
    errors: [{ pointer: `/covariates/${covariate}/levels`, detail: message }],
    covariate,
  });
}
