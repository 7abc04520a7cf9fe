/** Which columns of a table are those of borehole logs, by their names, and in which unit each is. */
import { DomainError } from '../core/errors.ts';
import { unitConverter } from '../units/convert.ts';
import { nearestName } from '../core/nearestName.ts';
import { isUnit } from '../units/parseUnit.ts';
import { roleNames, words } from './roleNames.ts';

interface RoleRule {
  /** In which its numbers are wanted; null for texts. */
  readonly unit: string | null;
  readonly names: readonly string[];
}

/** Names in lower case with `_` for anything but letters, units left off. */
const roles = {
  hole: {
    unit: null,
    names:
      words(`hole hole_id borehole borehole_id id name site core 钻孔 孔号 钻孔编号 скважина 孔名 钻孔名称 номер_скважины
      bohrloch bohrung forage sondage`),
  },
  top: {
    unit: 'm',
    names: words(`top from depth_from top_depth depth_top upper 起始深度 顶深 от кровля глубина_от von tiefe_von
      obere_tiefe oberkante toit profondeur_haut`),
  },
  bottom: {
    unit: 'm',
    names: words(`bottom to depth_to bottom_depth depth_bottom lower 终止深度 底深 до подошва глубина_до bis tiefe_bis
      untere_tiefe unterkante profondeur_bas`),
  },
  water: {
    unit: '',
    names: words(`water water_content water_gravimetric gravimetric_water gravimetric_water_content gwc moisture
      moisture_content w 含水率 含水量 влажность 质量含水率 质量含水量 суммарная_влажность влажность_суммарная
      wassergehalt teneur_en_eau`),
  },
  unfrozen: {
    unit: '',
    names: words(`unfrozen unfrozen_water unfrozen_gravimetric unfrozen_water_content 未冻水含量 незамерзшая_вода
      содержание_незамерзшей_воды ungefrorenes_wasser eau_non_gelée`),
  },
  dryDensity: {
    unit: 'kg/m³',
    names: words(`dry_density dry_bulk_density density_dry 干密度 плотность_скелета плотность_сухого_грунта
      trockendichte densité_sèche masse_volumique_sèche`),
  },
  ice: {
    unit: '',
    names: words(`ice ice_volumetric volumetric_ice volumetric_ice_content ice_volume vic 体积含冰量 体积含冰率
      объемная_льдистость объёмная_льдистость суммарная_льдистость льдистость
      volumetrischer_eisgehalt teneur_en_glace_volumique`),
  },
  soil: {
    unit: null,
    names: words(`soil soil_type layer lithology stratum material type 岩性 土层 грунт 土质 порода литология boden
      bodenart sol lithologie`),
  },
  unit: {
    unit: null,
    names: words(
      `unit landform landform_unit terrain_unit geomorphic_unit geomorphological_unit 地貌 地貌单元 ландшафт`,
    ),
  },
  table: {
    unit: 'm',
    names: words(`permafrost_table permafrost_table_depth table_depth 多年冻土上限 冻土上限 глубина_кровли_мерзлоты`),
  },
  lat: { unit: '°', names: roleNames.lat },
  lon: { unit: '°', names: roleNames.lon },
} as const satisfies Readonly<Record<string, RoleRule>>;

export type IceLogRole = keyof typeof roles;

export const iceLogRoles: readonly IceLogRole[] = Object.keys(roles).filter(isRole);

interface IceLogColumn {
  readonly column: string;
  /** As its cells are; null for texts. */
  readonly unit: string | null;
  readonly how: 'given' | 'named' | 'assumed';
  readonly convert: (value: number) => number;
}

export type IceLogColumns = { readonly [Role in IceLogRole]?: IceLogColumn };

/** Endings of names that say a unit. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/_?kg_?m_?3$/, 'kg/m³'],
  [/_?g_?cm_?3$/, 'g/cm³'],
  [/_?t_?m_?3$/, 't/m³'],
  [/_(percent|pct)$/, '%'],
  [/_cm$/, 'cm'],
  [/_mm$/, 'mm'],
  [/_ft$/, 'ft'],
  [/_m$/, 'm'],
];

/**
 * @param given role to column name
 * @param units role to unit; wins over what names say
 * @throws {DomainError} 'unknown-field' for a role that is none; 'column-missing' for hole, top or bottom; 'invalid-input' for two columns of one role, and for a
 *   unit that the role cannot have
 */
