/**
 * The area of applicability of a map in one thread, beside R: a JSON line with seconds of processor time.
 * node test/bench/applicability.ts
 *
 * R does the same by brute force, over all cells at once, row by row of the training; and by FNN, the search that CAST
 * uses, where it is installed. BENCH_PIXELS, BENCH_ROWS and BENCH_COVARIATES choose another case.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random.ts';
import type { Applicability } from '../../src/forest/applicability/applicability.ts';
import { createApplicabilityMeter } from '../../src/forest/applicability/applicability.ts';
import { meanPairDistance, pointsFrom } from '../../src/forest/applicability/trainingDissimilarity.ts';
import { defineFeatureSpace, placeRows, rescale } from '../../src/forest/applicability/featureSpace.ts';
import { runOracle } from '../support/oracles.ts';

const setting = (name: string, otherwise: number): number => Number(process.env[`BENCH_${name}`] ?? otherwise);
const pixelCount = setting('PIXELS', 1_000_000);
const rowCount = setting('ROWS', 104);
const covariateCount = setting('COVARIATES', 6);
const threshold = 0.3;
/** Cells whose dissimilarity and density are compared with R's. */
const compared = 10_000;
const random = createRandom(1);

const script = `
args <- commandArgs(TRUE)
d <- as.integer(args[2:4]); threshold <- as.numeric(args[5])
read <- function(n) matrix(readBin(file, "numeric", n * d[3], size = 4), n)
file <- file(args[1], "rb"); rows <- read(d[1]); cells <- read(d[2]); close(file)
weights <- 1 / seq_len(d[3])
seconds <- function(expr) { t <- system.time(expr); unname(t[1] + t[2]) }
brute <- seconds({
  m <- colMeans(rows); s <- apply(rows, 2, sd) / weights
  x <- sweep(sweep(rows, 2, m), 2, s, "/"); y <- sweep(sweep(cells, 2, m), 2, s, "/")
  unit <- mean(dist(x))
  least <- rep(Inf, d[2]); count <- integer(d[2])
  for (i in seq_len(d[1])) {
    square <- (y[, 1] - x[i, 1])^2
    for (j in seq_len(d[3])[-1]) square <- square + (y[, j] - x[i, j])^2
    least <- pmin(least, square)
    count <- count + (square <= (threshold * unit)^2)
  }
  di <- sqrt(least) / unit
})
fnn <- if (requireNamespace("FNN", quietly = TRUE))
  sapply(c("brute", "kd_tree"), function(a) seconds(FNN::knnx.dist(x, y, 1, algorithm = a))) else c(NA, NA)
k <- seq_len(${compared})
cat(paste0('{"brute":', brute, ',"fnnBrute":', if (is.na(fnn[1])) "null" else fnn[1], ',"fnnTree":',
  if (is.na(fnn[2])) "null" else fnn[2], ',"di":[', paste(format(di[k], digits = 9), collapse = ","),
  '],"density":[', paste(count[k], collapse = ","), ']}'))
`;

const stations = Array.from({ length: covariateCount }, (_, d) =>
  Float32Array.from({ length: rowCount }, () => 10 ** (d % 4) * (random.nextUnit() + random.nextUnit())),
);
const cells = stations.map((_, d) =>
  Float32Array.from({ length: pixelCount }, () => 10 ** (d % 4) * (random.nextUnit() + random.nextUnit())),
);

function cpuSeconds(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function measureHere() {
  const weighted = defineFeatureSpace(
    stations,
    stations.map((_, d) => 1 / (d + 1)),
    stations.map(() => null),
  )!;
  const unit = meanPairDistance(pointsFrom(placeRows(weighted, stations)));
  const model: Pick<Applicability, 'space' | 'threshold'> = {
    space: rescale(weighted, unit),
    threshold,
  };
  let found = createApplicabilityMeter(model, stations)(cells, compared);
  const times = Array.from({ length: 3 }, () =>
    cpuSeconds(() => (found = createApplicabilityMeter(model, stations)(cells, pixelCount))),
  );
  // What else runs on the machine only ever adds.
  return { seconds: Math.min(...times), found };
}

const folder = await mkdtemp(join(tmpdir(), 'cryoforest-bench-'));
try {
  const path = join(folder, 'table.f32');
  await writeFile(path, Buffer.concat([...stations, ...cells].map((column) => Buffer.from(column.buffer))));
  const { seconds, found } = measureHere();
  const counts = [rowCount, pixelCount, covariateCount].map(String);
  const printed = runOracle('Rscript', ['-e', script, path, ...counts, String(threshold)]);
  const r: { brute: number; fnnBrute: number | null; fnnTree: number | null; di: number[]; density: number[] } =
    JSON.parse(printed);
  const largestDifference = r.di.reduce((most, di, i) => Math.max(most, Math.abs(di - found.dissimilarity[i]!)), 0);
  const otherDensities = r.density.filter((count, i) => count !== found.density[i]!).length;
  const { brute, fnnBrute, fnnTree } = r;
  console.log(
    JSON.stringify({
      cells: pixelCount,
      rows: rowCount,
      covariates: covariateCount,
      seconds,
      rSeconds: { brute, fnnBrute, fnnTree },
      timesFaster: [brute, fnnBrute, fnnTree].map((other) => other && other / seconds),
      largestDifference,
      otherDensities,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
