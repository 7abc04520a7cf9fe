/** °C that a mean of a day or a month of the air or the ground surface can have on Earth. */
export const coldestC = -95;
export const warmestC = 75;

export function isPossibleC(valueC: number): boolean {
  return valueC >= coldestC && valueC <= warmestC;
}