export function findIceLogColumns(
  names: readonly string[],
  given: Readonly<Record<string, string>>,
  units: Readonly<Record<string, string>>,
): IceLogColumns {
  for (const role of [...Object.keys(given), ...Object.keys(units)]) requireRole(role);
  const taken = Object.values(given);
  const found = iceLogRoles.flatMap((role) => {
    const column =
      given[role] ??
      columnOf(
        role,
        names.filter((name) => !taken.includes(name)),
      );
    if (column === null) return [];
    if (!names.includes(column)) throw missing([column], names);
    return [[role, describe(role, column, units[role])] as const];
  });
  const columns: IceLogColumns = Object.fromEntries(found);
  const unitOfNothing = Object.keys(units).find((role) => !Object.hasOwn(columns, role));
  if (unitOfNothing !== undefined) {
    throw new DomainError(
      'invalid-input',
      `A unit is given, but none of the columns is the ${unitOfNothing} of the logs`,
      {
        role: unitOfNothing,
        columns: names.slice(0, 100),
      },
    );
  }
  const lacking = (['hole', 'top', 'bottom'] as const).filter((role) => columns[role] === undefined);
  if (lacking.length > 0) throw missing(lacking, names);
  if (columns.ice === undefined && columns.water === undefined) throw missing(['water (or ice)'], names);
  return columns;
}

function isRole(name: string): name is IceLogRole {
  return Object.hasOwn(roles, name);
}

function requireRole(role: string): void {
  if (isRole(role)) return;
  throw new DomainError(
    'unknown-field',
    `Borehole logs have no role ${JSON.stringify(role.slice(0, 80))}; the nearest is ${JSON.stringify(nearestName(role.slice(0, 80), iceLogRoles))}`,
    { role: role.slice(0, 80), roles: iceLogRoles },
  );
}

function columnOf(role: IceLogRole, names: readonly string[]): string | null {
  const own: readonly string[] = roles[role].names;
  const fitting = names.filter((name) => own.includes(splitName(name).stem));
  if (fitting.length < 2) return fitting[0] ?? null;
  throw new DomainError(
    'invalid-input',
    `Columns ${fitting.map((name) => JSON.stringify(name)).join(' and ')} may both be the ${role} of the logs: say which by columns, such as {"${role}": ${JSON.stringify(fitting[0])}}`,
    { role, columns: fitting },
  );
}

/** `Dry density (g/cm³)`, `dry_density_g_cm3` and `dryDensityGCm3` have the stem dry_density. */
function splitName(name: string): { readonly stem: string; readonly unit: string | null } {
  const bracket = /^(.*?)[\s,_]*[([（]\s*(.*?)\s*[)\]）]\s*$/u.exec(name.trim());
  if (bracket !== null) return { stem: plain(bracket[1]!), unit: bracket[2]! };
  if (name.trim().endsWith('%')) return { stem: plain(name), unit: '%' };
  const whole = plain(name);
  const ending = endings.find(([pattern]) => pattern.test(whole));
  return ending === undefined ? { stem: whole, unit: null } : { stem: whole.replace(ending[0], ''), unit: ending[1] };
}

function plain(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}

function describe(role: IceLogRole, column: string, given: string | undefined): IceLogColumn {
  const { unit: wanted } = roles[role];
  if (wanted === null) {
    if (given === undefined) return { column, unit: null, how: 'assumed', convert: (value) => value };
    throw new DomainError('invalid-input', `The ${role} of the logs is a text, which has no unit`, { role });
  }
  const named = splitName(column).unit?.replace(/^(wt|vol|mass)\.?\s*%$/i, '%') ?? null;
  const convertFrom = (unit: string): ((value: number) => number) =>
    unitConverter(unit, { unit: wanted, difference: false });
  try {
    if (given !== undefined) return { column, unit: given, how: 'given', convert: convertFrom(given) };
    // What stands in brackets may be a remark, as in "water (gravimetric)".
    if (named !== null && isUnit(named)) return { column, unit: named, how: 'named', convert: convertFrom(named) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(
      'invalid-input',
      `Column ${JSON.stringify(column)}, the ${role} of the logs: ${error.message}`,
      { role, column },
      { cause: error },
    );
  }
  return { column, unit: wanted, how: 'assumed', convert: (value) => value };
}

function missing(wanted: readonly string[], names: readonly string[]): DomainError {
  return new DomainError(
    'column-missing',
    `Borehole logs need the columns ${wanted.join(', ')}; the table has ${names.slice(0, 30).join(', ')}. Name them by columns, such as {"top": ${JSON.stringify(names[0] ?? 'from')}}`,
    { missing: wanted, columns: names.slice(0, 100) },
  );
}
