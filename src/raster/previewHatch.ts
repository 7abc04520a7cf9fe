/** Where there is no data: hatched, so that it cannot be taken for a temperature. */
export const hatch =
  '<pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="9" height="9" fill="#e9e9e7"/><line x1="0" y1="0" x2="0" y2="9" stroke="#c9c9c6" stroke-width="2.4"/>' +
  '</pattern>';
