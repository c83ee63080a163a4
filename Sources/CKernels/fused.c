// Element-wise chains over tiles that stay in the first-level cache.
//
// Parameters: {columns, inputs, outputs, slots, steps, rows, then for each slot its element size,
// then for each input its kind, then for each step {tile function, target, first, second, third
// source}}. Slots are inputs, then outputs, then temporaries; -1 is no slot.
// Units are rows; with one row, elements.

#include "CKernels.h"
#include <string.h>

enum { COLUMNS, INPUTS, OUTPUTS, SLOTS, STEPS, ROWS, HEADER };

static void repeat(char *target, const char *element, int64_t size, int64_t count) {
  switch (size) {
    case 8: {
      uint64_t word;
      memcpy(&word, element, 8);
      for (int64_t i = 0; i < count; i++) ((uint64_t *)target)[i] = word;
      break;
    }
    case 4: {
      uint32_t word;
      memcpy(&word, element, 4);
      for (int64_t i = 0; i < count; i++) ((uint32_t *)target)[i] = word;
      break;
    }
    case 2: {
      uint16_t word;
      memcpy(&word, element, 2);
      for (int64_t i = 0; i < count; i++) ((uint16_t *)target)[i] = word;
      break;
    }
    default: memset(target, *element, (size_t)count);
  }
}

int32_t wh_fused(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const int64_t columns = p[COLUMNS], inputs = p[INPUTS], outputs = p[OUTPUTS], slots = p[SLOTS];
  const int64_t *sizes = p + HEADER, *kinds = sizes + slots, *steps = kinds + inputs;
  if (begin >= end || columns == 0) return 0;

  // With one row the columns themselves are split; otherwise tiles are whole rows, or parts of one.
  const int64_t first = p[ROWS] == 1 ? begin : begin * columns;
  const int64_t last = p[ROWS] == 1 ? end : end * columns;
  const int64_t span = p[ROWS] == 1 ? p[ROWS] * columns : columns;
  const int64_t tile = span <= WH_TILE ? (WH_TILE / span) * span : WH_TILE;

  int64_t buffers = 0;
  for (int64_t s = 0; s < slots; s++) {
    buffers += s < inputs ? kinds[s] != WH_FULL : s >= inputs + outputs;
  }
  char memory[(buffers ? buffers : 1) * WH_TILE * 8] __attribute__((aligned(64)));
  char *at[WH_FUSED_SLOTS], *buffer[WH_FUSED_SLOTS];
  char *next = memory;
  const int64_t longest = last - first < tile ? last - first : tile;
  for (int64_t s = 0; s < slots; s++) {
    buffer[s] = 0;
    if (s < inputs ? kinds[s] == WH_FULL : s < inputs + outputs) continue;
    at[s] = buffer[s] = next;
    next += WH_TILE * 8;
    if (s >= inputs) continue;
    if (kinds[s] == WH_SCALAR) repeat(buffer[s], operands[s], sizes[s], longest);
    if (kinds[s] == WH_ROW && span <= WH_TILE) {
      for (int64_t i = 0; i < longest; i += span) {
        memcpy(buffer[s] + i * sizes[s], operands[s], (size_t)(span * sizes[s]));
      }
    }
  }

  for (int64_t start = first; start < last;) {
    // A tile never crosses the end of a row that is longer than it.
    int64_t stop = start + tile;
    if (span > WH_TILE) {
      const int64_t row_end = (start / span + 1) * span;
      if (stop > row_end) stop = row_end;
    }
    if (stop > last) stop = last;
    const int64_t n = stop - start;
    for (int64_t s = 0; s < inputs + outputs; s++) {
      const int64_t size = sizes[s];
      const char *base = operands[s];
      if (s >= inputs || kinds[s] == WH_FULL) {
        at[s] = (char *)base + start * size;
      } else if (kinds[s] == WH_ROW && span > WH_TILE) {
        at[s] = (char *)base + (start % span) * size;
      } else if (kinds[s] == WH_COLUMN) {
        for (int64_t i = 0; i < n; i += span) {
          repeat(buffer[s] + i * size, base + ((start + i) / span) * size, size,
                 n - i < span ? n - i : span);
        }
      }
    }
    for (int64_t i = 0; i < p[STEPS]; i++) {
      const int64_t *step = steps + 5 * i;
      const wh_tile function = (wh_tile)(intptr_t)step[0];
      function(at[step[1]], at[step[2]], step[3] < 0 ? 0 : at[step[3]],
               step[4] < 0 ? 0 : at[step[4]], n);
    }
    start = stop;
  }
  return 0;
}
