/*
 * The mask kernel of src/forest/kernel/kernel.as in C, for one thread: what WASM costs beside it. Reads what kernel.ts
 * writes: int32 lane bits, codes, tiles, pixels, trees; then per tile its rows by code (u16), masks and leaf values, each
 * behind its count of bytes; last the codes of the pixels (u16), a multiple of four pixels. Prints the least seconds of
 * processor time over repeats.
 * gcc -O3 -march=native -o twin kernelTwin.c && ./twin FILE REPEATS
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROW_BYTES = 128, AT_ONCE = 4096 };
/* Of 16 bytes: gcc makes the fastest code of these, on a processor with vectors of 64 too. */
typedef uint64_t Part __attribute__((vector_size(16)));
typedef struct { Part part[8]; } Vector;

typedef struct {
  uint16_t *rowOfCode;
  unsigned char *masks;
  double *leaves;
} Tile;

static void *readPart(FILE *file) {
  int32_t bytes;
  if (fread(&bytes, 4, 1, file) != 1) exit(1);
  void *part = aligned_alloc(64, (size_t)(bytes / 64 + 1) * 64);
  if (fread(part, 1, (size_t)bytes, file) != (size_t)bytes) exit(1);
  return part;
}

static inline Vector intersect(const Tile *tile, int codes, const uint16_t *pixelCodes) {
  Vector row, lanes;
  memcpy(&lanes, tile->masks + ROW_BYTES * tile->rowOfCode[pixelCodes[0]], ROW_BYTES);
  for (int code = 1; code < codes; code++) {
    memcpy(&row, tile->masks + ROW_BYTES * tile->rowOfCode[pixelCodes[code]], ROW_BYTES);
    for (int i = 0; i < 8; i++) lanes.part[i] &= row.part[i];
  }
  return lanes;
}

/* Four pixels side by side, as kernel.as has them: their additions do not wait for each other. */
static void sumTile(const Tile *tile, int laneBits, int codes, int pixels, const uint16_t *pixelCodes, double *sums) {
  for (int i = 0; i < pixels; i += 4, pixelCodes += 4 * codes) {
    union {
      Vector lanes[4];
      uint32_t narrow[4][32];
      uint64_t wide[4][16];
    } of;
    for (int j = 0; j < 4; j++) of.lanes[j] = intersect(tile, codes, pixelCodes + j * codes);
    double s0 = sums[i], s1 = sums[i + 1], s2 = sums[i + 2], s3 = sums[i + 3];
    const double *leaves = tile->leaves;
    if (laneBits == 64) {
      for (int lane = 0; lane < 16; lane++, leaves += 64) {
        s0 += leaves[__builtin_ctzll(of.wide[0][lane])];
        s1 += leaves[__builtin_ctzll(of.wide[1][lane])];
        s2 += leaves[__builtin_ctzll(of.wide[2][lane])];
        s3 += leaves[__builtin_ctzll(of.wide[3][lane])];
      }
    } else {
      for (int lane = 0; lane < 32; lane++, leaves += 32) {
        s0 += leaves[__builtin_ctz(of.narrow[0][lane])];
        s1 += leaves[__builtin_ctz(of.narrow[1][lane])];
        s2 += leaves[__builtin_ctz(of.narrow[2][lane])];
        s3 += leaves[__builtin_ctz(of.narrow[3][lane])];
      }
    }
    sums[i] = s0;
    sums[i + 1] = s1;
    sums[i + 2] = s2;
    sums[i + 3] = s3;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  FILE *file = fopen(argv[1], "rb");
  int32_t head[5];
  if (file == NULL || fread(head, 4, 5, file) != 5) return 1;
  const int laneBits = head[0], codes = head[1], tileCount = head[2], pixels = head[3];
  Tile *tiles = calloc((size_t)tileCount, sizeof(Tile));
  for (int i = 0; i < tileCount; i++) {
    tiles[i].rowOfCode = readPart(file);
    tiles[i].masks = readPart(file);
    tiles[i].leaves = readPart(file);
  }
  const uint16_t *pixelCodes = readPart(file);
  double *sums = malloc(sizeof(double) * (size_t)pixels);
  double least = 1e9, check = 0;
  for (int repeat = 0; repeat < atoi(argv[2]); repeat++) {
    const clock_t start = clock();
    memset(sums, 0, sizeof(double) * (size_t)pixels);
    for (int first = 0; first < pixels; first += AT_ONCE) {
      const int some = pixels - first < AT_ONCE ? pixels - first : AT_ONCE;
      for (int i = 0; i < tileCount; i++)
        sumTile(&tiles[i], laneBits, codes, some, pixelCodes + (size_t)first * codes, sums + first);
    }
    const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds < least) least = seconds;
  }
  for (int i = 0; i < pixels; i++) check += sums[i] / head[4];
  printf("{\"seconds\": %.6f, \"sumOfMeans\": %.17g}\n", least, check);
  return 0;
}
