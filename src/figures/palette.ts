/**
 * Colours of the data: two that stay apart for every common colour blindness and in grey print.
 * @source Wong 2011, Points of view: color blindness, Nature Methods 8:441, doi:10.1038/nmeth.1618
 */
export const blue = '#0072b2';
export const vermilion = '#d55e00';
export const grey = '#8a8f98';
