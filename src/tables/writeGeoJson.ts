/** Results at points as GeoJSON (RFC 7946): WGS 84, longitude first, a feature per line. */

export interface PointFeature {
  readonly lon: number;
  readonly lat: number;
  readonly properties: Readonly<Record<string, string | number | boolean | null>>;
}

/** A FeatureCollection as text. What JSON has no number for becomes null: a property, or the geometry as a whole. */
export function pointsToGeoJson(points: Iterable<PointFeature>): string {
  const features = Array.from(points, ({ lon, lat, properties }) => {
    const located = Number.isFinite(lon) && Number.isFinite(lat);
    const geometry = located ? { type: 'Point', coordinates: [lon, lat] } : null;
    return JSON.stringify({ type: 'Feature', geometry, properties });
  });
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`;
}
