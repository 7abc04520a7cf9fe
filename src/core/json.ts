/** What JSON can hold. NaN and Infinity are not part of it: write null. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
