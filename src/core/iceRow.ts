/**
 * The table of ice contents: a row per landform unit and stratigraphic layer. One format for what people write by hand,
 * what requests carry inline and what is summed up from borehole logs.
 *
 * Depths are metres, positive downwards, below the ground surface (`datum` ground) or below the permafrost table
 * (permafrostTable), one datum within a unit. The ice is given by volume (`iceVolumetric`), or by weight together with a
 * dry density (`waterGravimetric`, `dryDensityKgM3`). Spreads are standard deviations in the unit of what they belong to.
 */
interface IceColumn {
  readonly kind: 'text' | 'number';
  readonly required: boolean;
  readonly description: string;
  /** Of numbers; empty for shares and counts. */
  readonly unit: string;
}

const text = (description: string, required = false) => ({ kind: 'text', required, description, unit: '' }) as const;
const number = (description: string, unit = '', required = false) =>
  ({ kind: 'number', required, description, unit }) as const;

/** Columns in the order in which a table is written. */
export const iceColumns = {
  unit: text('Landform unit, as the map names it.', true),
  layer: text('Name of the layer, such as "silty clay"; by default its depths.'),
  topM: number('Upper bound of the layer, m below its datum.', 'm', true),
  bottomM: number('Lower bound of the layer, m below its datum.', 'm', true),
  datum: text('What depths count from: ground (default) or permafrostTable.'),
  iceVolumetric: number('Volume of ice ÷ volume of frozen ground, 0 to 1.'),
  iceVolumetricSd: number('Its standard deviation.'),
  waterGravimetric: number('Mass of water and ice ÷ mass of dry soil; above 1 in peat and ice-rich clay.'),
  waterGravimetricSd: number('Its standard deviation.'),
  unfrozenGravimetric: number('The part of waterGravimetric that stays liquid; 0 by default.'),
  dryDensityKgM3: number('Dry density of the frozen ground, kg/m³.', 'kg/m³'),
  dryDensitySdKgM3: number('Its standard deviation.', 'kg/m³'),
  thawedDryDensityKgM3: number('Dry density after thaw and settlement, kg/m³: for thaw strain (Crory 1973).', 'kg/m³'),
  settledPorosity: number('Porosity after thaw and settlement, 0 to 1: for excess ice.'),
  n: number('Samples or boreholes behind the row.'),
  source: text('Where the numbers come from.'),
} as const satisfies Readonly<Record<string, IceColumn>>;

export type IceColumnName = keyof typeof iceColumns;

/** A row as it was written, with null for what was left out; what it may hold is checked by `readIceLayers`. */
export type IceRow = {
  readonly [Name in IceColumnName]: (typeof iceColumns)[Name]['kind'] extends 'text' ? string | null : number | null;
};

export function isIceColumn(name: string): name is IceColumnName {
  return Object.hasOwn(iceColumns, name);
}
