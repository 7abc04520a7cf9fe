/** Totals of a map of ground ice: by unit, by layer and over all, with what was left out and why. */
import { waterEquivalent } from '../../physics/ice/groundIce.ts';
import { sumOf } from '../../physics/ice/uncertain.ts';
import { reportThaw, thawColumns } from './thawTotals.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type { GroundIceSums } from '../../physics/ice/groundIceOptions.ts';
import type { IceStratum } from '../../physics/ice/iceLayers.ts';
import type { Uncertain } from '../../physics/ice/uncertain.ts';
import type { CsvValue } from '../../tables/writeCsv.ts';
import type { GroundIceInputs } from './groundIceInputs.ts';
import type { GroundIcePlan } from './groundIcePlan.ts';

/** Ice of one layer of one unit over the map, m³, with the spread of its content, the permafrost table and the areas. */
function termTotals({ terms }: GroundIceSums, areaRelativeSd: number): readonly Uncertain[] {
  return terms.map(({ iceM3, contentSdM3, tableShiftM3 }) => ({
    value: iceM3,
    sd: Math.hypot(contentSdM3, tableShiftM3, iceM3 * areaRelativeSd),
  }));
}

/** Terms by what they share, such as the unit, in the order of the terms. */
export function groupTerms(names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  return Map.groupBy(names.keys(), (term) => names[term]!);
}

/** Of sums, each rounded by itself. */
const roundingShare = 1e-9;

export function reportTotals(
  { strata, unitNames, options }: GroundIcePlan,
  sums: GroundIceSums,
  { areaRelativeSd }: Pick<GroundIceInputs, 'areaRelativeSd'>,
): JsonObject {
  const totals = termTotals(sums, areaRelativeSd);
  const withSettlement = options.settlement !== null;
  const describe = (terms: readonly number[]): JsonObject => {
    const ice = sumOf(terms.map((term) => totals[term]!));
    const groundM3 = terms.reduce((sum, term) => sum + sums.terms[term]!.groundM3, 0);
    return {
      iceM3: ice.value,
      iceIndependentSdM3: ice.independentSd,
      iceCorrelatedSdM3: ice.correlatedSd,
      waterEquivalentM3: waterEquivalent(ice.value),
      frozenGroundM3: groundM3,
      iceContent: groundM3 === 0 ? null : ice.value / groundM3,
      ...(withSettlement
        ? reportThaw(
            terms.map((term) => sums.terms[term]!),
            areaRelativeSd,
          )
        : {}),
    };
  };
  const byUnit = groupTerms(strata.map(({ unit }) => unit));
  const byLayer = groupTerms(strata.map(({ layer }) => layer));
  return {
    total: {
      ...describe([...strata.keys()]),
      areaKm2: sums.units.reduce((sum, { areaM2 }) => sum + areaM2, 0) / 1e6,
      permafrostKm2: sums.units.reduce((sum, { permafrostM2 }) => sum + permafrostM2, 0) / 1e6,
    },
    units: unitNames.map((unit, i): Json => {
      const { cells, areaM2, permafrostCells, permafrostM2, frozenM3 } = sums.units[i]!;
      const own = describe(byUnit.get(unit)!);
      const withoutM3 = frozenM3 - Number(own['frozenGroundM3']);
      const shares = { cells, areaKm2: areaM2 / 1e6, permafrostCells, permafrostKm2: permafrostM2 / 1e6 };
      return { unit, ...own, groundWithoutContentM3: withoutM3 > roundingShare * frozenM3 ? withoutM3 : 0, ...shares };
    }),
    layers: Array.from(byLayer, ([layer, terms]): Json => ({ layer, ...describe(terms) })),
  };
}

