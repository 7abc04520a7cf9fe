/**
 * Reading speed of one thread, beside geotiff's own way and GDAL's: `node test/bench/readRaster.ts [pixels per side]`
 * prints one JSON line of megabytes of pixels per CPU-second. GDAL makes the files; without it nothing is measured.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromFile } from 'geotiff';
import { openRaster } from '../../src/raster/openRaster.ts';

const side = Number(process.argv[2] ?? 4096);
const window = { widthPx: 1024, heightPx: 512 };

const make = `
import sys, numpy
from osgeo import gdal
side, folder = int(sys.argv[1]), sys.argv[2]
y, x = numpy.mgrid[0:side, 0:side].astype("f4")
data = (300 * numpy.sin(x / 211) * numpy.cos(y / 173) + numpy.random.default_rng(1).normal(0, 0.3, (side, side))).astype("f4")
memory = gdal.GetDriverByName("MEM").Create("", side, side, 1, gdal.GDT_Float32)
memory.GetRasterBand(1).WriteArray(data)
tiles = ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256"]
for name, options in {
    "deflatePredictor3": ["COMPRESS=DEFLATE", "PREDICTOR=3", *tiles],
    "deflate": ["COMPRESS=DEFLATE", *tiles],
    "lzwPredictor3": ["COMPRESS=LZW", "PREDICTOR=3", *tiles],
    "zstdPredictor3": ["COMPRESS=ZSTD", "PREDICTOR=3", *tiles],
    "uncompressed": tiles,
    "stripedDeflatePredictor3": ["COMPRESS=DEFLATE", "PREDICTOR=3"],
}.items():
    gdal.GetDriverByName("GTiff").CreateCopy(f"{folder}/{name}.tif", memory, options=options)
`;
/** GDAL on the same windows, the best of three as well. */
const readByGdal = `
import sys, time
from osgeo import gdal
side, path, width, height = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
gdal.SetCacheMax(64 << 20)
speeds = []
for _ in range(3):
    file = gdal.Open(path)
    band = file.GetRasterBand(1)
    start = time.process_time()
    for y in range(0, side, height):
        for x in range(0, side, width):
            band.ReadAsArray(x, y, min(width, side - x), min(height, side - y))
    speeds.append(side * side * 4 / 1e6 / (time.process_time() - start))
print(round(max(speeds)))
`;
const names = [
  'deflatePredictor3',
  'deflate',
  'lzwPredictor3',
  'zstdPredictor3',
  'uncompressed',
  'stripedDeflatePredictor3',
];

type Read = (xPx: number, yPx: number, widthPx: number, heightPx: number) => Promise<unknown>;

/** Calls back for every window of the raster. @returns megabytes of float32 per CPU-second */
async function speed(read: Read): Promise<number> {
  const start = process.cpuUsage();
  for (let yPx = 0; yPx < side; yPx += window.heightPx) {
    for (let xPx = 0; xPx < side; xPx += window.widthPx) {
      await read(xPx, yPx, Math.min(window.widthPx, side - xPx), Math.min(window.heightPx, side - yPx));
    }
  }
  const { user, system } = process.cpuUsage(start);
  return Math.round((side * side * 4) / (user + system));
}

async function ownSpeed(path: string): Promise<number> {
  const raster = await openRaster(path);
  const out = new Float32Array(window.widthPx * window.heightPx);
  const result = await speed((xPx, yPx, widthPx, heightPx) =>
    raster.readWindow(1, { xPx, yPx, widthPx, heightPx }, out.subarray(0, widthPx * heightPx)),
  );
  await raster.close();
  return result;
}

async function stockSpeed(path: string): Promise<number> {
  const tiff = await fromFile(path);
  const image = await tiff.getImage();
  const result = await speed((xPx, yPx, widthPx, heightPx) =>
    image.readRasters({ window: [xPx, yPx, xPx + widthPx, yPx + heightPx] }),
  );
  await tiff.close();
  return result;
}

function gdalSpeed(path: string): number {
  const { widthPx, heightPx } = window;
  const printed = execFileSync('/usr/bin/python3', ['-c', readByGdal, ...[side, path, widthPx, heightPx].map(String)]);
  return Number(printed.toString());
}

/** Of three, so that compilation and a busy machine count less. */
async function best(measure: (path: string) => Promise<number>, path: string): Promise<number> {
  return Math.max(await measure(path), await measure(path), await measure(path));
}

const folder = await mkdtemp(join(tmpdir(), 'cryoforest-bench-'));
try {
  execFileSync('/usr/bin/python3', ['-c', make, String(side), folder]);
  const speeds: Record<string, { own: number; stock: number; gdal: number; ofGdal: number }> = {};
  for (const name of names) {
    const path = join(folder, `${name}.tif`);
    const own = await best(ownSpeed, path);
    // Stock decodes every strip again for every window: minutes.
    const stock = name.startsWith('striped') ? Number.NaN : await best(stockSpeed, path);
    const gdal = gdalSpeed(path);
    speeds[name] = { own, stock, gdal, ofGdal: Math.round((own / gdal) * 100) / 100 };
  }
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ bench: 'readRaster', unit: 'MB of pixels per CPU-second', side, peakMb, speeds }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
