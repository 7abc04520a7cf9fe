/** The body of an execution: its shape, and the checks that need the process. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { nearestName } from '../core/nearestName.ts';
import type { ExecutionRequest } from '../jobs/types.ts';
import { parseInputs } from '../processes/parseInputs.ts';
import type { Process } from '../processes/process.ts';
import { mediaTypeOf } from './negotiate.ts';
import { describeProcess } from './processDescription.ts';
import { refuseInput } from './problem.ts';
import { resolveInputs } from './resolveInputs.ts';
import type { HttpSettings } from './services.ts';

export const executeSchema = z.strictObject({
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z
    .record(
      z.string(),
      z.strictObject({
        format: z
          .strictObject({
            mediaType: z.string().optional(),
            encoding: z.string().optional(),
            schema: z.unknown().optional(),
          })
          .optional(),
        transmissionMode: z.enum(['value', 'reference']).optional(),
      }),
    )
    .optional()
    .describe('By default all outputs, each by value.'),
  response: z.enum(['raw', 'document']).default('raw'),
  subscriber: z.unknown().optional().describe('Callbacks are not offered: a body with a subscriber is refused.'),
});

export interface CheckedRequest {
  readonly request: ExecutionRequest;
  /** As the process's schema gives them back, with defaults. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** @throws {DomainError} 'unknown-field', 'invalid-input' with pointers into the body, or 'href-refused' */
export async function checkExecution(
  body: unknown,
  process: Process,
  settings: HttpSettings,
  signal: AbortSignal,
): Promise<CheckedRequest> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw refuseInput('', 'expected an object such as {"inputs": {…}}');
  }
  const execute = parseInputs(executeSchema, body);
  if (execute.subscriber !== undefined) {
    throw refuseInput('/subscriber', 'callbacks are not offered here; poll the job at its Location instead');
  }
  const described = describeProcess(process, settings.publicUrl);
  const inputs = await resolveInputs(execute.inputs, {
    publicUrl: settings.publicUrl,
    hrefAllowList: settings.hrefAllowList,
    signal,
    mediaTypes: (input) => mediaTypesOf(described.inputs[input]?.schema),
  });
  return {
    request: {
      inputs,
      response: execute.response,
      outputs: execute.outputs === undefined ? null : checkOutputs(execute.outputs, process),
      subscriber: null,
    },
    inputs: checkInputs(process, inputs),
  };
}

type AskedOutputs = NonNullable<z.infer<typeof executeSchema>['outputs']>;

function checkOutputs(asked: AskedOutputs, process: Process): NonNullable<ExecutionRequest['outputs']> {
  const have = Object.keys(process.outputs);
  const checked = Object.entries(asked).map(([id, output]) => {
    const known = process.outputs[id];
    if (known === undefined || !Object.hasOwn(process.outputs, id)) {
      const detail = `unknown output "${id}"; the nearest is "${nearestName(id, have)}"`;
      throw new DomainError('unknown-field', detail, { errors: [{ pointer: `/outputs/${id}`, detail }] });
    }
    const mediaType = output.format?.mediaType;
    if (mediaType !== undefined && mediaTypeOf(mediaType) !== mediaTypeOf(known.mediaType)) {
      throw refuseInput(`/outputs/${id}/format/mediaType`, `expected ${known.mediaType}, found ${mediaType}`);
    }
    return [id, { transmissionMode: output.transmissionMode ?? null }] as const;
  });
  return Object.fromEntries(checked);
}

/** Media types that an input's schema declares, at its top or in one of its forms. */
function mediaTypesOf(schema: Readonly<Record<string, unknown>> | undefined): string[] {
  const forms: unknown[] = Array.isArray(schema?.['oneOf']) ? schema['oneOf'] : [schema];
  return forms.flatMap((form) => {
    const declared = form !== null && typeof form === 'object' && 'contentMediaType' in form && form.contentMediaType;
    return typeof declared === 'string' ? [declared] : [];
  });
}

/** A fault of the inputs as one of the body that they stand in: its pointers begin there. */
export function pointIntoBody(error: unknown): unknown {
  if (!(error instanceof DomainError) || !Array.isArray(error.detail['errors'])) return error;
  const errors = error.detail['errors'].map((fault) => ({ ...fault, pointer: `/inputs${fault.pointer}` }));
  return new DomainError(error.code, error.message, { ...error.detail, errors }, { cause: error });
}

function checkInputs(process: Process, inputs: Readonly<Record<string, Json>>): Readonly<Record<string, unknown>> {
  try {
    return parseInputs(process.inputs, inputs);
  } catch (error) {
    throw pointIntoBody(error);
  }
}
