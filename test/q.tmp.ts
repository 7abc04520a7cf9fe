import { openRaster } from '../src/raster/openRaster.ts';
const side = 3072;
const mb = (side * side * 4) / 1e6;
for (let k = 0; k < 8; k++) {
  const r = await openRaster('/tmp/bp3.tif', k % 2 ? { cacheBytes: 0 } : {});
  const out = new Float32Array(1024 * 512);
  const s = process.cpuUsage(),
    t = process.threadCpuUsage();
  for (let y = 0; y < side; y += 512)
    for (let x = 0; x < side; x += 1024) await r.readWindow(1, { xPx: x, yPx: y, widthPx: 1024, heightPx: 512 }, out);
  const u = process.cpuUsage(s),
    v = process.threadCpuUsage(t);
  console.log(
    k % 2 ? 'nocache' : 'cache',
    'all',
    (mb / ((u.user + u.system) / 1e6)).toFixed(0),
    'thread',
    (mb / ((v.user + v.system) / 1e6)).toFixed(0),
    'user',
    v.user / 1e3,
    'sys',
    v.system / 1e3,
    'other',
    (u.user + u.system - v.user - v.system) / 1e3,
  );
  await r.close();
}
