/** Scale, offset, description and unit of bands from the GDAL_METADATA tag. */
import { unsupported } from './refusals.ts';

export interface BandMetadata {
  readonly scale: number;
  readonly offset: number;
  readonly description: string | null;
  readonly unit: string | null;
}

/** Of a band by its role; written by hand, as by `gdal_edit.py -mo UNITTYPE=°C`, it has none, and may be of the whole file. */
const unitItem = 'UNITTYPE';

const itemPattern = /<Item\b([^>]*)>([^<]*)<\/Item>/g;

/**
 * @param xml       the tag, or null
 * @param bandCount length of the result
 * @throws {DomainError} 'raster-unsupported' for a scale or offset that is not a number, or a scale of 0
 */
export function parseGdalMetadata(xml: string | null, bandCount: number, name: string): readonly BandMetadata[] {
  const items = new Map<string, string>();
  for (const [, attributes, text] of (xml ?? '').matchAll(itemPattern)) {
    const role = attributeOf(attributes!, 'role') ?? roleByName(attributes!);
    const sample = attributeOf(attributes!, 'sample');
    // GDAL escapes the text, then escapes the XML that holds it.
    if (role !== null && sample !== null) items.set(`${role.toLowerCase()} ${sample}`, unescapeXml(unescapeXml(text!)));
  }
  return Array.from({ length: bandCount }, (_, band) => {
    const numberOf = (role: string, absent: number): number => {
      const text = items.get(`${role} ${band}`);
      if (text === undefined) return absent;
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isFinite(value) && !(role === 'scale' && value === 0)) return value;
      throw unsupported(
        name,
        `the ${role} of band ${band + 1} is “${text}”`,
        'Set it with: gdal_edit.py -scale -offset',
      );
    };
    return {
      scale: numberOf('scale', 1),
      offset: numberOf('offset', 0),
      description: items.get(`description ${band}`)?.trim() || null,
      unit: (items.get(`unittype ${band}`) ?? metadataItem(xml, unitItem))?.trim() || null,
    };
  });
}

/** @returns an item of the whole file, such as SOFTWARE; null where there is none */
export function metadataItem(xml: string | null, name: string): string | null {
  for (const [, attributes, text] of (xml ?? '').matchAll(itemPattern)) {
    if (attributeOf(attributes!, 'name') === name && attributeOf(attributes!, 'sample') === null)
      return unescapeXml(unescapeXml(text!));
  }
  return null;
}

function roleByName(attributes: string): string | null {
  return attributeOf(attributes, 'name') === unitItem ? unitItem : null;
}

function attributeOf(attributes: string, key: string): string | null {
  return new RegExp(`\\b${key}="([^"]*)"`).exec(attributes)?.[1] ?? null;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, decimal, hex, entity) => {
    if (typeof entity === 'string') return entities[entity.toLowerCase()] ?? whole;
    const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
