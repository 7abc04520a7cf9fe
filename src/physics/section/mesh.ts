/** The cells of a section and their sides. */

export interface Mesh {
  /** Ascending, one more than columns. */
  readonly xEdgesM: Float64Array;
  /** Downwards from the original ground, ascending, one more than rows; negative above it. */
  readonly depthEdgesM: Float64Array;
  readonly columns: number;
  readonly rows: number;
  /** Cells are numbered column by column from the left, each from the top: column × rows + row. */
  readonly cells: number;
}

/** Columns between the edges along x, rows between the depths: both m, ascending. */
export function createMesh(xEdgesM: Float64Array, depthEdgesM: Float64Array): Mesh {
  const [columns, rows] = [xEdgesM.length - 1, depthEdgesM.length - 1];
  return { xEdgesM, depthEdgesM, columns, rows, cells: columns * rows };
}

/** Of the cells between edges, m: one less than edges. */
export function centresM(edgesM: Float64Array): Float64Array {
  return Float64Array.from({ length: edgesM.length - 1 }, (_, i) => (edgesM[i]! + edgesM[i + 1]!) / 2);
}

/** Of the cells between edges, m: one less than edges. */
export function sizesM(edgesM: Float64Array): Float64Array {
  return Float64Array.from({ length: edgesM.length - 1 }, (_, i) => edgesM[i + 1]! - edgesM[i]!);
}

/** Of each cell, m³ per metre of section. */
export function volumesM2({ xEdgesM, depthEdgesM, rows, cells }: Mesh): Float64Array {
  const [widths, heights] = [sizesM(xEdgesM), sizesM(depthEdgesM)];
  return Float64Array.from({ length: cells }, (_, i) => widths[Math.floor(i / rows)]! * heights[i % rows]!);
}

/** Which way a face looks, from the ground into the air; `down` is the roof of a hollow. */
type Facing = 'up' | 'down' | 'left' | 'right';

/** Where ground meets air. */
export interface Face {
  readonly cell: number;
  readonly facing: Facing;
  /** Its length in the section, m. */
  readonly lengthM: number;
  /** From the face to the centre of its cell, and to that of the air beyond. */
  readonly halfM: number;
  readonly beyondM: number;
  /** Its middle. */
  readonly xM: number;
  readonly depthM: number;
}

/**
 * Faces of ground to air, and of the uppermost row to what lies above the section. The sides and the bottom of the
 * section are none.
 * @param isGround by cell
 */
export function airFaces(mesh: Mesh, isGround: (cell: number) => boolean): readonly Face[] {
  const { xEdgesM, depthEdgesM, columns, rows } = mesh;
  const [halfWidths, halfHeights] = [
    sizesM(xEdgesM).map((sizeM) => sizeM / 2),
    sizesM(depthEdgesM).map((sizeM) => sizeM / 2),
  ];
  const faces: Face[] = [];
  for (let column = 0; column < columns; column++) {
    const [left, right] = [xEdgesM[column]!, xEdgesM[column + 1]!];
    for (let row = 0; row < rows; row++) {
      const cell = column * rows + row;
      if (!isGround(cell)) continue;
      const [top, bottom] = [depthEdgesM[row]!, depthEdgesM[row + 1]!];
      const [xM, depthM] = [(left + right) / 2, (top + bottom) / 2];
      const across = { cell, lengthM: right - left, halfM: halfHeights[row]!, xM };
      const along = { cell, lengthM: bottom - top, halfM: halfWidths[column]!, depthM };
      const add = (facing: Facing, face: Omit<Face, 'facing' | 'beyondM'>, beyondM: number): void => {
        faces.push({ ...face, facing, beyondM });
      };
      // Above the section the air goes on as the ground does.
      if (row === 0 || !isGround(cell - 1)) {
        add('up', { ...across, depthM: top }, halfHeights[row - 1] ?? halfHeights[row]!);
      }
      if (row + 1 < rows && !isGround(cell + 1)) add('down', { ...across, depthM: bottom }, halfHeights[row + 1]!);
      if (column > 0 && !isGround(cell - rows)) add('left', { ...along, xM: left }, halfWidths[column - 1]!);
      if (column + 1 < columns && !isGround(cell + rows))
        add('right', { ...along, xM: right }, halfWidths[column + 1]!);
    }
  }
  return faces;
}
