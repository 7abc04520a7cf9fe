/** What a column of a series may be, and the names by which people call it. */
import { namesRole } from './columnRoles.ts';
import { splitUnit } from './columnUnits.ts';

/** Roles that a column may be given by its name. */
export const seriesRoles = [
  'site',
  'date',
  'time',
  'year',
  'month',
  'day',
  'dayOfYear',
  'hour',
  'depth',
  'value',
  'lat',
  'lon',
  'elevation',
  'years',
  'firstYear',
  'lastYear',
] as const;

export type SeriesRole = (typeof seriesRoles)[number];

const otherNames: Partial<Record<SeriesRole, readonly string[]>> = {
  site: [
    'hole',
    'hole_id',
    'borehole_name',
    'well',
    'plot',
    'station_code',
    '孔号',
    '钻孔号',
    '钻孔名称',
    '测孔',
    '站点',
    '测点',
    '观测点',
    'площадка',
    'messstelle',
    'messpunkt',
    'point_de_mesure',
  ],
  depth: [
    'z',
    'depth_below_surface',
    'depth_below_ground',
    'sensor_depth_below_surface',
    '埋深',
    '探头深度',
    '传感器深度',
  ],
  years: ['n_years', 'nyears', 'years', '年数', 'число_лет', 'anzahl_jahre'],
};

/** Roles of station tables, as roles of series. */
const datasetRoles: Readonly<Record<string, SeriesRole>> = {
  id: 'site',
  name: 'site',
  location: 'site',
  lat: 'lat',
  lon: 'lon',
  elevation: 'elevation',
  depth: 'depth',
  date: 'date',
  year: 'year',
  year_first: 'firstYear',
  year_last: 'lastYear',
  magst: 'value',
  magt: 'value',
};

/**
 * Roles that columns were given for any use of their dataset, as roles of series; a column that the table does not have,
 * that has another role here, or a role that series do not know, is left out.
 */
export function rolesOfDataset(
  names: readonly string[],
  datasetColumns: Readonly<Record<string, string>>,
  columns: Partial<Record<SeriesRole, string>>,
): Partial<Record<SeriesRole, string>> {
  const roles: Partial<Record<SeriesRole, string>> = {};
  const taken = new Set(Object.values(columns));
  for (const [given, column] of Object.entries(datasetColumns)) {
    const role = Object.hasOwn(datasetRoles, given) ? datasetRoles[given]! : null;
    if (role !== null && names.includes(column) && !taken.has(column)) roles[role] = column;
  }
  return roles;
}

/** Whether people call this role so, with its unit or without. */
export function namesSeriesRole(name: string, role: SeriesRole): boolean {
  const { whole, stem } = splitUnit(name);
  if (otherNames[role]?.some((known) => known === whole || known === stem) === true) return true;
  if (role === 'lat' || role === 'lon' || role === 'elevation' || role === 'depth') return namesRole(name, role);
  if (role === 'firstYear') return namesRole(name, 'year_first');
  return role === 'lastYear' && namesRole(name, 'year_last');
}
