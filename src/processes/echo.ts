/** Gives back what it gets: lets clients and the OGC conformance suite try out every way of calling a process. */
import { toJson } from '../core/json.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import type { Output, Process } from './process.ts';

const inputs = z.strictObject({
  message: z.string().max(10_000).optional().meta({ title: 'Message', description: 'Any text.' }),
  feature: z
    .union([
      z.string().max(100_000).meta({ contentMediaType: 'application/geo+json' }),
      z.strictObject({ type: z.literal('Feature'), geometry: z.unknown(), properties: z.unknown() }),
    ])
    .optional()
    .meta({ title: 'Feature', description: 'A GeoJSON feature, as text or as an object.' }),
  bbox: z
    // Deliberately lenient: what is echoed is not used, and conformance clients send boxes outside the world.
    .strictObject({ bbox: z.array(z.number()), crs: z.string().optional() })
    .optional()
    .meta({ title: 'Bounding box', description: 'Lower and upper corner, and the CRS as a URI.' }),
  numbers: z.array(z.int()).max(10_000).optional().meta({ title: 'Numbers', description: 'Any integers.' }),
  pause: z
    .int()
    .min(0)
    .max(60)
    .default(0)
    .meta({ title: 'Pause', description: 'Seconds to wait before answering.', unit: 's' }),
});

const echoed = ['message', 'feature', 'bbox', 'numbers', 'pause'] as const;

/** Each input comes back as the output of the same id; an input that was not given has no output. */
export const echo: Process<typeof inputs> = {
  id: 'echo',
  version: '1.0.0',
  title: 'Echo',
  description: 'Gives back its inputs, after a pause if one is asked for.',
  inputs,
  outputs: {
    message: { title: 'Message', description: 'The text.', mediaType: 'text/plain', schema: z.string() },
    feature: {
      title: 'Feature',
      description: 'The feature as it was given.',
      mediaType: 'application/json',
      schema: inputs.shape.feature.unwrap(),
    },
    bbox: {
      title: 'Bounding box',
      description: 'The box as it was given.',
      mediaType: 'application/json',
      schema: inputs.shape.bbox.unwrap(),
    },
    numbers: {
      title: 'Numbers',
      description: 'The numbers.',
      mediaType: 'application/json',
      schema: inputs.shape.numbers.unwrap(),
    },
    pause: { title: 'Pause', description: 'Seconds waited.', mediaType: 'application/json', schema: z.int() },
  },
  modes: ['sync', 'async'],
  async run(context, given) {
    context.progress(0, `waiting for ${given.pause} s`);
    try {
      await delay(given.pause * 1000, undefined, { signal: context.signal });
    } catch (error) {
      throw new DomainError('cancelled', 'The echo was cancelled while it waited', {}, { cause: error });
    }
    const outputs: Record<string, Output> = {};
    for (const id of echoed) {
      if (given[id] !== undefined) outputs[id] = { kind: 'value', value: toJson(given[id]) };
    }
    return outputs;
  },
};
