import { textSizePx } from '../../src/figures/svg.ts';
import { widthOfText } from '../../src/figures/words.ts';

/** What a browser would make of a figure: its elements, or an error where it is not well-formed XML. */
interface Drawn {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

export function readSvg(svg: string): readonly Drawn[] {
  const drawn: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const open: { name: string; text: string }[] = [];
  let at = 0;
  for (const match of svg.matchAll(/<(\/?)([a-zA-Z]+)((?: [a-zA-Z0-9:-]+="[^"<]*")*)(\/?)>/g)) {
    const between = svg.slice(at, match.index);
    if (/[<>]|&(?!amp;|lt;|gt;|quot;)/.test(between)) throw new Error(`not well-formed: ${between}`);
    if (open.length > 0) open.at(-1)!.text += unescape(between);
    at = match.index + match[0].length;
    const [, closing, name, attributes, selfClosing] = match;
    if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    const list = [...attributes!.matchAll(/([a-zA-Z0-9:-]+)="([^"]*)"/g)].map(([, key, value]) => [
      key!,
      unescape(value!),
    ]);
    const entry = { name: name!, attributes: Object.fromEntries(list) as Record<string, string>, text: '' };
    drawn.push(entry);
    if (selfClosing === '') open.push(entry);
  }
  if (open.length > 0 || svg.slice(at).trim() !== '') throw new Error('the figure does not end');
  return drawn;
}

export function wordsOf(svg: string): readonly string[] {
  return readSvg(svg)
    .filter(({ name }) => name === 'text')
    .map(({ text }) => text);
}

/** Words that pass the edge of the figure, by the estimated width of their letters. */
export function wordsOutside(svg: string): readonly string[] {
  const drawn = readSvg(svg);
  const paper = drawn[0]!.attributes;
  const [right, bottom] = [Number(paper['width']), Number(paper['height'])];
  return drawn.flatMap(({ name, attributes, text }) => {
    if (name !== 'text') return [];
    const sizePx = Number(attributes['font-size'] ?? textSizePx);
    const [x, y] = [Number(attributes['x']), Number(attributes['y'])];
    const from = { middle: -0.5, end: -1 }[attributes['text-anchor'] ?? ''] ?? 0;
    const turn = (Number(/^rotate\((\S+)/.exec(attributes['transform'] ?? '')?.[1] ?? 0) * Math.PI) / 180;
    const ends = [from, from + 1].map((share) => share * widthOfText(text, sizePx));
    const outside = ends.some((along) => {
      const [atX, atY] = [x + along * Math.cos(turn), y + along * Math.sin(turn)];
      return atX < 0 || atX > right || atY < 0 || atY > bottom;
    });
    return outside ? [text] : [];
  });
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
