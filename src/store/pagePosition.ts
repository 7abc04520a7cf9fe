/** Where the next page of a list goes on, as a text for links: behind the row seen last, so new rows do not shift it. */
import { DomainError } from '../core/errors.ts';

/** Of a list in the order of creation, then of id. */
interface PagePosition {
  readonly created: string;
  readonly id: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param last of the page, its id a UUID */
export function encodePosition(last: { readonly created: Date; readonly id: string }): string {
  return Buffer.from(`${last.created.toISOString()} ${last.id}`).toString('base64url');
}

/** @throws {DomainError} 'invalid-input' where the text is not from an earlier page */
export function decodePosition(text: string): PagePosition {
  const [created = '', id = ''] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  const isInstant = !Number.isNaN(Date.parse(created)) && new Date(created).toISOString() === created;
  if (!isInstant || !uuid.test(id)) {
    throw new DomainError('invalid-input', `Page position "${text}" is not one that an earlier page gave`, {
      field: 'after',
    });
  }
  return { created, id };
}
