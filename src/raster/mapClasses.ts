/** The classes of a map, as its file says them: colours in the TIFF, names beside it where GDAL looks for them. */
import type { Rgb } from '../core/colour.ts';
import { DomainError } from '../core/errors.ts';
import { type CogFormat, sampleLayouts } from './cogFormat.ts';
import { escapeXml } from './cogMetadata.ts';

export interface MapClass {
  /** Of the pixels, a whole number from 0. */
  readonly value: number;
  readonly name: string;
  readonly colour: Rgb;
}

/** Of numbers that are no class. */
export const unusedColour: Rgb = [255, 255, 255];

/** The greatest number of each type stands for nodata. */
const sampleTypes = ['uint8', 'uint16'] as const;

/**
 * One band of the classes: bytes where their numbers leave room for nodata, else 16 bits; coarser levels by mode.
 * @throws {DomainError} 'invalid-input' for a number above 65534
 */
export function classFormat(classes: readonly MapClass[]): CogFormat {
  const last = Math.max(...classes.map(({ value }) => value));
  const sampleType = sampleTypes.find((type) => last < sampleLayouts[type].range[1]);
  if (sampleType === undefined) {
    throw new DomainError(
      'invalid-input',
      `A map holds classes with numbers up to 65534, found ${last}: renumber them`,
    );
  }
  return {
    sampleType,
    nodata: sampleLayouts[sampleType].range[1],
    overviews: ['mode'],
    colourTable: byValue(classes, (own) => own?.colour ?? unusedColour),
  };
}

/** Names by number as an item of the file's own metadata: a GeoTIFF has no place that GDAL would read them from. */
export function classItems(classes: readonly MapClass[]): Readonly<Record<string, string>> {
  return { CLASSES: JSON.stringify(Object.fromEntries(classes.map(({ value, name }) => [value, name]))) };
}

/** GDAL's numbers for types and uses of the columns of an attribute table. */
const integer = 0;
const text = 2;
const attributes = [
  { name: 'Value', type: integer, usage: 5, of: ({ value }: MapClass) => value },
  { name: 'Class', type: text, usage: 2, of: ({ name }: MapClass) => escapeXml(name) },
  { name: 'Red', type: integer, usage: 6, of: ({ colour }: MapClass) => colour[0] },
  { name: 'Green', type: integer, usage: 7, of: ({ colour }: MapClass) => colour[1] },
  { name: 'Blue', type: integer, usage: 8, of: ({ colour }: MapClass) => colour[2] },
];

/**
 * What GDAL, and with it QGIS, reads as names of the classes of band 1 from the file NAME.tif.aux.xml beside NAME.tif:
 * category names and an attribute table.
 */
export function auxiliaryXml(classes: readonly MapClass[]): string {
  const fields = attributes.map(
    ({ name, type, usage }, i) =>
      `      <FieldDefn index="${i}"><Name>${name}</Name><Type>${type}</Type><Usage>${usage}</Usage></FieldDefn>`,
  );
  const rows = classes.map(
    (own, i) => `      <Row index="${i}">${attributes.map(({ of }) => `<F>${of(own)}</F>`).join('')}</Row>`,
  );
  return [
    '<PAMDataset>',
    '  <PAMRasterBand band="1">',
    '    <CategoryNames>',
    ...byValue(classes, (own) => `      <Category>${escapeXml(own?.name ?? '')}</Category>`),
    '    </CategoryNames>',
    '    <GDALRasterAttributeTable tableType="thematic">',
    ...fields,
    ...rows,
    '    </GDALRasterAttributeTable>',
    '  </PAMRasterBand>',
    '</PAMDataset>',
    '',
  ].join('\n');
}

/** One entry per number from 0 to the last class; undefined stands for a number that is none. */
function byValue<Entry>(classes: readonly MapClass[], entryOf: (own: MapClass | undefined) => Entry): Entry[] {
  const last = Math.max(...classes.map(({ value }) => value));
  const known = new Map(classes.map((own) => [own.value, own]));
  return Array.from({ length: last + 1 }, (_, value) => entryOf(known.get(value)));
}
