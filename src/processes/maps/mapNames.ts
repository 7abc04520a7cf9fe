/** The names of a map's classes, as a file that GDAL finds beside the map. */
import { auxiliaryXml } from '../../raster/mapClasses.ts';
import { writeOutput } from '../writeOutput.ts';
import type { MapClass } from '../../raster/mapClasses.ts';
import type { Output, OutputDescription, ProcessContext } from '../process.ts';

/** The output `names` of a process that makes maps of classes. */
export const namesOutput: OutputDescription = {
  title: 'Names of the classes',
  description:
    'GDAL auxiliary file of a map of classes: category names and an attribute table, which GDAL and QGIS show where it lies beside the map under its name (such as map.tif.aux.xml). Absent for a map of amounts.',
  mediaType: 'application/xml',
  resource: 'map',
};

/** @param mapName file name of the map, such as map.tif */
export function writeNames(
  { folder }: Pick<ProcessContext, 'folder'>,
  mapName: string,
  classes: readonly MapClass[],
): Promise<Output> {
  return writeOutput(folder, `${mapName}.aux.xml`, auxiliaryXml(classes));
}
