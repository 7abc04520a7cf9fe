/** Positions of the rows of a table, from its columns of latitude and longitude. */
import { coordinateFault, parseCoordinate, turnedMessage, turnLongitudes } from './coordinates.ts';
import type { Axis } from './coordinates.ts';
import type { DecimalMark } from './numbers.ts';

export interface CoordinateCells {
  /** One per row; '' where there is none. */
  readonly texts: readonly string[];
  readonly mark: DecimalMark | null;
  /** From the unit of the column to degrees. */
  readonly toDegrees?: (value: number) => number;
}

/** WGS 84 degrees. */
export interface Position {
  readonly lon: number;
  readonly lat: number;
}

export interface Positions {
  /** Null for a row that lacks a coordinate; a fault, with the cell that shows it, where there can be no such place. */
  at(row: number): Position | { readonly axis: Axis; readonly fault: string } | null;
  /** What was changed. */
  readonly warnings: readonly string[];
}

/** @param lines of the file, by row */
export function readPositions(lat: CoordinateCells, lon: CoordinateCells, lines: readonly number[]): Positions {
  const latitudes = degreesOf(lat, 'lat');
  const { degrees: longitudes, turned } = turnLongitudes(degreesOf(lon, 'lon'));
  const turnedLines = turned.map((row) => lines[row]!);
  return {
    warnings: turned.length === 0 ? [] : [turnedMessage(turnedLines, longitudes[turned[0]!]!)],
    at(row) {
      const texts = { lat: lat.texts[row]!, lon: lon.texts[row]! };
      if (texts.lat === '' || texts.lon === '') return null;
      const position = { lon: longitudes[row]!, lat: latitudes[row]! };
      const fault = coordinateFault(
        { text: texts.lat, mark: lat.mark, degrees: position.lat },
        { text: texts.lon, mark: lon.mark, degrees: position.lon },
      );
      return fault === null ? position : { axis: fault.axis, fault: fault.reason };
    },
  };
}

function degreesOf({ texts, mark, toDegrees = (value) => value }: CoordinateCells, axis: Axis): Float64Array {
  return Float64Array.from(texts, (text) => toDegrees(parseCoordinate(text, axis, mark)));
}
