/** Colours of the words and lines of every figure. */
export const ink = '#1c1f24';
export const softInk = '#565c66';
export const paper = '#ffffff';
