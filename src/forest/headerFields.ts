/** Reads fields of a model's header. Each function takes a value and where it stands, and throws 'model-unreadable' naming both. */
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';

/** Everything that JSON.parse returns is JSON. */
function isJsonRecord(value: unknown): value is { readonly [key: string]: Json } {
  return isRecord(value);
}

export function jsonRecord(value: unknown, at: string): { readonly [key: string]: Json } {
  if (!isJsonRecord(value)) throw unreadable(at, 'an object', value);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function record(value: unknown, at: string): Record<string, unknown> {
  if (!isRecord(value)) throw unreadable(at, 'an object', value);
  return value;
}

export function list(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw unreadable(at, 'a list', value);
  return value;
}

export function string(value: unknown, at: string): string {
  if (typeof value !== 'string') throw unreadable(at, 'a text', value);
  return value;
}

/** Of a whole file, 64 hexadecimal digits in lower case. */
export function sha256(value: unknown, at: string): string {
  const text = string(value, at);
  if (!/^[0-9a-f]{64}$/.test(text)) throw unreadable(at, 'a SHA-256 of 64 hexadecimal digits', value);
  return text;
}

export function boolean(value: unknown, at: string): boolean {
  if (typeof value !== 'boolean') throw unreadable(at, 'true or false', value);
  return value;
}

export function stringOrNull(value: unknown, at: string): string | null {
  return value === null ? null : string(value, at);
}

export function oneOf<Choice extends string>(choices: readonly Choice[], value: unknown, at: string): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw unreadable(at, choices.join(' or '), value);
  return choice;
}

export function finite(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw unreadable(at, 'a finite number', value);
  return value;
}

export function count(value: unknown, at: string): number {
  if (!Number.isSafeInteger(value) || finite(value, at) < 1) throw unreadable(at, 'a whole number from 1', value);
  return finite(value, at);
}

export function unreadable(at: string, expected: string, found: unknown): DomainError {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 80);
  return new DomainError('model-unreadable', `In the header of the model, ${at} should be ${expected}, got ${shown}`, {
    at,
  });
}
