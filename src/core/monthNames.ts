/** Months by the names that people give to columns, bands and files. */

const monthWords: readonly (readonly string[])[] = [
  ['jan', 'january', '一月', 'янв', 'январь', 'января', 'januar', 'jänner', 'janv', 'janvier'],
  ['feb', 'february', '二月', 'фев', 'февр', 'февраль', 'февраля', 'februar', 'févr', 'février', 'fevrier'],
  ['mar', 'march', '三月', 'мар', 'март', 'марта', 'mär', 'mrz', 'märz', 'maerz', 'mars'],
  ['apr', 'april', '四月', 'апр', 'апрель', 'апреля', 'avr', 'avril'],
  ['may', '五月', 'май', 'мая', 'mai'],
  ['jun', 'june', '六月', 'июн', 'июнь', 'июня', 'juni', 'juin'],
  ['jul', 'july', '七月', 'июл', 'июль', 'июля', 'juli', 'juil', 'juillet'],
  ['aug', 'august', '八月', 'авг', 'август', 'августа', 'août', 'aout'],
  ['sep', 'sept', 'september', '九月', 'сен', 'сент', 'сентябрь', 'сентября', 'septembre'],
  ['oct', 'october', '十月', 'окт', 'октябрь', 'октября', 'okt', 'oktober', 'octobre'],
  ['nov', 'november', '十一月', 'ноя', 'ноябрь', 'ноября', 'novembre'],
  ['dec', 'december', '十二月', 'дек', 'декабрь', 'декабря', 'dez', 'dezember', 'déc', 'décembre', 'decembre'],
];

const monthByWord = new Map(monthWords.flatMap((words, i) => words.map((word) => [word, i + 1] as const)));

/** The month, 1 to 12, that is called so, in any case: Jul, juillet, июля; null for any other word. */
export function monthOfWord(word: string): number | null {
  return monthByWord.get(word.normalize('NFKC').toLowerCase()) ?? null;
}

/** `2001-07`, `2001_07_15`, `200107`, `20010715` or `2001-07-15T06:00`; `2000_10m` is a year and a cell size. */
const date = /(?<!\d)(?:1[89]|20)\d\d([-_.]?)(0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01])(?:T[\d:]+)?)?(?![\p{L}\d])/gu;

/**
 * The month that the name of a column, a band or a file speaks of, 1 to 12: `Jan`, `July mean`, `7月`, `T07`,
 * `tavg_2001-07`, `t2m_20010715`. A number that is no date counts only at the end. Null where it speaks of none, or of
 * several.
 */
export function monthInName(name: string): number | null {
  const parts = name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '');
  const words = new Set(parts.flatMap((part) => monthByWord.get(part) ?? []));
  if (words.size > 1) return null;
  const [word] = words;
  if (word !== undefined) return word;
  const dated = new Set(Array.from(name.matchAll(date), ([, , month]) => Number(month)));
  if (dated.size > 1) return null;
  const [month] = dated;
  if (month !== undefined) return month;
  const number = /^\D{0,5}?(0?[1-9]|1[0-2])月?$/u.exec(parts.at(-1) ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
