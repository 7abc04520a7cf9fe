/** Schemes of thermal stability as requests name or give them, and as maps show them. */
import { z } from 'zod';
import { parseHex, stabilityColour } from '../../core/colour.ts';
import { DomainError } from '../../core/errors.ts';
import { classLimitsC, describeLimits, namedDepths, stabilitySchemes } from '../../physics/stability/stability.ts';
import { quantity } from '../inputs/quantity.ts';
import type { Rgb } from '../../core/colour.ts';
import type { StabilityScheme, TemperatureDepth } from '../../physics/stability/stability.ts';
import type { MapClass } from '../../raster/mapClasses.ts';

const mostClasses = 64;
const limitC = quantity({ unit: '°C', min: -100, max: 100 }).nullable();

export const depthInput = z.union([
  z.enum(namedDepths),
  quantity({
    unit: 'm',
    min: 0,
    max: 100,
    reason: 'stability is of the ground that the years reach, some 10 to 25 m; is it in centimetres?',
    orNamed: namedDepths,
  }),
]);

const ownScheme = z.strictObject({
  id: z
    .string()
    .regex(/^[\p{L}\p{N}_.-]{1,64}$/u, 'an id has letters, digits, _ . - only (64 at most)')
    .meta({ description: 'Stored with every result.' }),
  title: z.string().min(1).max(200).optional().meta({ description: 'Of the map; the id by default.' }),
  classes: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        fromC: limitC.meta({ description: 'Lower limit, °C; null for the coldest class.' }),
        toC: limitC.meta({ description: 'Upper limit, °C; null for the warmest class.' }),
        colour: z
          .string()
          .regex(/^#[0-9a-f]{6}$/i, 'a colour is #rrggbb')
          .optional()
          .meta({ description: 'Such as #2f6fb0; chosen by default.' }),
      }),
    )
    .min(1)
    .max(mostClasses)
    .meta({ description: 'In any order; together they cover every temperature once.' }),
  onThreshold: z.enum(['colder', 'warmer']).default('colder').meta({
    description: 'Class of a temperature exactly on a limit: colder for (lower, upper], warmer for [lower, upper).',
  }),
  depth: depthInput.nullable().default(null).meta({
    description: 'Depth of the temperatures that the classes were made for, in metres or by name; null for any.',
  }),
});

export const schemeInput = z
  .union([z.enum(stabilitySchemes.map(({ id }) => id)), ownScheme])
  .default('ran-2021')
  .meta({
    title: 'Scheme',
    description: `Classes by ground temperature: ${stabilitySchemes.map(({ id, title }) => `${id} (${title})`).join('; ')}; or a scheme of your own: {"id": …, "classes": [{"name": …, "fromC": null, "toC": -2, "colour": "#2f6fb0"}, …]}.`,
  });

/** @throws {DomainError} 'invalid-input' naming two classes that overlap or leave a gap, or have one name */
export function schemeOf(given: z.output<typeof schemeInput>): StabilityScheme {
  if (typeof given === 'string') return stabilitySchemes.find(({ id }) => id === given)!;
  const { id, title = id, onThreshold, depth } = given;
  const classes = given.classes
    .map((own) => ({ ...own, lowerC: own.fromC ?? -Infinity, upperC: own.toC ?? Infinity }))
    .toSorted((a, b) => a.lowerC - b.lowerC || a.upperC - b.upperC);
  for (const [i, { name, lowerC, upperC }] of classes.entries()) {
    if (lowerC >= upperC) throw refused(`class "${name}" ends at ${upperC} °C, not above its start at ${lowerC} °C`);
    if (classes.findIndex((other) => other.name === name) !== i) throw refused(`two classes are named "${name}"`);
    const before = classes[i - 1];
    if (before === undefined) {
      if (lowerC > -Infinity)
        throw refused(`nothing lies below "${name}", which starts at ${lowerC} °C: its fromC is null`);
    } else if (before.upperC > lowerC) {
      throw refused(
        `classes "${before.name}" and "${name}" overlap: one ends at ${said(before.upperC)}, the other starts at ${said(lowerC)}`,
      );
    } else if (before.upperC < lowerC) {
      throw refused(`classes "${before.name}" and "${name}" leave a gap from ${before.upperC} to ${lowerC} °C`);
    }
  }
  const last = classes.at(-1)!;
  if (last.upperC < Infinity)
    throw refused(`nothing lies above "${last.name}", which ends at ${last.upperC} °C: its toC is null`);
  const scheme: StabilityScheme = {
    id,
    title,
    classes: classes.map(({ name }) => name),
    thresholdsC: classes.slice(1).map(({ lowerC }) => lowerC),
    onThreshold,
    depth,
    note: '',
  };
  const chosen = chooseColours(scheme);
  return { ...scheme, colours: classes.map(({ colour }, i) => (colour === undefined ? chosen[i]! : parseHex(colour))) };
}

function said(limit: number): string {
  return Number.isFinite(limit) ? `${limit} °C` : 'no limit';
}

function refused(detail: string): DomainError {
  return new DomainError('invalid-input', `The scheme: ${detail}`, {
    errors: [{ pointer: '/scheme/classes', detail }],
  });
}

/** Of ground that is never at or below 0 °C. */
const withoutPermafrost = parseHex('#d8d4cd');

/** In even steps from the coldest class to the warmest that may hold permafrost. */
function chooseColours(scheme: StabilityScheme): readonly Rgb[] {
  const frozen = scheme.classes.filter((_, i) => classLimitsC(scheme, i)[0] < 0).length;
  return scheme.classes.map((_, i) => (i < frozen ? stabilityColour(i / Math.max(1, frozen - 1)) : withoutPermafrost));
}

/** With limits in their names, as a legend needs them. */
export function mapClassesOf(scheme: StabilityScheme): readonly MapClass[] {
  const colours = scheme.colours ?? chooseColours(scheme);
  return scheme.classes.map((name, value) => ({
    value,
    name: `${name} ${describeLimits(scheme, value)} °C`,
    colour: colours[value]!,
  }));
}

export function describeDepth(depth: TemperatureDepth): string {
  switch (depth) {
    case 'zero-annual-amplitude':
      return 'the depth of zero annual amplitude';
    case 'permafrost-table':
      return 'the top of permafrost';
    case 0:
      return 'the ground surface';
    default:
      return `${depth} m`;
  }
}
