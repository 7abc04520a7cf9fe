/** kNNDM against the paper's steps written out in R, with R's own Ward clustering and principal components. */
import { describe, expect } from 'vitest';
import { unitVectors } from '../../src/core/sphere.ts';
import { knndmFolds } from '../../src/forest/folds/knndm.ts';
import { clusteredStations, scatteredPlaces } from '../forest/support/stations.ts';
import { oracleTest, runOracle } from '../support/oracles.ts';

/** Reads stations, places and k; prints W in metres, the number of clusters, and the fold of each station. */
const program = `
input <- scan(file("stdin"), quiet = TRUE)
n <- input[1]; m <- input[2]; k <- input[3]
values <- matrix(input[-(1:3)], ncol = 2, byrow = TRUE) * pi / 180
xyz <- cbind(cos(values[, 2]) * cos(values[, 1]), cos(values[, 2]) * sin(values[, 1]), sin(values[, 2]))
stations <- xyz[1:n, ]; places <- xyz[n + 1:m, ]
metres <- function(a, b) 6371008.771 * acos(pmin(pmax(a %*% t(b), -1), 1))
between <- metres(stations, stations); diag(between) <- 0
map <- apply(metres(places, stations), 1, min)
held <- function(fold) sapply(1:n, function(i) min(between[i, fold != fold[i]]))
area <- function(a, b) {
  at <- sort(c(a, b))
  sum(abs(ecdf(a)(at) - ecdf(b)(at))[-length(at)] * diff(at))
}
tree <- hclust(as.dist(between), method = "ward.D2")
axis <- prcomp(stations, rank. = 1)
best <- list(w = Inf)
for (q in unique(round(exp(seq(log(k), log(n - 2), length.out = 100))))) {
  cluster <- cutree(tree, q)
  centres <- t(sapply(1:q, function(i) colMeans(stations[cluster == i, , drop = FALSE])))
  order <- order(predict(axis, centres)[, 1])
  large <- order[table(cluster)[order] >= n / k]
  small <- setdiff(order, large)
  fold <- integer(q)
  fold[large] <- seq_along(large)
  if (length(small) > 0) fold[small] <- length(large) + (seq_along(small) - 1) %% (k - length(large)) + 1
  rows <- fold[cluster]
  if (max(table(rows)) > n / 2) next
  w <- area(held(rows), map)
  if (w < best$w) best <- list(w = w, q = q, rows = rows)
}
cat(best$w, best$q, best$rows, "\\n")
`;

const inR = oracleTest(['r']);

describe('knndmFolds against R', () => {
  for (const seed of [1, 2, 3]) {
    inR(`finds the same clusters, folds and W (seed ${seed})`, () => {
      const stations = clusteredStations(90, 12, seed);
      const places = scatteredPlaces(300, seed);
      const foldCount = 6;
      const pairs = [stations, places].flatMap(({ lon, lat }) => Array.from(lon, (value, i) => `${value} ${lat[i]}`));
      const answer = runOracle('Rscript', ['-e', program], [`90 300 ${foldCount}`, ...pairs].join('\n'));
      const [wassersteinM, clusters, ...theirs] = answer.trim().split(/\s+/).map(Number);
      const { folds, match } = knndmFolds(
        unitVectors(stations.lon, stations.lat),
        unitVectors(places.lon, places.lat),
        foldCount,
        { seed, repeat: 0 },
      );
      // R prints seven digits, and acos is coarse below a metre.
      expect(Math.abs(match.wassersteinM / wassersteinM! - 1)).toBeLessThan(1e-5);
      expect(match.clusters).toBe(clusters);
      const parts = new Set(theirs.map((fold, row) => `${fold} ${folds.foldOfRow[row]}`));
      expect(parts.size).toBe(foldCount);
      expect(new Set(theirs).size).toBe(foldCount);
    });
  }
});