/** A row per unit and layer. */
export function totalsTable(
  { strata, options }: GroundIcePlan,
  sums: GroundIceSums,
  { areaRelativeSd }: Pick<GroundIceInputs, 'areaRelativeSd'>,
): { readonly columns: readonly string[]; readonly rows: readonly (readonly CsvValue[])[] } {
  const totals = termTotals(sums, areaRelativeSd);
  const rows = strata.map(({ unit, layer, topM, bottomM, datum, source }, i) => {
    const { groundM3, iceM3 } = sums.terms[i]!;
    return {
      unit,
      layer,
      topM,
      bottomM,
      datum,
      frozenGroundM3: groundM3,
      iceContent: groundM3 === 0 ? null : iceM3 / groundM3,
      iceM3,
      iceSdM3: totals[i]!.sd,
      waterEquivalentM3: waterEquivalent(iceM3),
      ...(options.settlement === null ? {} : thawColumns(sums.terms[i]!, areaRelativeSd)),
      source,
    };
  });
  return { columns: Object.keys(rows[0]!), rows: rows.map((row) => Object.values(row)) };
}

/** Share of the frozen ground of a unit without ice content that is worth a warning. */
const mentionedShare = 0.001;

/** What a reader of the totals has to know. */
export function warningsOf(
  { unitNames, options, strata, warnings, nameOfCode }: GroundIcePlan,
  sums: GroundIceSums,
  given: GroundIceInputs,
): readonly string[] {
  const { map, units, terms } = sums;
  const permafrostCells = units.reduce((sum, own) => sum + own.permafrostCells, 0);
  const below = strata.filter(({ topM }) => topM >= given.depthM);
  return [
    ...warnings,
    ...say(
      below.length > 0,
      `${below.length} of ${strata.length} layers lie wholly below ${given.depthM} m (depthM) and count nothing: ${namesOf(below)}. Are their depths metres?`,
    ),
    ...say(
      given.magst === null && given.permafrostFraction === 1,
      'No map of temperature (magst) or of the share of permafrost was given: every cell with a permafrost table counts as permafrost',
    ),
    ...say(
      permafrostCells === 0,
      map.magstAboveZero > 0
        ? `There is no permafrost anywhere: the ground surface temperature is above 0 °C in all ${map.magstAboveZero} cells that have one`
        : 'There is no permafrost anywhere',
    ),
    ...say(map.noTable > 0, `${map.noTable} cells have no value for want of a permafrost table`),
    ...say(map.noMagst > 0, `${map.noMagst} cells have no value for want of a ground surface temperature`),
    ...say(map.noBase > 0, `${map.noBase} cells have no value for want of a permafrost base`),
    ...say(map.noFraction > 0, `${map.noFraction} cells have no value for want of a share of permafrost`),
    ...say(map.noIceContent > 0, `${map.noIceContent} cells have no value for want of an ice content`),
    ...say(
      map.tableBelowDepth > 0,
      `${map.tableBelowDepth} cells of permafrost have its table below ${given.depthM} m or below its base, and no ice that counts`,
    ),
    ...sums.unknownCodes.map(
      ({ code, cells }) =>
        `Unit ${nameOfCode(code) ?? code} of the map is not in the table: ${cells} cells have no value`,
    ),
    ...unitNames.flatMap((unit, i) => {
      const { cells, frozenM3, sharedCells } = units[i]!;
      const covered = options.terms.reduce((sum, term, t) => sum + (term.unit === i ? terms[t]!.groundM3 : 0), 0);
      const share = frozenM3 === 0 ? 0 : 1 - covered / frozenM3;
      return [
        ...say(cells === 0, `Unit ${unit} of the table has no cell on the map`),
        ...say(sharedCells > 0, `${sharedCells} cells of ${unit} lie in other units too`),
        ...say(
          share > mentionedShare,
          `${unit}: ${(100 * share).toFixed(1)} % of the frozen ground to ${given.depthM} m lies in no layer of the table; its ice is not counted`,
        ),
      ];
    }),
  ];
}

const mostNamed = 5;

function namesOf(strata: readonly IceStratum[]): string {
  const more = strata.length > mostNamed ? `; … and ${strata.length - mostNamed} more` : '';
  const named = strata.slice(0, mostNamed).map(({ unit, layer }) => `${unit}, ${layer}`);
  return `${named.join('; ')}${more}`;
}

function say(condition: boolean, text: string): readonly string[] {
  return condition ? [text] : [];
}
