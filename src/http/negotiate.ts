/** Media types, and their negotiation by the Accept header (RFC 9110, section 12.5.1). */

/**
 * The offered media type that the client likes best; the first of equally liked ones, null where none is acceptable.
 * @param offers without parameters, in the server's order of preference
 */
export function preferredType<Offer extends string>(
  accept: string | undefined,
  offers: readonly Offer[],
): Offer | null {
  const ranges = parseAccept(accept ?? '*/*');
  let best: Offer | null = null;
  let bestQuality = 0;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > bestQuality) [best, bestQuality] = [offer, quality];
  }
  return best;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function parseAccept(accept: string): MediaRange[] {
  return accept.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = weight === undefined ? 1 : Number(weight.slice(2));
    return type === '' ? [] : [{ type, quality: Number.isFinite(quality) ? quality : 0 }];
  });
}

/** The most specific range decides, whatever its quality. */
function qualityOf(offer: string, ranges: readonly MediaRange[]): number {
  const family = `${offer.split('/')[0]}/*`;
  for (const wanted of [offer, family, '*/*']) {
    const range = ranges.find(({ type }) => type === wanted);
    if (range !== undefined) return range.quality;
  }
  return 0;
}

/** The media type without parameters, in lower case; empty where there is none. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? '').split(';')[0]!.trim().toLowerCase();
}
