/** Stations whose own row says that the ground was disturbed: such holes tell of a road or a fire, not of the climate. */
import type { Flag } from './flag.ts';
import type { StationTable } from './stationTable.ts';

/** By what disturbs, in the languages of the archives. Latin words are looked for as whole words. */
const words: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a road, railway or embankment',
    /\b(roads?|roadside|highway|railways?|railroad|embankments?|subgrade)\b|дорог|насып|路基|公路|铁路/iu,
  ],
  ['a pipeline', /\b(pipelines?|gas ?line|oil ?line)\b|трубопровод|管道|管线/iu],
  [
    'mining',
    /\b(mines?|mining|quarry|open[ -]?pit|waste (rock|heap|dump)|tailings|spoil)\b|карьер|отвал|шахт|рудник|矿|采坑|排土场/iu,
  ],
  ['fire', /\b(burn(ed|t)?|fire|wildfire)\b|гарь|пожар|火烧/iu],
  ['clearing', /\b(clear[ -]?cut|cleared|logged|felled|ploughed|plowed|cropland)\b|вырубк|пашн|砍伐|耕地/iu],
  [
    'buildings',
    /\b(buildings?|foundations?|airports?|airfield|runway|urban|heated|settlement)\b|здани|аэропорт|посёлок|поселок|房|机场|城镇/iu,
  ],
  [
    'disturbance',
    /\b(disturbed|disturbance|backfill(ed)?|artificial|reclaimed|thermokarst)\b|нарушен|扰动|回填|人工/iu,
  ],
];
/** A column of flags. */
const flagName = /disturb|扰动|нарушен/iu;
const yes = /^(1|true|yes|y|да|是)$/iu;

export function findDisturbed({ table }: StationTable): Flag[] {
  const texts = table.columns.filter(({ role }) => role !== 'date' && role !== 'id');
  return Array.from({ length: table.rowCount }, (_, row): Flag[] => {
    for (const { name, values } of texts) {
      const text = String(values[row]);
      const what = flagName.test(name) ? (yes.test(text) ? 'disturbance' : null) : disturbanceIn(text);
      if (what === null) continue;
      const reason = `${name} says ${JSON.stringify(text.slice(0, 80))}, which speaks of ${what}`;
      return [{ row, check: 'disturbed', reason, suggestions: [{ line: table.lines[row]!, exclude: true, reason }] }];
    }
    return [];
  }).flat();
}

function disturbanceIn(text: string): string | null {
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
