import { describe, expect, it } from 'vitest';
import { DomainError, fromPlainError, isErrno, toPlainError } from '../../src/core/errors.ts';

describe('toPlainError', () => {
  it('keeps code, message, detail and retryable of a DomainError through JSON and back', () => {
    const error = new DomainError('disk-full', 'No space', { needBytes: 5 }, { retryable: true });
    const plain = toPlainError(error);
    const back = fromPlainError(structuredClone(plain));
    expect(back).toBeInstanceOf(DomainError);
    expect(toPlainError(back)).toEqual({
      code: 'disk-full',
      message: 'No space',
      detail: { needBytes: 5 },
      retryable: true,
    });
  });

  it('makes a full disk retryable', () => {
    for (const code of ['ENOSPC', 'EDQUOT']) {
      const plain = toPlainError(Object.assign(new Error('write failed'), { code }));
      expect(plain).toMatchObject({ code: 'disk-full', retryable: true });
      expect(plain.message).toContain('write failed');
    }
  });

  it('calls everything else internal, thrown strings too', () => {
    expect(toPlainError(new TypeError('x is not a function'))).toMatchObject({ code: 'internal', retryable: false });
    expect(toPlainError('unexpected end of file')).toMatchObject({
      code: 'internal',
      message: 'unexpected end of file',
    });
  });
});

describe('isErrno', () => {
  it('needs an Error with that very code', () => {
    expect(isErrno(Object.assign(new Error('gone'), { code: 'ENOENT' }), 'ENOENT')).toBe(true);
    expect(isErrno(Object.assign(new Error('gone'), { code: 'EACCES' }), 'ENOENT')).toBe(false);
    expect(isErrno({ code: 'ENOENT' }, 'ENOENT')).toBe(false);
  });
});
