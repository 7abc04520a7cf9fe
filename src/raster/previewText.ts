/**
 * Text as outlines of glyphs from a font that comes with the program, so that a figure looks the same on a machine
 * without fonts.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
// oxlint-disable-next-line import/default -- its types name each export, but Node finds only the default one
import opentype from 'opentype.js';
import type { Font, Glyph, PathCommand } from 'opentype.js';

interface TextStyle {
  readonly sizePx: number;
  readonly weight: 'regular' | 'semibold';
  readonly colour: string;
  /** Which part of the text stands at x; the baseline stands at y. */
  readonly anchor: 'start' | 'middle' | 'end';
  /** Clockwise about (x, y); 0 if absent. */
  readonly rotationDegrees?: number;
}

export interface TextPainter {
  widthPx(text: string, style: Pick<TextStyle, 'sizePx' | 'weight'>): number;
  /** An SVG path element. Characters that the font lacks appear as its empty box. */
  draw(text: string, xPx: number, yPx: number, style: TextStyle): string;
}

/** Source Sans 3, SIL Open Font License 1.1: Latin, Greek and Cyrillic. */
const fontUrls = {
  regular: import.meta.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  semibold: import.meta.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
} as const;

let loaded: Promise<TextPainter> | null = null;

/** The fonts are read once a process: that takes as long as the rest of a figure. */
export function loadTextPainter(): Promise<TextPainter> {
  loaded ??= createTextPainter();
  return loaded;
}

async function createTextPainter(): Promise<TextPainter> {
  const [regular, semibold] = await Promise.all([loadFont(fontUrls.regular), loadFont(fontUrls.semibold)]);
  const fonts = { regular, semibold };

  function widthPx(text: string, { sizePx, weight }: Pick<TextStyle, 'sizePx' | 'weight'>): number {
    const font = fonts[weight];
    const units = Array.from(text).reduce((sum, character) => sum + advance(font.charToGlyph(character)), 0);
    return (units * sizePx) / font.unitsPerEm;
  }

  function draw(text: string, xPx: number, yPx: number, style: TextStyle): string {
    const font = fonts[style.weight];
    const share = { start: 0, middle: 0.5, end: 1 }[style.anchor];
    let pen = -share * widthPx(text, style);
    let outline = '';
    // Glyph by glyph: the shaper of the font library refuses the ligatures of this font.
    for (const character of text) {
      const glyph = font.charToGlyph(character);
      outline += glyph.getPath(pen, 0, style.sizePx).commands.map(pathCommand).join('');
      pen += (advance(glyph) * style.sizePx) / font.unitsPerEm;
    }
    const turn = style.rotationDegrees === undefined ? '' : ` rotate(${style.rotationDegrees})`;
    return `<path transform="translate(${xPx} ${yPx})${turn}" fill="${style.colour}" d="${outline}"/>`;
  }

  return { widthPx, draw };
}

async function loadFont(url: string): Promise<Font> {
  const bytes = await readFile(fileURLToPath(url));
  // oxlint-disable-next-line import/no-named-as-default-member -- Node finds it there alone, see the import
  return opentype.parse(new Uint8Array(bytes).buffer);
}

/** One command of an SVG path. The font library's own writer gives NaN for some positions. */
function pathCommand(command: PathCommand): string {
  return (
    command.type +
    pointsOf(command)
      .map((number) => number.toFixed(2))
      .join(' ')
  );
}

function pointsOf(command: PathCommand): readonly number[] {
  if (command.type === 'Z') return [];
  if (command.type === 'C') return [command.x1, command.y1, command.x2, command.y2, command.x, command.y];
  if (command.type === 'Q') return [command.x1, command.y1, command.x, command.y];
  return [command.x, command.y];
}

function advance(glyph: Glyph): number {
  return glyph.advanceWidth ?? 0;
}
