/** The ground of a section: of the request, or of the earlier run that it goes on from. */
import { sortedJson } from '../../core/json.ts';
import { sectionInputs } from './sectionInputs.ts';
import { groundOfRestart } from './sectionRestart.ts';
import { refuse } from './shapeInputs.ts';
import type { SectionInputs } from './sectionInputs.ts';

/** What a first run needs. */
export type SectionGround = Pick<SectionInputs, 'materials' | 'shapes' | 'cells' | 'geothermalFluxWM2'> & {
  readonly [name in 'widthM' | 'depthM' | 'layers']: NonNullable<SectionInputs[name]>;
};

/** A request with the ground that it means. */
export type GivenSection = SectionInputs &
  SectionGround & {
    /** Years since the start of the first run. */
    readonly startYear: number;
    readonly endYear: number;
  };

/** @throws {DomainError} 'invalid-input' for ground that is not given, or differs from that of the restart file */
export function groundGiven(given: SectionInputs): SectionGround {
  const { widthM, depthM, layers, materials, shapes, cells, geothermalFluxWM2, restart } = given;
  // The checksum of the file says that it is what this function gave.
  if (restart !== null) return sameGround(given, groundOfRestart(restart) as unknown as SectionGround);
  if (widthM === null) throw refuse('/widthM', 'Expected the width of the section, m, or a restart file');
  if (depthM === null) throw refuse('/depthM', 'Expected the depth of the section, m, or a restart file');
  if (layers === null) throw refuse('/layers', 'Expected layers of the ground, or a restart file');
  return { widthM, depthM, layers, materials, shapes, cells, geothermalFluxWM2 };
}

function sameGround(given: SectionInputs, had: SectionGround): SectionGround {
  const differs = (name: 'widthM' | 'depthM' | 'layers' | 'shapes' | 'cells' | 'geothermalFluxWM2'): boolean => {
    const [asked, left] = [sortedJson(given[name]), sortedJson(sectionInputs.shape[name].parse(undefined))];
    // What is left out is that of the file, but for the flux, whose default would be a silent change.
    return asked !== sortedJson(had[name]) && (name === 'geothermalFluxWM2' || asked !== left);
  };
  const other = (['widthM', 'depthM', 'layers', 'shapes', 'cells', 'geothermalFluxWM2'] as const).find(differs);
  if (other !== undefined) {
    const hint =
      other === 'geothermalFluxWM2'
        ? `give that of the file, ${had[other]} W/m²`
        : 'leave it out, or start anew; what is dug or filled later are events';
    throw refuse(`/${other}`, `${other} differs from that of the restart file, whose section goes on: ${hint}`);
  }
  const changed = Object.keys(given.materials).find(
    (name) => name in had.materials && sortedJson(given.materials[name]) !== sortedJson(had.materials[name]),
  );
  if (changed !== undefined) {
    throw refuse(
      `/materials/${changed}`,
      `${changed} differs from that of the restart file, whose ground goes on: give the new one another name`,
    );
  }
  return { ...had, materials: { ...had.materials, ...given.materials } };
}
